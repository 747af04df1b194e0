"""Shortlists that know what is dear, and whole plans from prices alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from areas import make_area
from planner.by_hand import by_hand
from planner.colgen import generate
from planner.goals import value
from planner.modelled import modelled
from planner.problem import Problem
from planner.progress import Watch, go_on
from planner.result import Params
from planner.rounding import round_off
from planner.rules import check_all
from planner.sieve import Sieve
from planner.solve import solve
from planner.state import State


@cache
def area() -> Problem:
    return make_area("Birmingham", 60, 3, 1)


def test_what_is_dear_looks_worse_by_its_price_in_the_terms_it_lasts():
    sieve, learner = Sieve(area()), area().learners[0]
    before = sieve.look(learner)
    row, start = (int(x[0]) for x in np.nonzero(before.starts))
    offering = area().offerings[int(before.which[row])]  # in the first term of those it lasts
    sieve.price_places([(("place", offering.id, start), 600.0), (("budget", "council", start), 9.0)])
    after = sieve.look(learner)
    less = before.looks[row, start] - after.looks[row, start]
    assert less == pytest.approx(600.0 / offering.lasts / offering.minutes)
    others = before.starts & (np.arange(len(before.which)) != row)[:, None]
    assert (after.looks[others] == before.looks[others]).all()
    assert (after.gain == before.gain).all(), "who plans by hand does not know prices"


def test_looking_again_by_prices_finds_more():
    found = solve(area())
    problem, sieve = area(), Sieve(area())
    with ThreadPoolExecutor(1) as pool:
        _, _, blocks = modelled(sieve, by_hand(problem, sieve).lines, Params(), pool, go_on)
        once = generate(blocks, Params(), 0, Watch())
    assert found.value > once.bound, "more than any plan of the first shortlists"


def test_prices_alone_give_a_whole_plan_within_everything_that_is_shared():
    problem, sieve = area(), Sieve(area())
    first = by_hand(problem, sieve)
    with ThreadPoolExecutor(1) as pool:
        _, model, blocks = modelled(sieve, first.lines, Params(), pool, go_on)
        search = generate(blocks, Params(rounds=0), 0, Watch())
        state = State(model, problem)
        round_off(state, blocks, search.prices, Watch())
    assert check_all(state.plan(), problem) == ()
    assert value(state.plan(), problem) > value(first, problem)
    assert state.value() >= 0.93 * search.bound
