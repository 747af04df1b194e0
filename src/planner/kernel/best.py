"""The best programmes of a block at some prices, from its weeks (`weeks.py`). Exact, or with a true bound if cut short.

The best week of each group is worth so much; a spine and the best weeks that go with it are worth no more than the sum.
Spines are tried from the greatest sum down, and the weeks of a spine's terms likewise, until no sum is above what has
been found: what stands in the way of the sum itself are clashes across terms (a service is taken once), bits that are
paid once for several terms, and lines that ask for an earlier one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.kernel.bits import NONE, ONE, has

LEAST = 1e-9  # points: what is better by less than this is not better


@njit(cache=True)
def price_weeks(weeks, val, price, share, starts, worth, top):
    """Fills the worth of every week, and the best of each group. Bits of several terms count evenly in each."""
    parent, piece, points, new_bits = weeks[1], weeks[2], weeks[3], weeks[4]
    for g in range(len(starts) - 1):
        best = -1e18
        for w in range(starts[g], starts[g + 1]):
            x = np.float64(points[w])
            if parent[w] >= 0:
                x += val[piece[w]] + worth[parent[w]]
            if new_bits[w] != NONE:
                for f in range(64):
                    if has(new_bits[w], f):
                        x -= price[f] / share[f]
            worth[w] = x
            best = max(best, x)
        top[g] = best


@njit(cache=True)
def true_worth(chosen, weeks, worth, price, share, start):
    """The worth of some weeks together, on top of `start`: bits that several of them need are paid once."""
    total, paid = start, NONE
    for week in chosen:
        total += worth[week]
        w, bits = week, NONE
        while w >= 0:
            bits |= weeks[4][w]
            w = weeks[1][w]
        for f in range(64):
            if has(bits, f):
                total += price[f] / share[f]
        paid |= bits
    for f in range(64):
        if has(paid, f):
            total -= price[f]
    return total


@njit(cache=True)
def stands(week, have, askers, asks, asked):
    """Whether each piece of a week finds one of those that it asks for among what there is before."""
    if (week & askers) != NONE:
        for i in range(len(asked)):
            if has(week & askers, i):
                for a in range(asked[i]):
                    if (asks[i, a] & have) == NONE:
                        return False
    return True


@njit(cache=True)
def keep(mask, value, masks, values, found):
    """Puts a programme into its place among the best; returns how many there are now."""
    spot = found
    if found == len(masks):
        spot = found - 1
    while spot > 0 and values[spot - 1] < value:
        masks[spot], values[spot] = masks[spot - 1], values[spot - 1]
        spot -= 1
    masks[spot], values[spot] = mask, value
    return min(found + 1, len(masks))


@njit(cache=True)
def look_ahead(mask, by_worth, worth, starts, group_of, banned, have, askers, asks, asked, first, rest):
    """Fills rest[t] with the most that the terms from t on can add beside what is banned; returns checks made.

    `have` is what may be there before each of them.
    """
    checks = 0
    for t in range(len(group_of) - 1, first - 1, -1):
        rest[t] = -1e18
        for k in range(starts[group_of[t]], starts[group_of[t] + 1]):
            checks += 1
            week = mask[by_worth[k]]
            if (week & banned) == NONE and stands(week, have[t], askers, asks, asked):
                rest[t] = rest[t + 1] + worth[by_worth[k]]
                break
    return checks


@njit(cache=True)
def best(
    conf,
    runs,
    asks,
    asked,
    forced,
    spine,
    group_of,
    starts,
    weeks,
    share,
    spanning,
    val,
    price,
    low,
    checks,
    masks,
    values,
):
    """The len(masks) best programmes above `low`, best first; returns (how many, bound on all others, checks made).

    `val` are the points of pieces at prices, `price` those of bits. The bound is -1e18 where nothing was cut short,
    which happens after so many checks of a week.
    """
    n, terms, groups = len(conf), group_of.shape[1], len(starts) - 1
    worth, top = np.empty(len(weeks[0])), np.empty(groups)
    price_weeks(weeks, val, price, share, starts, worth, top)
    alone, most = np.zeros(len(spine)), np.zeros(len(spine))
    for s in range(len(spine)):
        for i in range(n):
            if has(spine[s] | forced, i):
                alone[s] += val[i]
        most[s] = alone[s]
        for t in range(terms):
            most[s] += top[group_of[s, t]]
    order, by_worth, ready = np.argsort(-most), np.empty(len(worth), np.int64), np.zeros(groups, np.bool_)
    at, chosen = np.zeros(terms + 1, np.int64), np.zeros(terms, np.int64)
    part, rest = np.zeros(terms + 1), np.zeros((terms + 1, terms + 1))
    union, banned = np.zeros(terms + 1, np.uint64), np.zeros(terms + 1, np.uint64)
    found, left, bar, open_bound = 0, checks, low, -1e18
    askers, have = NONE, np.zeros(terms + 1, np.uint64)
    for i in range(n):
        if asked[i]:
            askers |= ONE << np.uint64(i)
    for s in order:
        if most[s] <= bar + LEAST:
            break
        if left <= 0:
            open_bound = max(open_bound, most[s])
            break
        for t in range(terms - 1, -1, -1):
            g = group_of[s, t]
            rest[0, t] = rest[0, t + 1] + top[g]
            if not ready[g]:
                by_worth[starts[g] : starts[g + 1]] = starts[g] + np.argsort(-worth[starts[g] : starts[g + 1]])
                ready[g] = True
        part[0], union[0], banned[0] = alone[s], spine[s], NONE
        for i in range(n):
            if has(spine[s], i):
                banned[0] |= conf[i]
        banned[0] &= ~spine[s]
        d, at[0] = 0, starts[group_of[s, 0]]
        while d >= 0:
            if at[d] >= starts[group_of[s, d] + 1]:
                d -= 1
                continue
            w = by_worth[at[d]]
            at[d] += 1
            if part[d] + worth[w] + rest[d, d + 1] <= bar + LEAST:
                d -= 1
                continue
            left -= 1
            if left <= 0:
                open_bound = max(open_bound, most[s])
                break
            if (weeks[0][w] & banned[d]) != NONE or not stands(weeks[0][w], union[d], askers, asks, asked):
                continue
            chosen[d] = w
            union[d + 1], part[d + 1] = union[d] | weeks[0][w], part[d] + worth[w]
            if d + 1 < terms:
                banned[d + 1] = banned[d]
                for i in range(n):
                    if has(weeks[0][w] & ~spine[s], i):
                        banned[d + 1] |= conf[i]
                banned[d + 1] &= ~union[d + 1]
                have[d + 1] = union[d + 1]
                for t in range(d + 2, terms):
                    have[t] = have[t - 1] | runs[t - 1]
                left -= look_ahead(
                    weeks[0], by_worth, worth, starts, group_of[s], banned[d + 1], have, askers, asks, asked,
                    d + 1, rest[d + 1],
                )  # fmt: skip
                if part[d + 1] + rest[d + 1, d + 1] > bar + LEAST:
                    d += 1
                    at[d] = starts[group_of[s, d]]
            else:
                value = part[terms]
                if spanning:
                    value = true_worth(chosen, weeks, worth, price, share, alone[s])
                if value > bar + LEAST:
                    found = keep(union[terms], value, masks, values, found)
                    if found == len(masks):
                        bar = max(low, values[found - 1])
    return found, open_bound, checks - left
