"""A form that is sent by several connections at once, and one that is cut off: really committed, then swept away."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from wraparound.core import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.urls("tests.core.once_urls")


@pytest.fixture
def site(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[psycopg.Connection[Any]]:
    """The superuser's connection. Afterwards everything is removed again, which no role of the site could do."""
    with django_db_blocker.unblock(), psycopg.connect(**server.connection("site"), autocommit=True) as raw:
        yield raw
        connection.close()
        raw.execute("delete from app.core_requestdone; delete from app.accounts_person where name = 'Twice'")


def click(key: str, answers: list[str]) -> None:
    response = Client().post("/add/", {"name": "Twice", once.FIELD: key})
    answers.append(response["Location"])
    connection.close()


@pytest.mark.parametrize("clicks", [2, 6])
def test_a_double_click_waits_for_the_first_and_does_nothing(clicks: int, site: psycopg.Connection[Any]) -> None:
    key, answers = once.new_key(), []
    threads = [threading.Thread(target=click, args=(key, answers)) for _ in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == clicks
    assert len(set(answers)) == 1
    assert site.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (1,)


def test_a_connection_that_is_cut_while_the_form_is_carried_out_leaves_nothing_or_all(
    site: psycopg.Connection[Any],
) -> None:
    """The connection ends as soon as the row is written and before it is committed; then the form is sent again."""
    site.execute("""
        create function app.cut() returns trigger language plpgsql security definer set search_path = app, pg_temp
        as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$""")
    site.execute("create trigger cut after insert on app.accounts_person for each row execute function app.cut()")
    key, answers = once.new_key(), []
    try:
        response = Client(raise_request_exception=False).post("/add/", {"name": "Twice", once.FIELD: key})
        assert response.status_code == 500
    finally:
        connection.close()
        site.execute("drop trigger cut on app.accounts_person; drop function app.cut()")
    assert site.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (0,)
    click(key, answers)
    click(key, answers)
    assert site.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (1,)
    assert len(set(answers)) == 1
