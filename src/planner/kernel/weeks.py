"""Every week that a learner could have in a term: which lines of one block can run side by side.

A block's programme falls apart into its *weeks*, one for each term, once the lines that run through several terms are
settled. Such a settled set is a *spine*. All weeks of all spines are written down once, when the model is built: what
they are worth at some prices is then a sum along the list (`best.py`).

A week is stored as the week it grew from and the piece that was added: `parent` (-1 for the week of a spine alone),
`piece`, the points that this adds in outcomes and settings, and the bits that are new. Weeks of one spine and term
stand together, as a *group*; spines that look alike in a term share it.

What is forced is part of every week of its terms.

A block is a tuple of arrays over its pieces, in the order of `pack.py`:
0 conflicts, 1 use (of each resource), 2 limits, 3 days, 4 sites (masks by term), 5 bits, 6 resource and 7 amount of
each bit, 8 most days, 9 most settings, 10 points off for a setting, 11 cells and 12 minutes in them, 13 how many,
14 points a minute and 15 cap of each cell, 16 forced (mask), 17 first term and 18 end of each piece.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.kernel.bits import NONE, ONE, count, has

DEPTH = 66  # one more than pieces of a block, and the state before the first


@njit(cache=True)
def fits(b, i, used, paid, open_days, open_sites, term):
    """Whether piece i may join: resources with new bits, days and settings of a term (-1: of all)."""
    use, limits, days, sites, resource, amount = b[1], b[2], b[3], b[4], b[6], b[7]
    for j in range(len(limits)):
        if used[j] + use[i, j] > limits[j]:
            return False
    for t in range(days.shape[1]):
        if term in (-1, t) and (count(open_days[t] | days[i, t]) > b[8] or count(open_sites[t] | sites[i, t]) > b[9]):
            return False
    new = b[5][i] & ~paid
    if new != NONE:
        for j in range(len(limits)):
            total = used[j] + use[i, j]
            for f in range(64):
                if has(new, f) and resource[f] == j:
                    total += amount[f]
            if total > limits[j]:
                return False
    return True


@njit(cache=True)
def join(b, i, used, open_days, open_sites, cells, paid):
    """Adds piece i to a state in place; returns the bits paid."""
    use, days, sites, resource, amount = b[1], b[3], b[4], b[6], b[7]
    for j in range(len(used)):
        used[j] += use[i, j]
    new = b[5][i] & ~paid
    if new != NONE:
        for f in range(64):
            if has(new, f) and resource[f] >= 0:
                used[resource[f]] += amount[f]
    for t in range(days.shape[1]):
        open_days[t] |= days[i, t]
        open_sites[t] |= sites[i, t]
    for c in range(b[13][i]):
        cells[b[11][i, c]] += b[12][i, c]
    return paid | b[5][i]


@njit(cache=True)
def points_of(b, t, cells, open_sites):
    """Points of a week by itself: the outcomes of its term, less settings beyond the first."""
    rate, cap = b[14], b[15]
    per = len(rate) // b[3].shape[1]
    total = 0.0
    for k in range(t * per, (t + 1) * per):
        total += rate[k] * min(cap[k], cells[k])
    settings = count(open_sites[t])
    return total - b[10] * (settings - 1) if settings > 1 else total


@njit(cache=True)
def grow(b, t, root, pieces, out, at):
    """Writes down the root and everything that grows from it by these pieces; where the list ends, -1 if it is full.

    With `t` = -1 these are spines: only their masks are kept. Nothing is written where the root itself does not fit.
    """
    mask_out, parent, piece, points, new_bits = out
    n, terms, r, k = len(b[0]), b[3].shape[1], len(b[2]), len(b[14])
    ids = np.zeros(64, np.int64)
    m = 0
    for i in range(n):
        if has(pieces, i):
            ids[m] = i
            m += 1
    turn = np.zeros(DEPTH, np.int64)
    where = np.zeros(DEPTH, np.int64)
    mask, banned, paid = np.zeros(DEPTH, np.uint64), np.zeros(DEPTH, np.uint64), np.zeros(DEPTH, np.uint64)
    used, cells, worth = np.zeros((DEPTH, r)), np.zeros((DEPTH, k)), np.zeros(DEPTH)
    open_days, open_sites = np.zeros((DEPTH, terms), np.uint64), np.zeros((DEPTH, terms), np.uint64)
    for i in range(n):
        if has(root, i):
            if has(banned[0], i) or not fits(b, i, used[0], paid[0], open_days[0], open_sites[0], t):
                return at
            banned[0] |= b[0][i]
            paid[0] = join(b, i, used[0], open_days[0], open_sites[0], cells[0], paid[0])
    mask[0] = root
    if t >= 0:
        worth[0] = points_of(b, t, cells[0], open_sites[0])
    d, fresh = 0, True
    while d >= 0:
        if fresh:
            if at >= len(mask_out):
                return -1
            mask_out[at] = mask[d]
            if t >= 0:
                parent[at] = where[d - 1] if d else -1
                piece[at] = ids[turn[d - 1] - 1] if d else -1
                points[at] = worth[d] - worth[d - 1] if d else worth[0]
                new_bits[at] = paid[d] & ~paid[d - 1] if d else paid[0]
            where[d] = at
            at += 1
            fresh = False
        if turn[d] >= m:
            d -= 1
            continue
        i = ids[turn[d]]
        turn[d] += 1
        if has(banned[d], i) or not fits(b, i, used[d], paid[d], open_days[d], open_sites[d], t):
            continue
        e = d + 1
        used[e], cells[e], open_days[e], open_sites[e] = used[d], cells[d], open_days[d], open_sites[d]
        paid[e] = join(b, i, used[e], open_days[e], open_sites[e], cells[e], paid[d])
        mask[e], banned[e] = mask[d] | (ONE << np.uint64(i)), banned[d] | b[0][i]
        if t >= 0:
            worth[e] = points_of(b, t, cells[e], open_sites[e])
        turn[e] = turn[d]
        d, fresh = e, True
    return at


@njit(cache=True)
def weeks(b, spine, group_of, starts, out):
    """Fills spines, the group of each spine and term, where groups start, and the weeks; returns how many of each.

    (-1, 0, 0) where there is no room for all of them.
    """
    n, terms, forced = len(b[0]), b[3].shape[1], b[16]
    long = NONE
    for i in range(n):
        if b[18][i] - b[17][i] > 1:
            long |= ONE << np.uint64(i)
    some = grow(b, -1, NONE, long, (spine, out[1], out[2], out[3], out[4]), 0)
    if some < 0:
        return -1, 0, 0
    spines = 0
    for s in range(some):  # what has been accepted is in every spine
        if (forced & long & ~spine[s]) == NONE:
            spine[spines] = spine[s]
            spines += 1
    groups = total = 0
    for t in range(terms):
        runs = NONE
        for i in range(n):
            if b[17][i] <= t < b[18][i]:
                runs |= ONE << np.uint64(i)
        for s in range(spines):
            group_of[s, t] = -1
            for other in range(s):
                if (spine[other] & runs) == (spine[s] & runs):
                    group_of[s, t] = group_of[other, t]
                    break
            if group_of[s, t] < 0:
                if groups + 1 >= len(starts):
                    return -1, 0, 0
                group_of[s, t], starts[groups] = groups, total
                total = grow(b, t, (spine[s] | forced) & runs, runs & ~long & ~forced, out, total)
                if total < 0:
                    return -1, 0, 0
                groups += 1
    starts[groups] = total
    return spines, groups, total
