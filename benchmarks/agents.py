"""Generalised assignment as the planner's master sees it: an agent is a block, what it does a column, a job a row.

A job done is worth `M - cost`, and nothing asks for a job to be done: with M above every cost it pays to do all. This
only adds ways to fill the blocks, so that a bound here is a bound for the real problem, whatever M is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.knapsack import fillings, lost
from planner.master import Column, Offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.instances import Instance
    from planner.master import Floats, Ints
    from planner.model import Shared

STEP = 0.05  # of the range of costs: what the search for prices moves them by at first ...
POINTS = 200.0  # ... which is so many points there


class Agents:
    """See `planner.master.Blocks`. The key of a column is the mask of its jobs; `begin` are columns to start from."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        low, high = int(instance.cost.min()), int(instance.cost.max())
        self.range = max(high - low, 1)
        self.done = high + self.range  # M
        self.scale = POINTS / (STEP * self.range)  # points for each unit of cost
        self.count = instance.agents
        self.upper = np.ones(instance.jobs)
        self.equal = np.zeros(instance.jobs, dtype=np.bool_)
        self.must = np.zeros(self.count, dtype=np.bool_)
        self.shared: Sequence[Shared] = ()
        self.begin: list[Column] = []
        self.fits = instance.weight <= instance.capacity[:, None]
        self._worth = np.where(self.fits, self.scale * (self.done - instance.cost), -1.0)

    def part(self, agents: list[int], jobs: list[int]) -> Agents:
        """Some agents and some jobs by themselves, in the same points."""
        whole, at = self.instance, np.ix_(agents, jobs)
        part = Agents(replace(whole, cost=whole.cost[at], weight=whole.weight[at], capacity=whole.capacity[agents]))
        part.range, part.done, part.scale = self.range, self.done, self.scale
        part._worth = self._worth[at]
        return part

    def first(self) -> list[Column]:
        """Those to begin from; there need be none, for an agent may do nothing."""
        return self.begin

    def guess(self) -> Floats:
        """First prices: what the second cheapest agent would do a job for."""
        cost = np.where(self.fits, self.instance.cost, self.done)
        second = np.partition(cost, min(1, self.count - 1), axis=0)[min(1, self.count - 1)]
        return np.asarray(self.scale * (self.done - second), dtype=np.float64)

    def price(self, prices: Floats, nodes: int, most: int, which: Ints | None = None, slack: float = 0.0) -> Offers:
        """See `planner.master.Blocks`; always exact, so that `nodes` and `slack` do not matter."""
        blocks = range(self.count) if which is None else which.tolist()
        columns, best = [], []
        for b in blocks:
            reduced = self._worth[b] - prices
            jobs = np.nonzero((reduced > 1e-9) & self.fits[b])[0]
            found = fillings(reduced[jobs], self.instance.weight[b, jobs], int(self.instance.capacity[b]), most)
            best.append(found[0][0])
            columns += [self.column(b, sorted(jobs[items].tolist())) for _, items in found if items]
        return Offers(columns, np.array(best), np.array(best) + 1e-9 * self.instance.jobs)

    def column(self, agent: int, jobs: list[int]) -> Column:
        """The column of an agent that does these jobs."""
        worth = float(self._worth[agent, jobs].sum())
        return Column(agent, worth, tuple((j, 1.0) for j in jobs), sum(1 << j for j in jobs))

    def cost(self, points: float) -> float:
        """The cost of doing all jobs that so many points stand for."""
        return self.instance.jobs * self.done - points / self.scale

    def losses(self, prices: Floats) -> Floats:
        """How much a bound in costs rises, at these prices, if an agent has to do a job; agents x jobs."""
        found = np.empty(self.fits.shape)
        for b in range(self.count):
            worth = np.where(self.fits[b], self.scale * (self.done - self.instance.cost[b]), 0.0) - prices
            found[b] = lost(worth, self.instance.weight[b], int(self.instance.capacity[b]))
        return np.maximum(found / self.scale, 0.0)
