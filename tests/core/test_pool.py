"""Connections that threads share (Django's pool): nobody is answered as somebody else, whatever goes wrong meanwhile.

Through pgbouncer, and for many more requests: `make prove-pool`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from proof import pool
from tests.people import person
from wraparound.core.database import scope
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.urls("proof.pool_urls")


@pytest.fixture
def shared(committed: Any, caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """The database of this test, its connections shared; its name."""
    caplog.set_level(logging.CRITICAL)  # what fails here is meant to
    said = connections.settings["default"]
    before = {"CONN_MAX_AGE": said["CONN_MAX_AGE"], "OPTIONS": said["OPTIONS"]}
    said.update(CONN_MAX_AGE=0, OPTIONS={**said["OPTIONS"], "pool": {"min_size": 1, "max_size": pool.SHARED}})
    try:
        _anew()
        yield committed.info.dbname
    finally:
        connection.close_pool()  # type: ignore[attr-defined]
        said.update(before)
        _anew()


def _anew() -> None:
    """The connection of this thread is made from what the settings say now."""
    connections["default"].close()
    del connections["default"]


def asked(server: Server, shared: str, requests: int) -> pool.Found:
    try:
        return pool.hammer(server, shared, pool.two_people(), requests)
    finally:
        connection.close()


def test_no_answer_is_another_persons_and_one_that_was_would_be_found(
    server: Server, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(server, shared, 300)
    assert found.crossed == []
    assert found.answers["fine 200"] > 120
    assert found.answers["nobody 200"] > 50
    assert min(found.answers[f"{how} 500"] for how in pool.FAULTS) > 0
    assert found.ended > 0
    monkeypatch.setattr(scope, "tell", for_the_session(scope.tell))
    assert asked(server, shared, 60).crossed


def for_the_session(tell: Any) -> Any:
    """The planted fault: a person who is told for as long as the connection lasts."""

    def told(connection: Any, actor: Any) -> None:
        tell(connection, actor)
        if actor is not None and actor.person is not None:
            connection.connection.execute("select set_config('app.actor', current_setting('app.actor'), false)")
            connection.connection.execute("select set_config('role', current_user, false)")

    return told


@pytest.mark.django_db
def test_behind_a_pooler_the_server_is_asked_which_process_it_is(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pooler tells a number of its own: without the setting nobody would be believed."""
    ana = person("Ana")
    number = connection.connection.info.backend_pid
    monkeypatch.setattr(psycopg.ConnectionInfo, "backend_pid", number + 1)
    settings.DATABASE_POOLED = True
    with acting(as_person(ana.pk)):
        assert me() == ana.pk
    settings.DATABASE_POOLED = False
    with pytest.raises(DatabaseError, match="out of date"), acting(as_person(ana.pk)):
        me()


def me() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select app.me()")
        return cursor.fetchone()[0]
