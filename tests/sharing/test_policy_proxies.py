"""Who is appointed as what, until when, and what a proxy may say yes to: facts in, decision out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.sharing.policy import Standing
from wraparound.sharing.policy_ages import begins
from wraparound.sharing.policy_proxies import Appointing, ProxyKind, Say, ends, may_appoint, may_end_say, may_say_yes

if TYPE_CHECKING:
    pass

ID, LIKES, HEALTH, PLAN, MONEY = (
    Category.IDENTITY,
    Category.ABOUT_ME,
    Category.HEALTH,
    Category.PLAN,
    Category.FINANCE,
)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
SEEN, CANNOT = "Court order, in the safe.", "Money over 50 pounds: Dr Ray, 3 May."
OWN, LEADS = Standing(is_the_learner=True), Standing(is_lead=True)
NOON = datetime(2026, 5, 4, 12, tzinfo=clock.HERE)
BORN = date(2008, 6, 10)  # 17 on that day


def one(**said: Any) -> Appointing:
    told: dict[str, Any] = {"kind": ProxyKind.ADVOCATE, "categories": frozenset({HEALTH}), "may_decide": True}
    return Appointing(**{**told, "until": NOON + WEEK, **said})


PARENT = {"kind": ProxyKind.PARENT, "seen": SEEN, "cannot_decide": CANNOT}


@pytest.mark.parametrize(
    ("standing", "facts", "allowed"),
    [
        (OWN, one(), True),
        (OWN, one(is_me=True), False),
        (OWN, one(is_the_learner=True), False),
        (OWN, one(is_known=False), False),
        (OWN, one(decides_already=True), False),
        (OWN, one(categories=frozenset({ID})), False),
        (OWN, one(until=NOON + timedelta(days=367)), False),
        (OWN, one(until=NOON), False),
        (OWN, one(refused=frozenset({HEALTH})), True),
        (Standing(), one(seen=SEEN), False),
        (Standing(decides=frozenset({HEALTH})), one(seen=SEEN), False),
        (LEADS, one(may_decide=False, seen=SEEN), True),
        (LEADS, one(may_decide=False), False),
        (LEADS, one(may_decide=False, seen=SEEN, is_colleague=True), False),
        (LEADS, one(may_decide=False, seen=SEEN, refused=frozenset({HEALTH})), False),
        (LEADS, one(seen=SEEN), False),
        (LEADS, one(**PARENT), True),
        (LEADS, one(kind=ProxyKind.PARENT, seen=SEEN), False),
        (LEADS, one(kind=ProxyKind.DEPUTY, seen=SEEN), False),
        (LEADS, one(kind=ProxyKind.DEPUTY, seen=SEEN, cannot_decide=CANNOT), True),
        (LEADS, one(kind=ProxyKind.APPOINTEE, seen=SEEN), False),
        (LEADS, one(kind=ProxyKind.APPOINTEE, seen=SEEN, categories=frozenset({MONEY})), True),
    ],
)
def test_who_may_be_appointed_as_what(standing: Standing, facts: Appointing, allowed: bool) -> None:
    assert may_appoint(standing, facts, BORN, NOON).allowed is allowed


def test_parental_responsibility_ends_at_the_first_moment_of_the_eighteenth_birthday() -> None:
    whole = one(**PARENT, until=NOON + timedelta(days=300))
    assert ends(whole, BORN, NOON) == begins(date(2026, 6, 10))
    assert not may_appoint(LEADS, whole, date(2008, 5, 4), NOON)  # 18 today
    assert may_appoint(LEADS, whole, date(2008, 5, 5), NOON)  # tomorrow
    child = one(kind=ProxyKind.PARENT, seen=SEEN, until=NOON + timedelta(days=300))
    assert ends(child, date(2010, 6, 10), NOON) == begins(date(2026, 6, 10))  # at 16
    assert ends(one(until=NOON + WEEK), BORN, NOON) == NOON + WEEK


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({}, True),
        ({"categories": {HEALTH, ID}}, True),
        ({"categories": set()}, False),
        ({"categories": {HEALTH, PLAN}}, False),
        ({"refused": {HEALTH}}, False),
        ({"refused": {PLAN}}, True),
        ({"is_for_themselves": True}, False),
        ({"until": NOON + WEEK + 28 * DAY}, True),
        ({"until": NOON + WEEK + 29 * DAY}, False),
        ({"say": None}, False),
        ({"speaks": True}, False),
    ],
)
def test_what_a_proxy_may_say_yes_to(more: Any, allowed: bool) -> None:
    decides = not more.get("speaks")
    mine = Say(ids.new_public_id(), ProxyKind.ADVOCATE, frozenset({HEALTH}), decides, False, NOON + WEEK)
    told = {"say": mine, "categories": {HEALTH}, "until": NOON + DAY, "refused": set(), "is_for_themselves": False}
    told |= {key: value for key, value in more.items() if key != "speaks"}
    assert may_say_yes(**told).allowed is allowed


def test_who_ends_a_say() -> None:
    assert may_end_say(OWN, is_theirs=False, reason="")
    assert may_end_say(Standing(), is_theirs=True, reason="")
    assert may_end_say(LEADS, is_theirs=False, reason="The order has ended")
    assert not may_end_say(LEADS, is_theirs=False, reason=" ")
    assert not may_end_say(Standing(), is_theirs=False, reason="because")
