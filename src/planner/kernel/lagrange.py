"""A bound on what a block can reach: its shared limits are priced (Lagrange), what is left falls apart by day or site.

Multipliers, in this order: one for each cell (points a minute of an outcome), one for each resource, one for each
clique of clashing pieces.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.kernel.bits import NONE, count, has


@njit(cache=True)
def reduced(b, x, alive, rc):
    """Fills rc with what each piece that is alive is worth at the multipliers x (`b`: see search.py)."""
    val, index, coef, length = b[0], b[1], b[2], b[4]
    for i in range(len(val)):
        if has(alive, i):
            v = val[i]
            for j in range(length[i]):
                v += x[index[i, j]] * coef[i, j]
            rc[i] = v


@njit(cache=True)
def dearest(bits, paid, price):
    """The dearest unpaid bit of a piece, or -1 where none costs anything."""
    found, most = -1, 0.0
    left = bits & ~paid
    if left != NONE:
        for f in range(64):
            if has(left, f) and price[f] > most:
                found, most = f, price[f]
    return found


@njit(cache=True)
def charge(worth, prim, price, asked):
    """Takes the price of each bit off the pieces that need it, in proportion to what they are worth; in place.

    True for a bound: whichever of them are taken, together they pay no more than the price. `asked` is room for sums.
    """
    asked[:] = 0.0
    some = False
    for i in range(len(worth)):
        if worth[i] > 0 and prim[i] >= 0:
            asked[prim[i]] += worth[i]
            some = True
    if some:
        for i in range(len(worth)):
            if worth[i] > 0 and prim[i] >= 0:
                f = prim[i]
                worth[i] *= max(0.0, 1.0 - price[f] / asked[f])


@njit(cache=True)
def group(worth, days, sites, nt, by_days, most, cost, open_days, open_sites, acc, keep):
    """The most that pieces of some worth (0: not there) can add when they fall apart into days or sites of each term.

    A piece spreads its worth evenly over its days or sites. `keep` tells which groups are counted, for gradients.
    """
    total = 0.0
    terms = days.shape[1]
    acc[:] = 0.0
    keep[:] = 0
    for i in range(len(worth)):
        if worth[i] <= 0:
            continue
        if by_days:
            parts = 0
            for t in range(terms):
                parts += count(days[i, t])
            part = worth[i] / parts
            for t in range(terms):
                for d in range(7):
                    if has(days[i, t], d):
                        acc[t, d] += part
        elif sites[i].max() == NONE:
            total += worth[i]
        else:
            part = worth[i] / nt[i]
            for t in range(terms):
                if sites[i, t] != NONE:
                    s = 0
                    while not has(sites[i, t], s):
                        s += 1
                    acc[t, s] += part
    width = 7 if by_days else acc.shape[1]
    for t in range(terms):
        used = open_days[t] if by_days else open_sites[t]
        left = most - count(used)
        free = 0.0 if by_days or used != NONE else cost
        for g in range(width):
            if has(used, g):
                total += acc[t, g]
                keep[t, g] = 1
        first = True
        while left > 0:
            best = -1
            for g in range(width):
                if keep[t, g] == 0 and acc[t, g] > 0 and (best < 0 or acc[t, g] > acc[t, best]):
                    best = g
            if best < 0:
                break
            gain = acc[t, best] - (0.0 if by_days else cost) + (free if first else 0.0)
            if gain <= 0:
                break
            total += gain
            keep[t, best] = 1
            first = False
            left -= 1
    return total


@njit(cache=True)
def shares_kept(i, days, sites, nt, by_days, keep):
    """The share of piece i that `group` counted, between 0 and 1."""
    terms = days.shape[1]
    if not by_days and sites[i].max() == NONE:
        return 1.0
    parts, kept = 0, 0
    for t in range(terms):
        if by_days:
            for d in range(7):
                if has(days[i, t], d):
                    parts += 1
                    kept += keep[t, d]
        elif sites[i, t] != NONE:
            s = 0
            while not has(sites[i, t], s):
                s += 1
            parts += 1
            kept += keep[t, s]
    return kept / parts


@njit(cache=True)
def tighten(b, start, alive, x, rounds, low, rc, acc, keep, scale):
    """Improves the multipliers x by subgradient steps from the state `start`; leaves rc at the best. Returns the bound.

    The bound is on what can be added to `start` = (cells, left of each resource, open days, open sites, bits paid);
    once it is at most `low` it is good enough.
    """
    val, index, coef, length, cliques, rate, cap = b[0], b[1], b[2], b[4], b[5], b[6], b[7]
    days, sites, nt, by_days, most, cost = b[9], b[10], b[11], b[12], b[13], b[14]
    cells, left, open_days, open_sites, paid = start
    k, r, q = len(rate), len(left), len(cliques)
    n = k + r + q
    prim = np.zeros(len(val), np.int64)
    for i in range(len(val)):
        prim[i] = dearest(b[16][i], paid, b[17]) if has(alive, i) else -1
    worth, asked, g = np.zeros(len(val)), np.zeros(64), np.zeros(n)
    best, beta, stall = 1e18, 1.0, 0
    kept = x[:n].copy()
    for step in range(rounds + 1):
        bound = 0.0
        for c in range(k):
            room = max(0.0, cap[c] - cells[c])
            bound += room * max(0.0, rate[c] - x[c])
            g[c] = -room if rate[c] > x[c] else 0.0
        for j in range(r):
            bound += x[k + j] * left[j]
            g[k + j] = left[j]
        for j in range(q):
            g[k + r + j] = 0.0
            if (cliques[j] & alive) != NONE:
                bound += x[k + r + j]
                g[k + r + j] = 1.0
        reduced(b, x, alive, rc)
        for i in range(len(val)):
            worth[i] = max(0.0, rc[i]) if has(alive, i) else 0.0
        charge(worth, prim, b[17], asked)
        bound += group(worth, days, sites, nt, by_days, most, cost, open_days, open_sites, acc, keep)
        if bound < best - 1e-6 * abs(best):
            best, stall = bound, 0
            kept[:] = x[:n]
        else:
            stall += 1
            if stall >= 4:
                beta, stall = beta * 0.6, 0
        if step == rounds or best <= low:
            break
        for i in range(len(val)):
            if worth[i] > 0:
                f = shares_kept(i, days, sites, nt, by_days, keep) * worth[i] / rc[i]
                for j in range(length[i]):
                    g[index[i, j]] += f * coef[i, j]
        norm = 0.0
        for j in range(n):
            if x[j] <= 0 and g[j] > 0:
                g[j] = 0.0
            norm += g[j] * g[j] * scale[j]
        if norm <= 1e-12:
            break
        move = beta * max(bound - low, 1.0) * 0.7 / norm
        for j in range(n):
            x[j] = max(0.0, x[j] - move * g[j] * scale[j])
    x[:n] = kept
    reduced(b, x, alive, rc)
    return best
