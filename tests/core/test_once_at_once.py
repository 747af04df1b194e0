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
    pass

pytestmark = pytest.mark.urls("tests.core.once_urls")


def click(key: str, answers: list[str]) -> None:
    response = Client().post("/add/", {"name": "Twice", once.FIELD: key})
    answers.append(response["Location"])
    connection.close()


@pytest.mark.parametrize("clicks", [2, 6])
def test_a_double_click_waits_for_the_first_and_does_nothing(clicks: int, committed: psycopg.Connection[Any]) -> None:
    key, answers = once.new_key(), []
    threads = [threading.Thread(target=click, args=(key, answers)) for _ in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == clicks
    assert len(set(answers)) == 1
    assert committed.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (1,)


def test_a_connection_that_is_cut_while_the_form_is_carried_out_leaves_nothing_or_all(
    committed: psycopg.Connection[Any],
) -> None:
    """The connection ends as soon as the row is written and before it is committed; then the form is sent again."""
    committed.execute("""
        create function app.cut() returns trigger language plpgsql security definer set search_path = app, pg_temp
        as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$""")
    committed.execute("create trigger cut after insert on app.accounts_person for each row execute function app.cut()")
    key, answers = once.new_key(), []
    try:
        response = Client(raise_request_exception=False).post("/add/", {"name": "Twice", once.FIELD: key})
        assert response.status_code == 500
    finally:
        connection.close()
        committed.execute("drop trigger cut on app.accounts_person; drop function app.cut()")
    assert committed.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (0,)
    click(key, answers)
    click(key, answers)
    assert committed.execute("select count(*) from app.accounts_person where name = 'Twice'").fetchone() == (1,)
    assert len(set(answers)) == 1
