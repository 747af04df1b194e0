"""Many blocks, one after the other, from flat arrays; releases Python's lock so that threads run side by side."""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.kernel.bits import NONE, ONE, has
from planner.kernel.search import search


@njit(cache=True)
def cliques(conf, most):
    """Masks of pieces that all clash with each other and together cover the clashes; at most so many."""
    n = len(conf)
    found = np.zeros(most, np.uint64)
    left = np.zeros(n, np.uint64)
    for i in range(n):
        left[i] = conf[i] & ~(ONE << np.uint64(i))
    k = 0
    for i in range(n):
        while left[i] != NONE and k < most:
            members, common, first = ONE << np.uint64(i), conf[i] & ~(ONE << np.uint64(i)), True
            while common != NONE:
                best, most_new = -1, -1
                for j in range(n):
                    if has(common, j) and not (first and not has(left[i], j)):
                        new = 0
                        for m in range(n):
                            if has(members, m) and has(left[j], m):
                                new += 1
                        if new > most_new:
                            best, most_new = j, new
                if best < 0:
                    break
                first = False
                members |= ONE << np.uint64(best)
                common &= conf[best] & ~(ONE << np.uint64(best))
            found[k] = members
            k += 1
            for j in range(n):
                if has(members, j):
                    left[j] &= ~members
    return found[:k]


@njit(cache=True, nogil=True)
def batch(which, flat, val, price, low, slack, nodes, rounds, x, masks, values, found, bounds, steps):
    """Searches the blocks `which`. `val` and `price` are pieces and bits with row prices taken off and put on.

    Fills, for each block in the order of `which`: masks and values (best first), how many, a bound on every
    programme (true also where the search was cut short), and steps used.
    """
    (ptr, index, coef, ncell, length, use, cq, cqptr, rate, cap, ncells, lim, nlim, days, sites, nt) = flat[0]
    (by_days, most, cost, conf, bits, resource, amount, asks, nask, most_days, most_settings, forced, scale, groups) = (
        flat[1]
    )
    for w in range(len(which)):
        b = which[w]
        p0, p1, k, r = ptr[b], ptr[b + 1], ncells[b], nlim[b]
        q0, q1 = cqptr[b], cqptr[b + 1]
        block = (
            val[p0:p1], index[p0:p1], coef[p0:p1], ncell[p0:p1], length[p0:p1], cq[q0:q1],
            rate[b, :k], cap[b, :k], lim[b, :r], days[p0:p1], sites[p0:p1], nt[p0:p1],
            by_days[b], most[b], cost[b], conf[p0:p1], bits[p0:p1], price[b], resource[b], amount[b],
            asks[p0:p1], nask[p0:p1], most_days[b], most_settings[b], forced[b], use[p0:p1, :r], groups[b],
        )  # fmt: skip
        n, open_bound, used = search(block, x[b], scale[b], low[b], slack, nodes, rounds, masks[w], values[w])
        found[w], steps[w] = n, used
        bounds[w] = max(values[w, 0] if n else low[b], open_bound)
