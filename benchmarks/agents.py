"""Generalised assignment as the planner's master sees it: an agent is a block, what it does a column, a job a row.

A job done is worth `M - cost`, and nothing asks for a job to be done: with M above every cost it pays to do all. This
only adds ways to fill the blocks, so that a bound here is a bound for the real problem, whatever M is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from planner.master import Offers
from planner.mixture import Column

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
        self.unit = np.ones(instance.jobs)
        self.shared: Sequence[Shared] = ()
        self.begin: list[Column] = []
        self.loosely = False  # jobs may be done in part: a weaker bound and no columns, but in no time
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

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """See `planner.master.Blocks`; exact, or `loosely`."""
        found, best, used = [], np.zeros(self.count), np.zeros(len(prices))
        for b in range(self.count):
            reduced = self._worth[b] - prices
            if self.loosely:
                best[b] = _fill(reduced, self.instance.weight[b], int(self.instance.capacity[b]), used)
                continue
            jobs = np.nonzero((reduced > 1e-9) & self.fits[b])[0]
            ways = fillings(reduced[jobs], self.instance.weight[b, jobs], int(self.instance.capacity[b]), most)
            best[b] = ways[0][0]
            used[jobs[ways[0][1]]] += 1.0
            least = 0.0 if floor is None else floor[b]
            wanted = [jobs[items] for worth, items in ways if items and worth > least]
            found += [(b, sum(1 << j for j in mine.tolist())) for mine in wanted]
        return Offers(found, best, best + 1e-9 * self.instance.jobs, used)

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """See `planner.master.Blocks`."""
        return [self.column(*pair) for pair in pairs]

    def column(self, block: int, key: int) -> Column:
        """The column of an agent that does these jobs."""
        jobs = members(key)
        return Column(block, float(self._worth[block, jobs].sum()), tuple((j, 1.0) for j in jobs), key)

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


def best_of_each(columns: Sequence[Column], prices: Floats, most: int) -> list[Column]:
    """The columns of each block that are worth most at prices."""
    of: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for k, column in enumerate(columns):
        of[column.block].append((sum(prices[r] * c for r, c in column.rows) - column.value, k))
    return [columns[k] for mine in of.values() for _, k in sorted(mine)[:most]]


def members(mask: int) -> list[int]:
    """The numbers that a mask holds, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def fillings(worth: Floats, weight: Ints, capacity: int, most: int) -> list[tuple[float, list[int]]]:
    """Up to `most` sets of items that fit, the best first, each with its worth. Worths are above 0.

    The table knows the best that the first k items can add in any room that is left. So the best set is read from it
    straight away; and so is what the best set is worth that parts from it at an item, which is where to look next.
    """
    table = _table(worth, weight, capacity)
    found: list[tuple[float, list[int]]] = []
    heap: list[tuple[float, int, int, float, int, list[int]]] = [(0.0, 0, len(worth), 0.0, capacity, [])]
    number = 0
    while heap and len(found) < most:
        _, _, k, gained, room, begun = heappop(heap)
        taken = list(begun)
        while k > 0:
            k -= 1
            number += 1
            w, p = int(weight[k]), float(worth[k])
            without = gained + float(table[k, room])
            within = gained + p + float(table[k, room - w]) if w <= room else -1.0
            if within > without:
                if most > 1:
                    heappush(heap, (-without, number, k, gained, room, list(taken)))
                taken.append(k)
                gained, room = gained + p, room - w
            elif within >= 0 and most > 1:
                heappush(heap, (-within, number, k, gained + p, room - w, [*taken, k]))
        found.append((gained, taken))
    return found


def lost(worth: Floats, weight: Ints, capacity: int) -> Floats:
    """For each item, how much less the knapsack is worth at best if this item has to be in it; infinite if too heavy.

    Worths may be below 0 here.
    """
    inside = np.nonzero((worth > 0) & (weight <= capacity))[0]
    ahead = _table(worth[inside], weight[inside], capacity)
    behind = _table(worth[inside[::-1]], weight[inside[::-1]], capacity)[::-1]
    best = float(ahead[-1, capacity])
    room = np.maximum(capacity - weight, 0)
    found = np.where(weight <= capacity, best - worth - ahead[-1, room], np.inf)
    for k, item in enumerate(inside.tolist()):
        left = int(room[item])
        both = ahead[k, : left + 1] + behind[k + 1, left::-1]  # the items before it, and those behind it
        found[item] = best - float(worth[item]) - float(both.max())
    return found


@njit(cache=True)
def _fill(worth: Floats, weight: Ints, capacity: int, used: Floats) -> float:
    """What a knapsack is worth that may hold parts of items; adds what it holds to `used`."""
    total, room = 0.0, float(capacity)
    for k in np.argsort(-worth / np.maximum(weight, 0.1)):
        if worth[k] > 0 and (weight[k] <= room or room > 0):
            share = min(1.0, room / max(weight[k], 1e-9))
            total += share * worth[k]
            used[k] += share
            room -= share * weight[k]
    return total


@njit(cache=True)
def _table(worth: Floats, weight: Ints, capacity: int) -> Floats:
    """The most that the first k items are worth in each room up to the capacity."""
    table = np.zeros((len(worth) + 1, capacity + 1))
    for k in range(len(worth)):
        w, p = weight[k], worth[k]
        for c in range(capacity + 1):
            best = table[k, c]
            if c >= w:
                best = max(best, table[k, c - w] + p)
            table[k + 1, c] = best
    return table
