"""Each page of a plan asks the database at most 25 times, however large the plan is and whoever looks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import get_resolver, reverse

from tests import matrix
from tests.people import browser
from tests.plans.sized import Sized, sized
from wraparound.plans.models import Line, Outcome
from wraparound.plans.queries import plan as plan_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
MOST = 25
MORE = {"kind": "support", "field": "title", "what": "decline", "since": 0, "step": "one", "key": matrix.PATHWAY}
ASK_THE_PLANNER = {"why-not", "first-step", "proposal", "refuse-proposed"}  # seconds each; asked in test_planning_demo
OF_OTHERS = ("list", "plan", "line", "version", "history")
OF_LEARNERS = (
    *OF_OTHERS,
    "versions",
    "compare",
    "reviews",
    "review",
    "my-part",
    "my-question",
    "my-day",
    "my-agreement",
)
FEWEST_PAGES = 45  # that the lead gets: a walk over nothing proves nothing


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    for one in matrix.addresses(get_resolver()):
        space, _, name = one.name.partition(":")
        if space == "plans" and name not in ASK_THE_PLANNER:
            yield name, one.parameters


def path(has: Sized, name: str, parameters: frozenset[str]) -> str:
    absent = {one: uuid.uuid4() for one in ("offering", "photo", "draft")}  # of these there is none here: 404
    known = {**MORE, **absent, **has.ids, "learner": has.sams.learner.public_id}
    return reverse(f"plans:{name}", kwargs={one: known[one] for one in parameters})


def asked(client: Any, at: str) -> tuple[int, list[str]]:
    """The status, and every statement that was sent on the way, but for those that open and close a transaction."""
    sent: list[str] = []

    def listen(execute: Any, statement: str, *more: Any) -> Any:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)
        return execute(statement, *more)

    with connection.execute_wrapper(listen):
        return client.get(at).status_code, sent


def too_many(has: Sized, who: str, names: tuple[str, ...] = ()) -> tuple[dict[str, int], int]:
    """The pages that ask more than they may, with how often; and how many pages there were."""
    client, counts = browser(has.who(who)), {}
    for name, parameters in addresses():
        if names and name not in names:
            continue
        status, sent = asked(client, path(has, name, parameters))
        if status == 200:
            counts[name] = len(sent)
    return {name: count for name, count in counts.items() if count > MOST}, len(counts)


def test_no_page_of_a_large_plan_asks_more_than_25_times(monkeypatch: pytest.MonkeyPatch) -> None:
    has = sized()
    found, pages = too_many(has, "lead")
    assert not found
    assert pages >= FEWEST_PAGES
    for who, names in (("sam", OF_LEARNERS), ("mother", OF_OTHERS), ("partner", OF_OTHERS)):
        found, pages = too_many(has, who, names)
        assert not found, who
        assert pages >= len(OF_OTHERS), who

    # What is found is found: a page that asks once for each line.
    monkeypatch.setattr(plan_queries.Facts, "view", asks_again(plan_queries.Facts.view))
    assert {"plan", "now-and-then"} <= set(too_many(has, "lead", ("plan", "now-and-then", "versions"))[0])


def asks_again(view: Any) -> Any:
    def planted(self: Any, row: Line) -> Any:
        assert Outcome.objects.filter(learner=row.learner_id).exists()
        return view(self, row)

    return planted
