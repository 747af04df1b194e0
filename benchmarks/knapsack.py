"""The best ways to fill one knapsack, exactly, in the order of what they are worth; by dynamic programming."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from planner.master import Floats, Ints


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
