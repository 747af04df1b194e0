"""What holds for every plan of every area. (`test_properties_brute_force.py`: it is the best there is.)"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.by_hand import by_hand
from planner.goals import value
from planner.plan import Plan
from planner.problem import RULES, Problem
from planner.reference import reference
from planner.result import Params, Result
from planner.rules import check_all
from planner.solve import CannotHold, solve
from tests.planner.strategies import (
    EXACT,
    a_remedy,
    accepted,
    areas,
    asked,
    names_by_kind,
    possible_lines,
    renamed,
    with_lines_accepted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.problem import Line

NARROW = Params(shortlist=2)


def sound(result: Result, problem: Problem) -> None:
    """The plan is valid, its value is what it says and not below what is done by hand, and the bound is not below."""
    assert check_all(result.plan, problem) == ()
    assert result.breaches == ()
    assert result.value == value(result.plan, problem)
    assert result.value >= value(by_hand(problem), problem)
    assert result.bound >= result.value


@asked(60)
@given(areas(learners=4, offerings=7, terms=6), st.sampled_from([Params(), EXACT, NARROW]), st.integers(0, 3))
def test_a_plan_is_valid_not_worse_than_by_hand_and_within_its_bound(
    problem: Problem, params: Params, seed: int
) -> None:
    sound(solve(problem, params, seed=seed), problem)


@asked(100)
@given(areas(learners=5, offerings=8, terms=6))
def test_what_is_planned_by_hand_is_valid(problem: Problem) -> None:
    assert check_all(by_hand(problem), problem) == ()


@asked(40)
@given(areas(learners=4, offerings=8, terms=5))
def test_the_search_finds_what_the_reference_proves_best(problem: Problem) -> None:
    exact = reference(problem)
    sound(exact, problem)
    assert exact.bound == exact.value
    found = solve(problem, EXACT)
    assert found.value == exact.value
    assert found.bound >= exact.value


def not_worse(before: Problem, after: Problem) -> None:
    """The best plan after a change for the better is worth at least what the best was worth before."""
    best = reference(before).value
    assert reference(after).value >= best
    assert solve(after, Params(shortlist=None)).bound >= best


@asked(40)
@given(areas(), st.sampled_from(sorted(RULES)))
def test_lifting_an_area_rule_makes_the_best_plan_no_worse(problem: Problem, rule: str) -> None:
    assume(rule in problem.rules)
    not_worse(problem, replace(problem, rules=problem.rules - {rule}))


@asked(30)
@given(areas(), st.data())
def test_one_more_place_makes_the_best_plan_no_worse(problem: Problem, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(problem.offerings))
    more = tuple(replace(o, places=o.places + 1) if o is one else o for o in problem.offerings)
    not_worse(problem, replace(problem, offerings=more))


@asked(30)
@given(areas(), st.data())
def test_one_more_remedy_makes_the_best_plan_no_worse(problem: Problem, data: st.DataObject) -> None:
    assume("extra" not in problem.remedy)
    new = a_remedy(lambda low, high: data.draw(st.integers(low, high)))
    not_worse(problem, replace(problem, remedies=(*problem.remedies, new)))


def same_best(one: Problem, other: Problem) -> None:
    """The best plans of two areas are worth the same, and the search finds them."""
    best = reference(one).value
    assert reference(other).value == best
    assert solve(other, EXACT).value == best


@asked(40)
@given(areas(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_changes_nothing(problem: Problem, random: object) -> None:
    def shuffled(things: Sequence[object]) -> tuple[object, ...]:
        return tuple(random.sample(things, len(things)))  # type: ignore[attr-defined]

    kinds = ("organisations", "sites", "funders", "offerings", "learners", "remedies")
    other = replace(problem, **{kind: shuffled(getattr(problem, kind)) for kind in kinds})
    parts = ("aims", "wishes", "available", "commitments", "accepted", "funding")
    learners = (replace(x, **{part: shuffled(getattr(x, part)) for part in parts}) for x in other.learners)
    offerings = (
        replace(o, sessions=shuffled(o.sessions), contributes=shuffled(o.contributes)) for o in other.offerings
    )
    same_best(problem, replace(other, learners=tuple(learners), offerings=tuple(offerings)))


@asked(40)
@given(areas(), st.data())
def test_the_names_of_things_change_nothing_even_when_other_kinds_bear_them_too(
    problem: Problem, data: st.DataObject
) -> None:
    names: dict[str, str] = {}
    for kind in names_by_kind(problem):
        numbers = data.draw(st.permutations(range(len(kind))))
        names |= {old: f"x{number}" for old, number in zip(kind, numbers, strict=True)}
    same_best(problem, renamed(problem, names))


@asked(20)
@given(areas(learners=4, offerings=8, terms=5), st.integers(0, 99), st.sampled_from([Params(), EXACT, NARROW]))
def test_the_same_seed_gives_the_same_plan_on_one_thread_or_two(problem: Problem, seed: int, params: Params) -> None:
    once, again = (solve(problem, params, seed=seed) for _ in range(2))
    alone = solve(problem, replace(params, threads=1), seed=seed)
    assert once.plan == again.plan == alone.plan
    assert once.bound == again.bound == alone.bound


@asked(50)
@given(areas(learners=4, offerings=8, terms=5), st.integers(0, 60))
def test_stopping_at_any_moment_gives_a_valid_plan_not_worse_than_by_hand(problem: Problem, questions: int) -> None:
    asked_so_far = count()
    result = solve(problem, EXACT, stop=lambda: next(asked_so_far) >= questions)
    sound(result, problem)
    assert result.stopped == (next(asked_so_far) > questions)


def some_lines(problem: Problem, data: st.DataObject) -> list[Line]:
    """Up to three lines that could be written down; most break a rule, so those that do not are drawn more often."""
    lines = [y for x in problem.learners for y in possible_lines(problem, x.id)]
    alone = [y for y in lines if not check_all(Plan.of([y]), with_lines_accepted(problem, []))]
    drawn = data.draw(st.lists(st.sampled_from(alone), max_size=3)) if alone else []
    return [*drawn, data.draw(st.sampled_from(lines))] if lines and data.draw(st.integers(0, 3)) == 0 else drawn


@asked(60)
@given(areas(), st.data())
def test_accepted_lines_stay_and_what_cannot_hold_is_said(problem: Problem, data: st.DataObject) -> None:
    lines = some_lines(problem, data)
    kept = with_lines_accepted(problem, lines)
    breaches = check_all(accepted(kept), kept)
    if breaches:
        with pytest.raises(CannotHold) as refused:
            solve(kept)
        assert refused.value.breaches == breaches
    else:
        result = solve(kept)
        assert set(lines) <= set(result.plan.lines)
        assert set(lines) <= set(by_hand(kept).lines)
        sound(result, kept)
