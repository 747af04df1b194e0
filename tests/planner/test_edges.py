"""Problems at the edge: nothing to plan, nothing to plan with, far too much. A valid plan, or a fault that says why.

And nobody is left without a reason: whatever is not in a learner's programme has at least one.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from planner import files
from planner.by_hand import by_hand
from planner.explain import explain_many
from planner.fairness import fairness
from planner.faults import Faults
from planner.goals import value
from planner.plan import Plan
from planner.problem import (
    DAY,
    NEVER,
    Aim,
    Contribution,
    Funding,
    Learner,
    Offering,
    Problem,
    Session,
    Window,
    Wish,
)
from planner.result import Params
from planner.rules import check_all
from planner.solve import solve
from tests.planner.small_areas import small_area

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Changed = Callable[[Problem], Problem]

QUICK = Params(rounds=20, improve=5)
FEW = 40  # offerings of a learner with very many that reasons are asked for


def an_area(terms: int = 3, learners: int = 4, offerings: int = 7) -> Problem:
    """A small area with something of everything, and no lines accepted."""
    area = small_area(random.Random(5).randint, learners, offerings, terms)
    return each(area, "learners", accepted=(), available=all_week(), travel_limit=60, minutes_a_week=1_500)


def all_week() -> tuple[Window, ...]:
    return tuple(Window(day * DAY, day * DAY + DAY) for day in range(7))


def each(area: Problem, kind: str, **change: Any) -> Problem:
    """The area with the same change made to everything of a kind."""
    return replace(area, **{kind: tuple(replace(x, **change) for x in getattr(area, kind))})


def planned_well(area: Problem, params: Params = QUICK) -> Plan:
    """Plans an area, and looks at everything that is told of it."""
    result, hand = solve(area, params), by_hand(area)
    assert check_all(result.plan, area) == result.breaches == ()
    assert check_all(hand, area) == ()
    assert value(hand, area) <= result.value == value(result.plan, area) <= result.bound
    for plan in (result.plan, hand):
        nobody_without_a_reason(area, plan)
    told = fairness(area, result.plan, hand)
    assert sum(g.points for g in told.age) == value(result.plan, area) + bought(area, result.plan)
    return result.plan


def planned_quickly(area: Problem) -> Plan:
    """The same without planning by hand once more, which takes most of the time where there is very much."""
    result = solve(area, QUICK)
    assert check_all(result.plan, area) == result.breaches == ()
    assert result.value <= result.bound
    nobody_without_a_reason(area, result.plan)
    return result.plan


def bought(area: Problem, plan: Plan) -> int:
    """The points that what is bought once for all takes off."""
    remedies = (area.remedy[r] for r in plan.remedies)
    return sum(r.to_pay(r.once) // area.goals.pence_per_point for r in remedies)


def nobody_without_a_reason(area: Problem, plan: Plan) -> None:
    names = [o.id for o in area.offerings]
    names = names if len(names) <= FEW else names[:: len(names) // FEW]
    asked = {x.id: names for x in area.learners[:FEW]}
    reasons = explain_many(area, plan, asked)
    for learner, offerings in asked.items():
        taken = {y.offering for y in plan.of_learner(learner)}
        assert {r.offering for r in reasons if r.learner == learner} == set(offerings) - taken


# Each with how many lines the plan has, where the edge itself says so; else None.
EDGES: dict[str, tuple[Changed, int | None]] = {
    "no learners": (lambda p: replace(p, learners=()), 0),
    "no offerings": (lambda p: replace(p, offerings=()), 0),
    "no remedies": (lambda p: replace(p, remedies=()), None),
    "no area rules": (lambda p: replace(p, rules=frozenset()), None),
    "no places": (lambda p: each(p, "offerings", places=0), 0),
    "no aims": (lambda p: each(p, "learners", aims=()), None),
    "no aims and no wishes": (lambda p: each(p, "learners", aims=(), wishes=()), 0),
    "no availability": (lambda p: each(p, "learners", available=()), 0),
    "no funding": (lambda p: each(p, "learners", funding=()), 0),
    "no hours": (lambda p: each(p, "learners", minutes_a_week=0), 0),
    "no days": (lambda p: each(p, "learners", days_a_week=0), 0),
    "no settings": (lambda p: each(p, "learners", settings_at_once=0, placement_minutes=0), 0),
    "no way to go": (lambda p: each(replace(p, transport_limit=0), "learners", travel_limit=0), 0),
    "everything said no to": (lambda p: each(p, "learners", wishes=tuple(Wish(f"s{n}", NEVER) for n in range(5))), 0),
    "budgets of 0": (lambda p: each(p, "funders", budget_per_term=0, one_off_budget=0), 0),
    "ceilings of 0": (lambda p: each(p, "learners", funding=(Funding("edu", 0), Funding("care", 0))), 0),
    "prices of 0": (lambda p: each(p, "offerings", price=0), None),
    "free, with no funder": (lambda p: each(p, "offerings", price=0, funders=frozenset()), None),
    "targets of 0": (lambda p: each(p, "learners", aims=(Aim("cook", 5, 0),), wishes=()), 0),
    "remedies without price": (lambda p: each(p, "remedies", once=0, per_learner=0, per_term=0), None),
    "remedies too late": (lambda p: each(p, "remedies", lead_terms=9), None),
    "offerings longer than the terms": (lambda p: each(p, "offerings", lasts=9), 0),
    "offerings that start in no term": (lambda p: each(p, "offerings", starts=frozenset()), 0),
    "offerings that serve nothing": (lambda p: each(each(p, "offerings", contributes=()), "learners", wishes=()), 0),
    "points for nothing": (
        lambda p: replace(p, goals=replace(p.goals, first_half=0, second_half=0, wish=0, travel=0, setting=0)),
        None,
    ),
    "a session all day long": (lambda p: each(p, "offerings", sessions=(Session(0, DAY),)), None),
}


@pytest.mark.parametrize("name", EDGES)
def test_at_the_edge_there_is_a_valid_plan(name: str) -> None:
    change, lines = EDGES[name]
    plan = planned_well(change(an_area()))
    assert lines is None or len(plan.lines) == lines


@pytest.mark.parametrize("name", ["no offerings", "no places", "no availability"])
def test_at_the_edge_files_come_back_and_answers_are_written(name: str, tmp_path: Path) -> None:
    area = EDGES[name][0](an_area())
    result = solve(area, QUICK)
    told = files.Answer(area, result, 0, (), (), fairness(area, result.plan))
    for suffix in ("json", "xlsx"):
        files.write_problem(area, tmp_path / f"area.{suffix}")
        assert files.read_problem(tmp_path / f"area.{suffix}") == area
        files.write_answer(told, tmp_path / f"answer.{suffix}")
    assert files.read_plan(tmp_path / "answer.json") == result.plan


def test_no_terms_is_a_fault_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(Faults, match="there must be at least one term"):
        replace(an_area(), terms=())
    files.write_problem(an_area(), tmp_path / "area.json")
    text = (tmp_path / "area.json").read_text()
    (tmp_path / "area.json").write_text(text[: text.index('"terms"')] + '"terms": [], ' + text[text.index('"org') :])
    with pytest.raises(files.BadFile, match="there must be at least one term"):
        files.read_problem(tmp_path / "area.json")


@pytest.mark.parametrize("terms", [1, 2, 60])
def test_one_term_and_sixty_terms_are_planned_alike(terms: int) -> None:
    area = an_area(terms, 3, 6)
    plan = planned_well(area)
    assert plan.lines
    if terms == 60:
        assert max(area.term_number[y.start] for y in plan.lines) > 6, "the far terms are planned too"


def test_everything_accepted_stays_and_nothing_is_added_where_nothing_fits() -> None:
    area = an_area()
    plan = planned_well(area)
    kept = replace(area, learners=tuple(replace(x, accepted=plan.of_learner(x.id)) for x in area.learners))
    assert set(planned_well(kept).lines) >= set(plan.lines)


def wanted_by_all(people: int) -> Problem:
    """One offering with three places that so many learners want, and nothing else."""
    area = an_area(1, 1, 1)
    art = an_offering(0, 600, places=3)
    one = replace(
        area.learners[0], aims=(Aim("cook", 3, 120),), needs=frozenset(), wishes=(), commitments=(), funding=()
    )
    learners = tuple(replace(one, id=f"l{n}", aims=(Aim("cook", 1 + n % 5, 120),)) for n in range(people))
    return replace(area, offerings=(art,), learners=learners)


def an_offering(number: int, start: int, **change: Any) -> Offering:
    """Free, for everybody, an hour a week."""
    made = Offering(
        f"o{number}", f"s{number}", f"Offering {number}", "site0", (Session(start, start + 60),), frozenset({"t0"}), 1,
        contributes=(Contribution(("cook", "job", "friends")[number % 3], 60),),
    )  # fmt: skip
    return replace(made, **change)


def test_an_offering_that_three_thousand_want_goes_to_those_to_whom_it_means_most() -> None:
    plan = planned_quickly(wanted_by_all(3_000))
    assert len(plan.lines) == 3
    assert {int(y.learner[1:]) % 5 for y in plan.lines} == {4}


def test_a_learner_may_have_three_thousand_offerings_to_choose_from() -> None:
    area = an_area(1, 1, 1)
    anyone: Learner = replace(
        area.learners[0],
        aims=tuple(Aim(o, 3, 300) for o in ("cook", "job", "friends")),
        needs=frozenset(), wishes=(), commitments=(), days_a_week=5, settings_at_once=3,
    )  # fmt: skip
    offerings = tuple(an_offering(n, n % 5 * DAY + 480 + n % 37 * 15) for n in range(3_000))
    plan = planned_quickly(replace(area, offerings=offerings, learners=(anyone,)))
    assert len(plan.lines) >= 10
