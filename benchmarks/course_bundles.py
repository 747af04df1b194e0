"""The best bundles of courses for one student at prices, exactly: depth first, cut by a table that relaxes the rules.

Courses stand in groups of which a student can take one at the most, group by group. The table knows the most that the
courses from one on can add, for the number, the weight and the value that are left to take, in steps of these. Beside
what is rounded in the steps, it forgets only conflicts between groups, and categories.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.master import Floats, Ints

    Bytes = NDArray[np.uint8]

STEPS = 24  # that weights are counted in, rounded down
VALUE_STEPS = 400  # that values are counted in, rounded up, where a bundle has to reach one
FEWER_STEPS = 40  # where weights are counted too
NODES = 3_000_000  # of one search


@njit(cache=True)
def _table(gain: Floats, after: Ints, light: Ints, high: Ints, most: int, room: int, need: int) -> Floats:
    """What the courses from k on can add at the most, for k and the number, weight and value left; -infinity: none."""
    n = len(gain)
    table = np.zeros((n + 1, most + 1, room + 1, need + 1))
    table[n, :, :, 1:] = -np.inf
    for k in range(n - 1, -1, -1):
        for left in range(most + 1):
            for q in range(room + 1):
                for r in range(need + 1):
                    best = table[k + 1, left, q, r]
                    if left > 0 and light[k] <= q:
                        best = max(best, gain[k] + table[after[k], left - 1, q - light[k], max(0, r - high[k])])
                    table[k, left, q, r] = best
    return table


@njit(cache=True)
def search_all(
    who: Ints, start: Ints, gains: Floats, values: Floats, need: Floats, least: Floats, weights: Floats,
    targets: Floats, apart: Bytes, afters: Ints, categories: Ints, category_most: Ints, most: Ints,
    keep: int, counts: Ints, found: Bytes, worth: Floats, highest: Floats,
) -> None:  # fmt: skip
    """The bundles of each student of `who`, whose courses are those from `start` on; see `_search`.

    Fills in for each how many were found, which (a row of 0 and 1), what they gain, and a bound on the best.
    """
    for i, s in enumerate(who):
        a, b = start[s], start[s + 1]
        counts[i], highest[i] = _search(
            gains[a:b], values[a:b], need[s], least[i], weights[a:b], targets[s], apart[a:b], afters[a:b],
            categories[a:b], category_most, most[s], keep, found[i], worth[i],
        )  # fmt: skip


@njit(cache=True)
def _search(
    gain: Floats, value: Floats, need: float, least: float, weight: Floats, target: float, apart: Bytes, after: Ints,
    category: Ints, category_most: Ints, most: int, keep: int, found: Bytes, worth: Floats,
) -> tuple[int, float]:  # fmt: skip
    """(how many were found, a bound on the best).

    The `keep` bundles of the most gain above `least` that reach `need` in value; courses without gain are taken for the
    need only.
    """
    n = len(gain)
    light, high, room, reach = _steps(weight, target, value, need)
    table = _table(gain, after, light, high, most, room, reach)
    tried, taken = np.zeros(n + 1, np.int64), np.zeros(n, np.int64)  # at a course: ways tried, whether it is taken
    used, blocked = np.zeros(len(category_most), np.int64), np.zeros(n, np.int64)
    sums, left = np.zeros(3), np.zeros(2, np.int64)  # gain, value and weight taken; number and weight left
    left[0], left[1] = most, room
    heavy, to_go = np.zeros(n + 1), np.zeros(n + 1, np.int64)  # before a course: the heaviest taken, value to go
    to_go[0] = reach
    count, nodes, k, cut, best = 0, 0, 0, least, least
    while k >= 0:
        if tried[k] == 0:
            nodes += 1
            if nodes > NODES:
                return count, table[0, most, room, reach]
            if not sums[0] + table[k, left[0], left[1], to_go[k]] >= cut:
                tried[k] = 2
            elif k == n or left[0] == 0:
                tried[k] = 2
                if sums[1] >= need and sums[0] >= cut:
                    best = max(best, sums[0])
                    count = _store(worth, found, taken, k, sums[0], count, keep)
                    if count == keep:
                        cut = _least(worth, keep) + 1e-12
        if tried[k] < 2:
            wanted = sums[1] < need or gain[k] > 0
            allowed = wanted and _allowed(k, blocked, weight, target, heavy, sums, category, category_most, used)
            if _forward(k, allowed, gain, table, after, light, high, weight, left, tried, taken, heavy, to_go):
                if taken[k] == 1:
                    _move(k, 1, gain, value, weight, light, apart, category, sums, left, used, blocked)
                k += 1
                tried[k] = 0
            continue
        k -= 1
        if k >= 0 and taken[k] == 1:
            taken[k] = 0
            _move(k, -1, gain, value, weight, light, apart, category, sums, left, used, blocked)
    return count, best


@njit(cache=True)
def _store(worth: Floats, found: Bytes, taken: Ints, k: int, gain: float, count: int, keep: int) -> int:
    """Keeps the courses taken before k in the next place, or in that of the worst; how many are kept."""
    slot = count
    if count == keep:
        slot = 0
        for i in range(keep):
            if worth[i] < worth[slot]:
                slot = i
    worth[slot] = gain
    for i in range(len(taken)):
        found[slot, i] = taken[i] if i < k else 0
    return min(count + 1, keep)


@njit(cache=True)
def _least(worth: Floats, count: int) -> float:
    least = np.inf
    for i in range(count):
        least = min(least, worth[i])
    return least


@njit(cache=True)
def _forward(
    k: int, allowed: bool, gain: Floats, table: Floats, after: Ints, light: Ints, high: Ints, weight: Floats,
    left: Ints, tried: Ints, taken: Ints, heavy: Floats, to_go: Ints,
) -> bool:  # fmt: skip
    """Takes or leaves a course, first what the table likes better, then the other; whether that can be."""
    here, rest = to_go[k], max(0, to_go[k] - high[k])
    fits = left[0] > 0 and light[k] <= left[1]
    likes = False
    if fits:
        within = gain[k] + table[after[k], left[0] - 1, left[1] - light[k], rest]
        likes = within >= table[k + 1, left[0], left[1], here]
    take = (tried[k] == 0) == likes
    tried[k] += 1
    if take and not (fits and allowed):
        return False
    taken[k] = 1 if take else 0
    heavy[k + 1] = max(heavy[k], weight[k]) if take else heavy[k]
    to_go[k + 1] = rest if take else here
    return True


@njit(cache=True)
def _steps(weight: Floats, target: float, value: Floats, need: float) -> tuple[Ints, Ints, int, int]:
    """(weights, values, the most of weight, the least of value) in the steps of the table; 0 where nothing is asked."""
    n = len(weight)
    light, high = np.zeros(n, np.int64), np.zeros(n, np.int64)
    room, reach, heaviest, total = 0, 0, 0.0, 0.0
    for k in range(n):
        heaviest = max(heaviest, weight[k])
        total += weight[k]
    if total - heaviest >= target and heaviest > 0:
        room = STEPS
        for k in range(n):
            light[k] = int(weight[k] * STEPS / (target + heaviest))
    if need > 0:
        reach = int(min(need, FEWER_STEPS if room > 0 else VALUE_STEPS))
        for k in range(n):
            high[k] = math.ceil(value[k] * reach / need - 1e-9)
    return light, high, room, reach


@njit(cache=True)
def _allowed(
    k: int, blocked: Ints, weight: Floats, target: float, heavy: Floats, sums: Floats,
    category: Ints, category_most: Ints, used: Ints,
) -> bool:  # fmt: skip
    """Whether conflicts, weights and categories allow one course more."""
    if blocked[k] > 0:
        return False
    whole = sums[2] + weight[k]
    within = whole <= target or whole - max(heavy[k], weight[k]) < target
    return bool(within and (category[k] < 0 or used[category[k]] < category_most[category[k]]))


@njit(cache=True)
def _move(
    k: int, sign: int, gain: Floats, value: Floats, weight: Floats, light: Ints, apart: Bytes, category: Ints,
    sums: Floats, left: Ints, used: Ints, blocked: Ints,
) -> None:  # fmt: skip
    """Takes a course, or gives it back (-1)."""
    sums[0] += sign * gain[k]
    sums[1] += sign * value[k]
    sums[2] += sign * weight[k]
    left[0] -= sign
    left[1] -= sign * light[k]
    if category[k] >= 0:
        used[category[k]] += sign
    for i in range(k + 1, len(gain)):
        blocked[i] += sign * apart[k, i]
