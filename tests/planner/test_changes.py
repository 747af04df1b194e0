"""What would help most: what is told of a change is what planning again with it brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.changes import what_would_help
from planner.goals import value
from planner.problem import (
    Aim,
    Contribution,
    Funder,
    Learner,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
)
from planner.reasons import Kind
from planner.reference import reference
from planner.travel import Travel
from planner.what_if_plans import GROUP

MANY = 2 * GROUP + 1  # learners that no single group holds

COOK = Offering(
    "cook",
    "cookery",
    "Cookery",
    "n",
    (Session(540, 600),),
    frozenset({"a"}),
    places=MANY,
    contributes=(Contribution("cook", 60),),
)


def learner(number: int) -> Learner:
    return Learner(
        f"x{number}",
        f"X {number}",
        "home",
        date(2000, 1, 1),
        travel_limit=60,
        minutes_a_week=600,
        days_a_week=5,
        settings_at_once=2,
        aims=(Aim("cook", 3, 60),),
        available=(Window(0, 1440),),
    )


AREA = Problem(
    terms=(Term("a", "Autumn", date(2027, 9, 6)),),
    organisations=(Organisation("north", "Northside", "general-fe"),),
    sites=(Site("n", "Northside", "north", "town"),),
    funders=(),
    offerings=(COOK,),
    learners=tuple(learner(n) for n in range(MANY)),
    travel=Travel(stated={("home", "town"): 20}),
)


def told(problem: Problem) -> dict[tuple[Kind, str], tuple[int, int]]:
    """(learners helped, points) of each change that helps."""
    plan = reference(problem).plan
    return {(c.kind, c.about): (c.helped, c.points) for c in what_would_help(problem, plan)}


def gained(before: Problem, after: Problem) -> int:
    return value(reference(after).plan, after) - value(reference(before).plan, before)


def test_a_rule_that_stands_in_everybodys_way_helps_everybody_when_it_is_lifted() -> None:
    young = replace(AREA, offerings=(replace(COOK, max_age=20),))
    lifted = replace(young, rules=young.rules - {"age-limits"})
    assert told(young)[Kind.RULE, "age-limits"] == (MANY, gained(young, lifted))


def test_one_more_place_helps_one() -> None:
    full = replace(AREA, offerings=(replace(COOK, places=GROUP),))
    more = replace(AREA, offerings=(replace(COOK, places=GROUP + 1),))
    assert told(full) == {(Kind.PLACE, "cook"): (1, gained(full, more))}


def test_a_remedy_that_all_wait_for_helps_all_and_is_paid_once() -> None:
    nurse = Remedy("nurse", "Nurse", frozenset({"care"}), frozenset({"n"}), "north", "care", once=100, lead_terms=1)
    learners = tuple(replace(x, needs=frozenset({"care"})) for x in AREA.learners)
    waiting = replace(AREA, learners=learners, remedies=(nurse,), funders=(Funder("care", "Care"),))
    change = told(waiting)[Kind.REMEDY, "nurse"]
    ready = replace(waiting, remedies=(replace(nurse, lead_terms=0),))
    assert change == (MANY, gained(waiting, ready))


def test_where_all_is_well_nothing_would_help() -> None:
    assert told(AREA) == {}
