"""The nightly checks say when all is well, and find a row too many, a row too few and a chain that was changed."""

from __future__ import annotations

from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.people import granted, learner, person
from wraparound.core import audit
from wraparound.core.database.scope import acting, as_person


@pytest.fixture
def sams(committed: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """A learner with a grant and an event, really stored."""
    mother, sam = person("Mother"), learner()
    granted(sam, mother, mother)
    with acting(as_person(mother.pk)):
        audit.record("read aloud", about=sam.public_id)
    return committed


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_all_is_well(sams: psycopg.Connection[Any]) -> None:
    assert sams.execute("select count(*) from app.sharing_access").fetchone() == (9,)
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
def test_access_that_is_not_due_or_missing_is_found(sams: psycopg.Connection[Any], fault: str, told: str) -> None:
    sams.execute(fault)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match=told):
        said("check_access")


def test_a_changed_chain_is_found(sams: psycopg.Connection[Any]) -> None:
    sams.execute("update app.core_auditevent set what = 'nothing'")
    with pytest.raises(CommandError, match="1 chains do not verify"):
        said("check_chains")
