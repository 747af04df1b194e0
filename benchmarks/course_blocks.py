"""Course allocation as the planner's master sees it: a student is a block, a bundle of courses is a column,
a course a row.

Two ways to count a bundle: what it is worth to the student (the sum of all is to be made high), or one and the same
bonus for each that reaches a floor (the number of students who reach it is to be made high).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.agents import members
from benchmarks.course_bundles import search_all
from planner.master import Offers
from planner.mixture import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.course_instance import Instance
    from planner.master import Floats, Ints
    from planner.model import Shared

TOP = 4000.0  # points of the master that the dearest course, or reaching the floor, is worth
NONE = -1e12  # what a student is worth who has to have a bundle, and cannot at any price


class Rules:
    """The courses that each student may take and wants, student by student and group by group, and the rules."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        lists = [groups_of(instance, _wanted(instance, s)) for s in range(len(instance.students))]
        self.courses_of = [np.array([c for group in groups for c in group], dtype=np.int64) for groups in lists]
        self.start = np.cumsum([0, *(len(mine) for mine in self.courses_of)], dtype=np.int64)
        self.courses = np.concatenate([*self.courses_of, np.zeros(0, dtype=np.int64)])
        self.widest = max(len(mine) for mine in self.courses_of)
        self.apart = np.zeros((len(self.courses), self.widest), dtype=np.uint8)
        for a, mine in zip(self.start.tolist(), self.courses_of, strict=False):
            self.apart[a : a + len(mine), : len(mine)] = instance.apart[np.ix_(mine, mine)]
        self.after = np.array([end for groups in lists for end in _ends(groups)], dtype=np.int64)
        self.owner = np.repeat(np.arange(len(instance.students)), np.diff(self.start))
        self.value = instance.points[self.owner, self.courses].astype(np.float64)
        self.weight = instance.weight[self.courses]
        self.category = instance.category[self.courses]
        self.most = np.minimum(instance.most, [len(groups) for groups in lists])


class Students:
    """See `planner.master.Blocks`. `need` is the floor of each student in units; who needs nothing may go without.

    With `counted` a bundle counts as one student who reaches the floor, and those who need nothing are left out.
    The key of a column is the mask of its courses. `begin` are columns to start from.
    """

    def __init__(self, rules: Rules, need: Ints, *, counted: bool = False) -> None:
        self.rules, self.counted = rules, counted
        self.need = need.astype(np.float64)
        self.who = np.nonzero(need > 0)[0] if counted else np.arange(len(need))
        self.count = len(self.who)
        self.upper = rules.instance.seats.astype(np.float64)
        self.equal = np.zeros(len(self.upper), dtype=np.bool_)
        self.unit = np.ones(len(self.upper))
        self.must = (need[self.who] > 0) & (not counted)
        self.shared: Sequence[Shared] = ()
        self.begin: list[Column] = []
        self.scale = TOP if counted else TOP / max(float(rules.value.max(initial=1.0)), 1.0)  # points of a unit, or one

    def first(self) -> list[Column]:
        """Those to begin from; with one for each who must have one."""
        return self.begin

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """See `planner.master.Blocks`; always exact."""
        lowest = np.where(self.must, NONE, 0.0)
        least = lowest if floor is None else floor
        used, found = np.zeros(len(prices)), []
        offered, best, high = self._search(prices, np.where(self.must, -np.inf, 0.0), most)
        for b, mine in enumerate(offered):
            if mine:
                used[members(mine[0][1])] += 1.0
            found += [(b, mask) for worth, mask in mine if worth > least[b]]
        high = np.maximum(high, lowest) + 1e-9 * self.scale
        return Offers(found, np.maximum(best, lowest), high, used)

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """See `planner.master.Blocks`."""
        return [self.column(*pair) for pair in pairs]

    def column(self, block: int, key: int) -> Column:
        """The column of a block with these courses."""
        courses = members(key)
        points = self.rules.instance.points[self.who[block], courses]
        value = self.scale * (1.0 if self.counted else float(points.sum()))
        return Column(block, value, tuple((c, 1.0) for c in courses), key)

    def _search(self, prices: Floats, least: Floats, keep: int) -> tuple[list[list[tuple[float, int]]], Floats, Floats]:
        """(for each block its bundles, best first: reduced value and mask; the best, -infinity for none; a bound)."""
        rules, n = self.rules, self.count
        bonus = self.scale if self.counted else 0.0
        gains = (0.0 if self.counted else self.scale) * rules.value - prices[rules.courses]
        found, worth = np.zeros((n, keep, rules.widest), dtype=np.uint8), np.full((n, keep), -np.inf)
        counts, high = np.zeros(n, dtype=np.int64), np.zeros(n)
        search_all(
            self.who, rules.start, gains, rules.value, self.need, least - bonus - 1e-9, rules.weight,
            rules.instance.target, rules.apart, rules.after, rules.category, rules.instance.category_most, rules.most,
            keep, counts, found, worth, high,
        )  # fmt: skip
        offered = []
        for b in range(n):
            order = np.argsort(-worth[b, : counts[b]], kind="stable").tolist()
            mine = [(float(worth[b, k]) + bonus, self._mask(b, found[b, k])) for k in order]
            offered.append([(value, mask) for value, mask in mine if mask])
        return offered, worth.max(axis=1) + bonus, high + bonus

    def _mask(self, block: int, chosen: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> int:
        """The courses of a row of 0 and 1."""
        mine = self.rules.courses_of[self.who[block]]
        return sum(1 << c for c in mine[np.nonzero(chosen)[0]].tolist())


def groups_of(instance: Instance, courses: list[int]) -> list[list[int]]:
    """Courses in groups of which each two exclude each other."""
    left = sorted(courses, key=lambda c: (-int(instance.apart[c].sum()), c))
    groups = []
    while left:
        group = [left[0]]
        for c in left[1:]:
            if instance.apart[c, group].all():
                group.append(c)
        left = [c for c in left if c not in group]
        groups.append(group)
    return groups


def _wanted(instance: Instance, s: int) -> list[int]:
    """The courses that a student may take by themselves and that are worth something to them."""
    wanted = ~instance.barred[s] & (instance.points[s] > 0) & (instance.seats > 0)
    if instance.target[s] <= 0:
        wanted &= instance.weight <= 0
    return [int(c) for c in np.nonzero(wanted)[0]]


def _ends(groups: list[list[int]]) -> list[int]:
    """For each course, counted through the groups, the first one behind its group."""
    ends = np.cumsum([len(group) for group in groups]).tolist()
    return [end for group, end in zip(groups, ends, strict=True) for _ in group]
