"""How long each category is kept, when it is due, and who may erase it: facts in, decision out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from importlib.resources import files

import pytest

from wraparound.accounts.roles import OrganisationKind
from wraparound.core.categories import Category
from wraparound.records.policy_keeping import (
    AFTER_KEEP,
    ErasureFacts,
    Facts,
    From,
    Retention,
    Said,
    State,
    due,
    may_answer,
    may_confirm,
    may_propose,
    may_take_back,
    rule_for,
    state_of,
    summer_of_25,
)
from wraparound.records.schedule import ScheduleWrong, read, schedule

DAY = date(2027, 3, 1)
ANY = rule_for(schedule(), Category.LEARNING, OrganisationKind.GENERAL_FE)


def test_every_category_has_its_time_and_a_kind_of_organisation_can_have_its_own() -> None:
    health = partial(rule_for, schedule(), Category.HEALTH)
    assert health(OrganisationKind.HEALTH).years > health(OrganisationKind.GENERAL_FE).years
    assert all(rule_for(schedule(), c, k).because for c in Category for k in OrganisationKind)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('category = "finance"', 'category = "learning"'),
        ('category = "finance"', 'category = "nothing"'),
        ("years = 3", "years = -3"),
        ('counted = "end-of-plan"', 'counted = "some-day"'),
    ],
)
def test_a_schedule_that_lacks_a_category_or_says_something_else_is_refused(old: str, new: str) -> None:
    text = (files("wraparound.records") / "retention.toml").read_text()
    assert old in text
    with pytest.raises(ScheduleWrong):
        read(text.replace(old, new))


@pytest.mark.parametrize(
    ("counted", "years", "ended", "day"),
    [
        (From.ACTIVITY, 6, None, date(2030, 2, 28)),
        (From.PLAN, 6, None, None),
        (From.PLAN, 1, date(2026, 1, 1), date(2027, 1, 1)),
        (From.AGE_25, 6, None, date(2038, 8, 31)),
    ],
)
def test_when_something_is_due(counted: From, years: int, ended: date | None, day: date | None) -> None:
    its = Facts(date(2024, 2, 28), ended, summer_of_25(date(2007, 5, 1)))
    assert due(Retention(Category.PLAN, years, counted, "", ""), its) == day


def test_the_summer_of_25_tells_no_birthday_and_leap_days_are_days() -> None:
    assert summer_of_25(date(2007, 8, 31)) == summer_of_25(date(2006, 9, 1)) == date(2032, 8, 31)
    assert due(ANY, Facts(date(2028, 2, 29), None, DAY)) == date(2034, 3, 1)


def test_what_is_still_written_in_is_not_due_whatever_the_age() -> None:
    rule = Retention(Category.PLAN, 6, From.AGE_25, "", "")
    assert due(rule, Facts(date(2040, 1, 1), None, date(2032, 8, 31))) == date(2046, 1, 1)


def a(state: State = State.READY, by: int = 1) -> ErasureFacts:
    return ErasureFacts(state, by, 7, DAY, "")


def test_how_far_an_erasure_is() -> None:
    told = partial(state_of, taken_back=False, done=False, not_before=DAY)
    assert told(answer="", today=DAY - timedelta(days=1)) is State.TOLD
    assert told(answer="", today=DAY) is told(answer="erase", today=DAY - timedelta(days=1)) is State.READY
    assert told(answer="keep", today=DAY) is State.KEPT


def test_who_may_propose_answer_and_confirm() -> None:
    may = partial(
        may_propose, leads=True, is_open=True, category=Category.HEALTH, told=False, signs_in=True, kept={}, today=DAY
    )
    assert may()
    assert may(signs_in=False, told=True)
    assert may(kept={Category.PLAN: DAY, Category.HEALTH: DAY - AFTER_KEEP})
    for no in (
        {"leads": False},
        {"is_open": False},
        {"category": Category.IDENTITY},
        {"signs_in": False},
        {"kept": {Category.HEALTH: DAY}},
        {"kept": {None: DAY}},
        {"kept": {Category.PLAN: DAY}, "category": None},
    ):
        assert not may(**no), no  # type: ignore[arg-type]
    assert may_answer(a(), Said.ERASE, is_the_learner=True, leads=False)
    assert may_answer(a(), Said.KEEP, is_the_learner=False, leads=True)
    assert not may_answer(a(), Said.ERASE, is_the_learner=False, leads=True)
    assert not may_answer(a(State.DONE), Said.KEEP, is_the_learner=True, leads=False)
    assert may_confirm(a(), me=2, administers={7})
    assert not may_confirm(a(), me=1, administers={7})
    assert not may_confirm(a(), me=2, administers={8})
    assert not any(may_confirm(a(s), me=2, administers={7}) for s in State if s is not State.READY)
    assert may_take_back(a(), leads=True, administers=())
    assert may_take_back(a(State.TOLD), leads=False, administers={7})
    assert not may_take_back(a(), leads=False, administers={8})
    assert not may_take_back(a(State.DONE), leads=True, administers={7})
