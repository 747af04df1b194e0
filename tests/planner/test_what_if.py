"""What would a change bring: every figure is one of a valid plan, or is proven."""

from __future__ import annotations

import math
import random
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.events import (
    BudgetRaised,
    LearnerChanges,
    LearnerComes,
    LearnerLeaves,
    OfferingChanges,
    OfferingComes,
    OfferingStops,
    PlacesChange,
    RemedyPaid,
    RemedyStops,
    RuleLifted,
    SessionsMove,
)
from planner.faults import Faults
from planner.goals import value
from planner.problem import Funder, Funding, Remedy, Session
from planner.reference import reference
from planner.rules import check_all
from planner.solve import solve
from planner.what_if import Effect, what_if, what_if_all
from planner.what_if_plans import GROUP
from tests.planner.strategies import EXACT, any_area, asked
from tests.planner.test_changes import AREA, COOK, MANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.events import Event
    from planner.problem import Problem
    from planner.result import Result


def changes_of(problem: Problem, pick: Callable[[int, int], int]) -> Iterator[Event]:
    """Changes of every kind to things of an area."""
    offering = problem.offerings[pick(0, len(problem.offerings) - 1)]
    learner = problem.learners[pick(0, len(problem.learners) - 1)]
    later = tuple(Session(s.start + 60, s.end + 60) for s in offering.sessions if s.end % 1440 < 1380)
    yield PlacesChange(offering.id, pick(0, offering.places + 1))
    yield OfferingStops(offering.id)
    yield OfferingComes(replace(offering, id="new", price=0, places=1))
    if len(later) == len(offering.sessions):
        yield SessionsMove(offering.id, later)
    for remedy in problem.remedies[:2]:
        yield RemedyPaid(remedy.id)
        yield RemedyStops(remedy.id)
    for funder in problem.funders:
        yield BudgetRaised(funder.id, pick(0, 3) * 10_000, pick(0, 3) * 20_000)
    for rule in sorted(problem.rules):
        yield RuleLifted(rule)
    yield LearnerChanges(replace(learner, minutes_a_week=learner.minutes_a_week + 120, aims=learner.aims[:2]))
    yield LearnerComes(replace(learner, id="new", accepted=()))
    yield OfferingChanges(replace(offering, price=0, lasts=1, requires=frozenset()))
    yield LearnerLeaves(learner.id)


@cache
def area(seed: int) -> tuple[Problem, Result]:
    problem = any_area(random.Random(seed).randint, 2, 5, 3)
    return problem, solve(problem, EXACT)


def proven(effect: Effect) -> None:
    """The plan is valid and worth what is said, and the best there is does not exceed the bound."""
    assert not check_all(effect.plan, effect.problem)
    assert effect.after == value(effect.plan, effect.problem)
    assert reference(effect.problem).value <= effect.bound
    assert effect.at_least <= effect.at_most


@asked(20)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_no_plan_with_a_change_exceeds_the_bound_however_few_are_worked_out_again(seed: int, which: int) -> None:
    problem, result = area(seed)
    changes = list(changes_of(problem, random.Random(which).randint))
    for change in random.Random(which).sample(changes, 3):
        with suppress(Faults):
            proven(what_if(problem, result, change, again=which % 3))


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_nothing_changes_nothing(seed: int) -> None:
    problem, result = area(seed)
    for nothing in (PlacesChange(problem.offerings[0].id, problem.offerings[0].places), BudgetRaised("care")):
        effect = what_if(problem, result, nothing)
        assert (effect.after, effect.bound, effect.helped, effect.set_back) == (result.value, result.bound, 0, 0)
        assert effect.points == 0
        assert not effect.certain


def test_a_place_more_is_told_exactly_where_it_is_proven() -> None:
    full = replace(AREA, offerings=(replace(COOK, places=GROUP),))
    result = solve(full, EXACT)
    effect = what_if(full, result, PlacesChange("cook", GROUP + 1))
    assert effect.at_least == effect.at_most == effect.points == result.value // GROUP
    assert (effect.helped, effect.set_back, effect.certain) == (1, 0, True)
    assert what_if(full, result.plan, PlacesChange("cook", GROUP + 1)).at_most == math.inf


def test_a_raised_budget_lets_those_in_who_had_to_wait_for_money() -> None:
    payer = Funder("town", "Town", budget_per_term=3 * 1000)
    paid = replace(COOK, price=1000, funders=frozenset({"town"}))
    learners = tuple(replace(x, funding=(Funding("town", 1000),)) for x in AREA.learners)
    poor = replace(AREA, funders=(payer,), offerings=(paid,), learners=learners)
    effect = what_if(poor, solve(poor, EXACT), BudgetRaised("town", per_term=2000))
    assert effect.helped == 2
    assert effect.at_least == effect.at_most


def test_many_changes_are_ranked_by_learners_helped_for_each_pound() -> None:
    nurse = Remedy("nurse", "Nurse", frozenset({"care"}), frozenset({"n"}), "north", "care", once=10_000, lead_terms=1)
    learners = tuple(replace(x, needs=frozenset({"care"}) if i else x.needs) for i, x in enumerate(AREA.learners))
    young = replace(COOK, id="young", service="youth", max_age=20, provision=frozenset({"care"}))
    waiting = replace(
        AREA, learners=learners, remedies=(nurse,), funders=(Funder("care", "Care"),), offerings=(COOK, young)
    )
    result = solve(waiting, EXACT)
    asked_for = (OfferingStops("young"), RemedyPaid("nurse"), RuleLifted("age-limits"))
    found = what_if_all(waiting, result, asked_for)
    assert [x.kind for x in found] == ["RuleLifted", "RemedyPaid", "OfferingStops"]
    assert [x.helped for x in found] == [MANY - 1, MANY - 1, 0]
    assert found[1].price == 10_000
    assert not found[0].distinguishable(found[0])
    assert found[0].distinguishable(found[2])


def test_a_raise_is_never_below_nothing() -> None:
    with pytest.raises(Faults):
        BudgetRaised("care", per_term=-1).apply(replace(AREA, funders=(Funder("care", "Care"),)))
