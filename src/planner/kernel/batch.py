"""Many blocks, one after the other, from flat arrays; releases Python's lock so that threads run side by side."""

from __future__ import annotations

from numba import njit

from planner.kernel.best import best
from planner.kernel.weeks import weeks


@njit(cache=True, nogil=True)
def all_weeks(b, spine, group_of, starts, out):
    """See `weeks.weeks`."""
    return weeks(b, spine, group_of, starts, out)


@njit(cache=True, nogil=True)
def batch(which, pieces, blocks, listed, val, price, low, checks, masks, values, found, bounds, others):
    """Searches the blocks `which`. `val` and `price` are pieces and bits with row prices taken off and put on.

    Fills, for each block in the order of `which`: masks and values (best first), how many, a bound on every
    programme (true also where the search was cut short), and what it left open.
    """
    conf, asks, asked = pieces
    ptr, runs, forced, share, spanning, spine_ptr, group_ptr, week_ptr, terms = blocks
    spine, group_of, starts, mask, parent, piece, points, new_bits = listed
    for k in range(len(which)):
        b = which[k]
        p0, p1, s0, s1 = ptr[b], ptr[b + 1], spine_ptr[b], spine_ptr[b + 1]
        g0, g1, w0, w1 = group_ptr[b], group_ptr[b + 1], week_ptr[b], week_ptr[b + 1]
        n, open_bound, _ = best(
            conf[p0:p1], runs[b], asks[p0:p1], asked[p0:p1], forced[b], spine[s0:s1], group_of[s0:s1, : terms[b]],
            starts[g0:g1], (mask[w0:w1], parent[w0:w1], piece[w0:w1], points[w0:w1], new_bits[w0:w1]),
            share[b], spanning[b], val[p0:p1], price[b], low[b], checks, masks[k], values[k],
        )  # fmt: skip
        found[k], others[k] = n, open_bound
        bounds[k] = max(values[k, 0] if n else low[b], open_bound)
