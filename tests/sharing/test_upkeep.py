"""The nightly checks say when all is well, and find a row too many, a row too few and a chain that was changed."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.people import granted, learner, person
from wraparound.core import audit
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server


@pytest.fixture
def committed(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    """A learner with a grant and an event, really stored; the superuser's connection, which removes them again."""
    with django_db_blocker.unblock(), psycopg.connect(**server.connection("site"), autocommit=True) as raw:
        mother, sam = person("Mother"), learner()
        granted(sam, mother, mother)
        with acting(as_person(mother.pk)):
            audit.record("looked at", about=sam.public_id)
        yield raw
        raw.execute("delete from app.sharing_grant where learner_id = %s", [sam.pk])
        raw.execute("delete from app.learners_learner where id = %s", [sam.pk])
        raw.execute("delete from app.sharing_access where learner = %s", [sam.pk])
        raw.execute("delete from app.accounts_person where id = %s", [mother.pk])
        raw.execute("delete from app.core_auditevent; delete from app.core_chainhead")


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_all_is_well(committed: psycopg.Connection[Any]) -> None:
    assert committed.execute("select count(*) from app.sharing_access").fetchone() == (9,)
    assert said("check_access").startswith("What is open is what is due")
    assert said("check_chains").startswith("Every chain verifies.")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("delete from app.sharing_access where category = 3", "1 rows are missing and 0 are too many"),
        (
            "insert into app.sharing_access (person, learner, category, since, until)"
            " select person, learner, 15, since, until from app.sharing_access limit 1",
            "0 rows are missing and 1 are too many",
        ),
        (
            "update app.sharing_access set until = 'infinity' where category = 3",
            "1 rows are missing and 1 are too",
        ),
    ],
)
def test_access_that_is_not_due_or_missing_is_found(committed: psycopg.Connection[Any], fault: str, told: str) -> None:
    committed.execute(fault)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match=told):
        said("check_access")


def test_a_changed_chain_is_found(committed: psycopg.Connection[Any]) -> None:
    committed.execute("update app.core_auditevent set what = 'nothing'")
    with pytest.raises(CommandError, match="1 chains do not verify"):
        said("check_chains")
