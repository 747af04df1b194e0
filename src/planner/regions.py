"""An area too large for one piece: regions at work apart, at prices that are common to all, with one bound for all.

First prices alone are found, by asking all regions again and again what they would take; that proves the bound. Then
each place goes to the region that asked for it, every region makes its own whole plan, and what is left over goes where
it is worth most, until that brings no more.
"""

from __future__ import annotations

import math
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.apart import within
from planner.colgen import HOPE, KEPT, NEAR, Search, adjust, first_prices
from planner.common import Common
from planner.goals import value
from planner.modelled import ROUGH
from planner.plan import Plan
from planner.processes import Processes
from planner.progress import TimeIsUp
from planner.proof import Proof
from planner.region import ask, hold
from planner.result import Result
from planner.rules import check_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.master import Floats, Offers
    from planner.problem import Problem
    from planner.progress import Watch
    from planner.region import Rows, Settled
    from planner.result import Params
    from planner.sieve import Sieve

SEARCH = 0.5  # of the time left once regions are made: for prices; the rest is for whole plans
PASSES = 3  # times that what is left over is given away


def divide(problem: Problem, most: int) -> list[list[int]]:
    """The learners (positions) in groups of at most so many who live near each other, in the order of their first."""
    points = problem.travel.points
    homes = np.array([points.get(x.home, (0.0, 0.0)) for x in problem.learners], np.float64).reshape(-1, 2)
    done, open_ = [], [np.arange(len(homes))]
    while open_:
        group = open_.pop()
        if len(group) <= most:
            done.append(sorted(group.tolist()))
            continue
        wider = int(np.argmax(np.ptp(homes[group], axis=0)))
        group = group[np.argsort(homes[group, wider], kind="stable")]
        open_ += np.array_split(group, 2)
    return sorted(done)


def in_regions(sieve: Sieve, first: Callable[[], Plan], params: Params, seed: int, watch: Watch) -> Result:
    """The result for an area of more than `params.piece` learners; `first` makes a plan where time is too short."""
    problem, plan, bound, proof, dropped = sieve.problem, None, math.inf, Proof(), 0
    with suppress(TimeIsUp), Processes(params.threads, watch) as processes:
        parts = within(sieve, divide(problem, params.piece), watch.go_on)
        at_work = _AtWork(parts, params, seed, processes, watch)
        dropped = at_work.dropped
        search = at_work.prices()
        if math.isfinite(search.bound):
            bound = math.floor(search.bound + 1e-4)
            proof = at_work.proof(search)
            plan = at_work.whole(problem, search)
    plan = plan or first()
    points = value(plan, problem)
    breaches = check_all(plan, problem)
    return Result(plan, points, bound, breaches, params, seed, dropped, watch.stopped, watch.seconds, proof)


class _AtWork:
    """Regions, each in one of some processes, and what they have in common."""

    def __init__(
        self, parts: Sequence[Problem], params: Params, seed: int, processes: Processes, watch: Watch
    ) -> None:  # fmt: skip
        self._params, self._processes, self._watch = params, processes, watch
        watch.say(f"looking at what is possible in {len(parts)} regions")
        made = [(i, part, params, seed, len(parts), watch.left) for i, part in enumerate(parts)]
        self._asked: deque[list[Floats]] = deque(maxlen=KEPT)  # what the regions used in the last rounds
        self._parts = parts
        self._meet(processes.all(hold, made))

    def _meet(self, rows: list[Rows]) -> None:
        self.dropped = sum(r.dropped for r in rows)
        self.common = Common(rows, self._parts, self._price)
        self._asked.clear()

    def _all(self, question: str, *arguments: Sequence[Any]) -> list[Any]:
        each = zip(*arguments, strict=True)
        return self._processes.all(ask, [(i, question, *mine) for i, mine in enumerate(each)])

    def _price(self, prices: Floats) -> Offers:
        """What all regions would take at prices of the common rows."""
        answers = self._all("price", self.common.local(prices))
        self._asked.append([used for _, used in answers])
        return self.common.offers(answers)

    def prices(self) -> Search:
        """The prices of the best bound that price adjustment finds, by shortlists that know what is dear."""
        rough, watch = Search(), self._watch
        with watch.stage(SEARCH):
            deque(adjust(self.common, rough, watch, first_prices(self.common), HOPE, ROUGH), maxlen=0)
            local, left = self.common.local(rough.prices), [watch.left] * len(self._parts)
            watch.say("looking again at what is possible, by these prices")
            known = dict(zip(self.common.names, rough.prices.tolist(), strict=True))
            self._meet(self._all("look_again", local, left))
            begin = np.array([known.get(name, 0.0) for name in self.common.names])
            search = Search()
            deque(adjust(self.common, search, watch, begin, NEAR), maxlen=0)
        return search

    def proof(self, search: Search) -> Proof:
        """The bound, taken apart."""
        bounds = np.split(search.bounds, self.common.cuts)
        return self.common.proof(self._all("proof", self.common.local(search.prices), bounds), search.prices)

    def whole(self, problem: Problem, search: Search) -> Plan:
        """The best of the whole plans that the regions make within their shares."""
        common, watch = self.common, self._watch
        asked = [np.mean(used, axis=0) for used in zip(*self._asked, strict=True)]
        shares = common.shares(asked)
        free, prices = common.bought(search.prices), common.local(search.prices)
        turn = list(range(len(shares)))
        settled: dict[int, Settled] = {}
        best = Plan.of(line for x in problem.learners for line in x.accepted)
        for number in range(1 + PASSES):
            watch.say("whole plans, region by region" if number == 0 else "giving away what is left over")
            made = self._processes.all(ask, [(i, "settle", shares[i], prices[i], free[i], watch.left) for i in turn])
            settled |= dict(zip(turn, made, strict=True))
            plan = Plan.of(line for one in settled.values() for line in one.plan.lines)
            best = max(best, plan, key=lambda p: value(p, problem))
            watch.value = value(best, problem)
            near = search.bound - watch.value <= self._params.gap * abs(search.bound)
            before, shares = shares, common.given(shares, [settled[i] for i in range(len(shares))])
            turn = [i for i in turn if (shares[i] > before[i] + 1e-6).any()]
            if near or not turn or watch.over():
                break
        return best
