"""An area planned in regions at common prices: one plan that keeps every rule, under one bound, wherever it is made."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from areas import make_area
from planner.apart import within
from planner.goals import value
from planner.problem import Problem
from planner.progress import Watch
from planner.reference import reference
from planner.region import ask
from planner.regions import divide
from planner.result import Params
from planner.rules import check_all
from planner.sieve import Sieve
from planner.solve import solve
from tests.planner.small_areas import small_area

IN_REGIONS = Params(piece=20, threads=1, improve=3)


@cache
def area() -> Problem:
    """Forty learners whose councils pay from budgets, and who compete for places."""
    return make_area("Birmingham", 40, 2, 3)


def test_regions_are_near_and_hold_everybody_once():
    groups = divide(area(), 15)
    assert sorted(x for group in groups for x in group) == list(range(40))
    assert all(len(group) <= 15 for group in groups)
    homes = [area().travel.points[x.home][0] for x in area().learners]
    south_north = [area().travel.points[x.home][1] for x in area().learners]
    left, right = divide(area(), 20)
    apart = [
        max(c[x] for x in left) <= min(c[x] for x in right) or max(c[x] for x in right) <= min(c[x] for x in left)
        for c in (homes, south_north)
    ]
    assert any(apart), "two regions lie side by side"


def test_a_region_has_all_that_its_learners_can_reach():
    sieve = Sieve(area())
    for group, part in zip(divide(area(), 20), within(sieve, divide(area(), 20)), strict=True):
        own = Sieve(part)
        for x, learner in zip(group, part.learners, strict=True):
            assert learner == area().learners[x]
            there = [area().offerings[i].id for i in sieve.look(learner).which]
            assert there == [part.offerings[i].id for i in own.look(learner).which]


def test_the_plan_keeps_every_rule_and_is_near_its_bound_and_the_plan_in_one_piece():
    found, whole = solve(area(), IN_REGIONS), solve(area(), replace(IN_REGIONS, piece=100))
    assert found.breaches == () == check_all(found.plan, area())
    assert found.value == value(found.plan, area()) <= found.bound
    assert found.gap < 0.05
    assert found.value > 0.93 * whole.value
    assert found.proof.bound == pytest.approx(found.bound, abs=1.0)
    assert set(found.proof.learners) == {x.id for x in area().learners}
    with pytest.raises(KeyError):
        ask(0, "rows")  # nobody's possibilities are kept once there is a plan


def test_processes_make_no_difference():
    here = solve(area(), IN_REGIONS, seed=4)
    assert solve(area(), replace(IN_REGIONS, threads=2), seed=4).plan == here.plan


def test_the_bound_holds_for_every_plan_there_is():
    for seed in range(12):
        pick = random.Random(seed)
        problem = small_area(pick.randint, learners=4, offerings=5, terms=1 + seed % 4)
        found = solve(problem, Params(shortlist=None, piece=2, threads=1))
        best = reference(problem)
        assert found.breaches == (), seed
        assert found.value <= best.value <= found.bound, seed


def test_who_stops_gets_a_valid_plan_of_what_there_is():
    for after in (0, 60, 400):
        left = iter(range(after))
        found = solve(area(), IN_REGIONS, stop=lambda left=left: next(left, None) is None)  # type: ignore[misc]
        assert found.breaches == ()
        assert found.stopped


def test_a_stop_reaches_processes():
    found = solve(area(), replace(IN_REGIONS, threads=2), stop=lambda: True)
    assert found.stopped
    assert found.breaches == ()


def test_memory_ends_a_search_as_time_does():
    found = solve(area(), Params(memory_mb=1))
    assert found.stopped
    assert found.bound == float("inf")
    assert Watch(memory_mb=10**6).over() is False
