"""An area too large for one piece: regions at work apart, at prices that are common to all, with one bound for all.

What takes room and time, every learner's possibilities and weeks, stays in processes, a region in each or several.
What comes together here are prices, what the regions would take at them, and programmes as columns of one master.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.apart import within
from planner.colgen import HOPE, Search, adjust, first_prices, generate
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
from planner.whole import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.problem import Problem
    from planner.progress import Watch
    from planner.result import Params
    from planner.sieve import Sieve

SEARCH = 0.8  # of the time left once regions are made: for prices and programmes; the rest is for choosing whole ones


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
    problem, plan, bound, proof, dropped = sieve.problem, Plan.of(()), math.inf, Proof(), 0
    with suppress(TimeIsUp), Processes(params.threads, watch) as processes:
        parts = within(sieve, divide(problem, params.piece), watch.go_on)
        at_work = _AtWork(parts, params, seed, processes, watch)
        search = at_work.search()
        dropped = at_work.common.dropped
        if math.isfinite(search.bound):
            bound, proof = math.floor(search.bound + 1e-4), at_work.proof(search)
            plan = at_work.whole(search)
    if not plan.lines:
        plan = first()
    points, breaches = value(plan, problem), check_all(plan, problem)
    return Result(plan, points, bound, breaches, params, seed, dropped, watch.stopped, watch.seconds, proof)


class _AtWork:
    """Regions, each in one of some processes, and what they have in common."""

    def __init__(
        self, parts: Sequence[Problem], params: Params, seed: int, processes: Processes, watch: Watch
    ) -> None:  # fmt: skip
        self._parts, self._params, self._seed, self._processes, self._watch = parts, params, seed, processes, watch
        watch.say(f"writing down what each learner could do, in {len(parts)} regions")
        made = [(i, part, params, watch.left) for i, part in enumerate(parts)]
        self.common = Common(processes.all(hold, made), self._all)

    def _all(self, question: str, *arguments: Sequence[object]) -> list[Any]:
        """What every region answers to a question; of each argument, each gets its own."""
        return self._processes.all(ask, [(i, question, *mine) for i, mine in enumerate(zip(*arguments, strict=True))])

    def search(self) -> Search:
        """Prices, programmes and a bound for all regions, by shortlists that know what is dear."""
        rough, watch = Search(), self._watch
        adjust(self.common, rough, watch, first_prices(self.common), HOPE, ROUGH)
        watch.go_on()
        watch.say("looking again at what is possible, by these prices")
        known = dict(zip(self.common.names, rough.prices.tolist(), strict=True))
        left = [watch.left] * len(self._parts)
        self.common = Common(self._all("look_again", self.common.local(rough.prices), left), self._all)
        begin = np.array([known.get(name, 0.0) for name in self.common.names])
        with watch.stage(SEARCH):
            return generate(self.common, self._params, self._seed, watch, begin)

    def proof(self, search: Search) -> Proof:
        """The bound, taken apart."""
        bounds = self.common.split(search.bounds)
        return self.common.proof(self._all("proof", self.common.local(search.prices), bounds), search.prices)

    def whole(self, search: Search) -> Plan:
        """The best plan made of one programme for each learner that is found in time."""
        pairs = [(c.block, c.key) for c in chosen(self.common, search, self._params, self._seed, self._watch)]
        return Plan.of(y for some in self._all("lines", self.common.by_region(pairs)) for y in some)
