"""Depth-first branch and bound for the best programmes of one block. Exact, or with a true bound where cut short.

A block is a tuple of arrays over its pieces, in the order of `pack.Packed.block`:
0 val, 1 index, 2 coef, 3 ncell, 4 length, 5 cliques, 6 rate, 7 cap, 8 lim, 9 days, 10 sites, 11 nt, 12 by_days,
13 most, 14 cost, 15 conf, 16 bits, 17 price, 18 resource, 19 amount, 20 asks, 21 nask, 22 most_days,
23 most_settings, 24 forced, 25 use, 26 groups. A piece's `coef` are what it adds to multipliers `index`: first its
cells (minutes), then resources and cliques (below 0). Prices are already taken off `val` and put on `price` (bits).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.kernel.bits import NONE, ONE, count, has
from planner.kernel.lagrange import charge, dearest, group, tighten

DEPTH = 40
DEEP = 20  # so far down, multipliers are improved again for each state ...
ROUNDS = 6  # ... by so many steps


@njit(cache=True)
def fits(b, i, used, open_days, open_sites, paid):
    """Whether piece i may join a state: resources (new bits included), days, settings."""
    use, lim, days, sites, bits, resource, amount = b[25], b[8], b[9], b[10], b[16], b[18], b[19]
    for j in range(len(lim)):
        if used[j] + use[i, j] > lim[j]:
            return False
    for t in range(days.shape[1]):
        if days[i, t] != NONE:
            if count(open_days[t] | days[i, t]) > b[22]:
                return False
            if count(open_sites[t] | sites[i, t]) > b[23]:
                return False
    new = bits[i] & ~paid
    if new != NONE:
        for j in range(len(lim)):
            total = used[j] + use[i, j]
            for f in range(64):
                if has(new, f) and resource[f] == j:
                    total += amount[f]
            if total > lim[j]:
                return False
    return True


@njit(cache=True)
def add(b, i, cells, used, open_days, open_sites, paid):
    """Adds piece i to a state in place; returns (points gained, bits paid). Points less prices and settings."""
    val, cidx, camt, ncell, use = b[0], b[1], b[2], b[3], b[25]
    rate, cap, lim, days, sites = b[6], b[7], b[8], b[9], b[10]
    bits, price, resource, amount = b[16], b[17], b[18], b[19]
    gain = val[i]
    for c in range(ncell[i]):
        k = cidx[i, c]
        gain += rate[k] * min(camt[i, c], max(0.0, cap[k] - cells[k]))
        cells[k] += camt[i, c]
    for j in range(len(lim)):
        used[j] += use[i, j]
    for t in range(days.shape[1]):
        open_days[t] |= days[i, t]
        if sites[i, t] != NONE and (sites[i, t] & open_sites[t]) == NONE:
            if open_sites[t] != NONE:
                gain -= b[14]
            open_sites[t] |= sites[i, t]
    new = bits[i] & ~paid
    for f in range(64):
        if has(new, f):
            gain -= price[f]
            if resource[f] >= 0:
                used[resource[f]] += amount[f]
    return gain, paid | bits[i]


@njit(cache=True)
def asked_for(b, i, mask, alive):
    """(whether piece i still waits for a piece that it asks for, whether none of those can come any more)."""
    waits = False
    for a in range(b[21][i]):
        ask = b[20][i, a]
        if (ask & mask) == NONE:
            waits = True
            if (ask & alive) == NONE:
                return True, True
    return waits, False


@njit(cache=True)
def scan(b, alive, cells, used, open_days, open_sites, paid, rc, x, adj, plain, prim, asked, acc, keep, enabling, mask):
    """(bound on what can still be added, next piece or -1, pieces still worth looking at) for a state.

    A piece that waits for another is never next, so every state reached is a programme.
    """
    val, cidx, camt, ncell = b[0], b[1], b[2], b[3]
    rate, cap, lim = b[6], b[7], b[8]
    bits, price = b[16], b[17]
    k, r = len(rate), len(lim)
    total, nxt, top = 0.0, -1, 0.0
    for i in range(len(val)):
        adj[i], plain[i], prim[i] = 0.0, 0.0, -1
        if not has(alive, i):
            continue
        if not fits(b, i, used, open_days, open_sites, paid):
            alive &= ~(ONE << np.uint64(i))
            continue
        gain = val[i]
        for c in range(ncell[i]):
            j = cidx[i, c]
            gain += rate[j] * min(camt[i, c], max(0.0, cap[j] - cells[j]))
        waits, hopeless = asked_for(b, i, mask, alive)
        if hopeless or (gain <= 0 and not has(enabling, i)):
            alive &= ~(ONE << np.uint64(i))
            continue
        if bits[i] != NONE:
            prim[i] = dearest(bits[i], paid, price)
        adj[i], plain[i] = max(0.0, rc[i]), max(0.0, gain)
        look = rc[i] * 3 + gain
        if prim[i] >= 0:
            look -= price[prim[i]] / 4
        if not waits and (nxt < 0 or look > top):
            nxt, top = i, look
    if nxt < 0:
        return 0.0, -1, alive
    charge(plain, prim, price, asked)
    for i in range(len(val)):
        total += plain[i]
    bound = 0.0
    for c in range(k):
        bound += max(0.0, cap[c] - cells[c]) * max(0.0, rate[c] - x[c])
    for j in range(r):
        bound += x[k + j] * (lim[j] - used[j])
    if bound < total:
        cq = b[5]
        for q in range(len(cq)):
            if x[k + r + q] > 0 and (cq[q] & alive) != NONE:
                bound += x[k + r + q]
        if bound < total:
            charge(adj, prim, price, asked)
            bound += group(adj, b[9], b[10], b[11], b[12], b[13], b[14], open_days, open_sites, acc, keep)
    return min(bound, total), nxt, alive


@njit(cache=True)
def search(b, x, scale, low, slack, nodes, rounds, masks, values):
    """The len(masks) best programmes above `low`, best first; returns (how many, bound on all others, nodes used).

    `x` are multipliers to start from, improved in place. The bound is -1e18 where nothing was cut short. What could be
    better by no more than `slack` is not looked at, but counts in the bound.
    """
    val, conf, lim, rate, forced = b[0], b[15], b[8], b[6], b[24]
    n, terms, r, k = len(val), b[9].shape[1], len(lim), len(rate)
    cells = np.zeros((DEPTH, k))
    used = np.zeros((DEPTH, r))
    open_days = np.zeros((DEPTH, terms), np.uint64)
    open_sites = np.zeros((DEPTH, terms), np.uint64)
    paid = np.zeros(DEPTH, np.uint64)
    alive = np.zeros(DEPTH, np.uint64)
    mask = np.zeros(DEPTH, np.uint64)
    worth = np.zeros(DEPTH)
    rc, xs = np.zeros((DEPTH, n)), np.zeros((DEPTH, len(x)))
    adj, plain, prim, asked = np.zeros(n), np.zeros(n), np.zeros(n, np.int64), np.zeros(64)
    acc, keep = np.zeros((terms, b[26])), np.zeros((terms, b[26]), np.int64)
    enabling = NONE
    for i in range(n):
        for a in range(b[21][i]):
            enabling |= b[20][i, a]
        alive[0] |= ONE << np.uint64(i)
    for i in range(n):
        if has(forced, i):
            gain, paid[0] = add(b, i, cells[0], used[0], open_days[0], open_sites[0], paid[0])
            worth[0] += gain
            mask[0] |= ONE << np.uint64(i)
            alive[0] &= ~conf[i]
    start = (cells[0], lim - used[0], open_days[0], open_sites[0], paid[0])
    tighten(b, start, alive[0], x, rounds, max(0.0, low - worth[0]), rc[0], acc, keep, scale)
    xs[0] = x
    found, steps, open_bound, bar, d = 0, 0, -1e18, low, 0
    fresh, again = True, False
    while d >= 0:
        if fresh:
            fresh = False
            steps += 1
            if worth[d] > bar + 1e-9:
                spot = found
                if found == len(masks):
                    spot = found - 1
                while spot > 0 and values[spot - 1] < worth[d]:
                    if spot < len(masks):
                        masks[spot], values[spot] = masks[spot - 1], values[spot - 1]
                    spot -= 1
                masks[spot], values[spot] = mask[d], worth[d]
                if found < len(masks):
                    found += 1
                if found == len(masks):
                    bar = max(low, values[found - 1])
        bound, nxt, alive[d] = scan(
            b,
            alive[d],
            cells[d],
            used[d],
            open_days[d],
            open_sites[d],
            paid[d],
            rc[d],
            xs[d],
            adj,
            plain,
            prim,
            asked,
            acc,
            keep,
            enabling,
            mask[d],
        )
        if nxt < 0 or worth[d] + bound <= bar + slack + 1e-9:
            if nxt >= 0 and worth[d] + bound > bar:
                open_bound = max(open_bound, worth[d] + bound)
            d -= 1
            continue
        if steps >= nodes or d + 1 >= DEPTH:
            open_bound = max(open_bound, worth[d] + bound)
            d -= 1
            continue
        if again and d < DEEP:
            again = False
            start = (cells[d], lim - used[d], open_days[d], open_sites[d], paid[d])
            bound = tighten(
                b, start, alive[d], xs[d], ROUNDS, max(0.0, bar + slack - worth[d]), rc[d], acc, keep, scale
            )
            if worth[d] + bound <= bar + slack + 1e-9:
                open_bound = max(open_bound, worth[d] + bound) if worth[d] + bound > bar else open_bound
                d -= 1
                continue
        alive[d] &= ~(ONE << np.uint64(nxt))
        e = d + 1
        cells[e], used[e], open_days[e], open_sites[e] = cells[d], used[d], open_days[d], open_sites[d]
        gain, paid[e] = add(b, nxt, cells[e], used[e], open_days[e], open_sites[e], paid[d])
        worth[e] = worth[d] + gain
        mask[e] = mask[d] | (ONE << np.uint64(nxt))
        alive[e] = alive[d] & ~conf[nxt]
        xs[e], rc[e] = xs[d], rc[d]
        d = e
        fresh = again = True
    return found, open_bound, steps
