"""Two people change who sees what at the same moment, stopped in the middle. Every pair: `make prove-races`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from proof import races

if TYPE_CHECKING:
    pass

PAIRS = (  # one ends what the other opens, or both follow from the same rows
    ("undo", "share"),
    ("leave", "change_time"),
    ("join", "stop"),
    ("end_membership", "answer"),
    ("hide", "merge"),
    ("freeze", "answer"),
)


def test_what_two_people_change_at_once_comes_out_as_one_after_the_other(committed: psycopg.Connection[Any]) -> None:
    for number, (first, second) in enumerate(PAIRS):
        done, found = races.raced(committed, first, second, [3 + number % 3, 7])
        assert done == 2, first
        assert found == []
    assert committed.execute("select * from app.access_errors()").fetchone() == (0, 0)


def test_without_the_lock_a_race_leaks_and_is_found(committed: psycopg.Connection[Any]) -> None:
    """The planted fault: access is worked out without waiting for whoever works it out."""
    refresh = committed.execute("select pg_get_functiondef('app.refresh_access(bigint)'::regprocedure)").fetchone()
    assert refresh and "perform pg_advisory_xact_lock" in refresh[0]
    committed.execute(refresh[0].replace("perform pg_advisory_xact_lock(7277, hashint8(who));", ""))
    assert any("is open and should not be" in one for one in races.raced(committed, "join", "stop", [12, 15])[1])
