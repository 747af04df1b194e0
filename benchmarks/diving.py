"""From columns to a whole assignment: the column that the mix likes best is settled, prices are asked again, and so on.

What the last agents leave is shared out in `neighbourhoods`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.agents import best_of_each
from planner.colgen import generate
from planner.mixture import Column
from planner.monolith import Programme
from planner.result import Params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.agents import Agents
    from planner.master import Floats
    from planner.progress import Watch

LAST = 60  # pairs that are left to be shared out exactly in the end
SURE = 0.95  # of a column in the mix: settled at once
LIKED = 0.6  # of the largest share: may be settled with it, where agents are many
MANY = 20  # agents, of which one is settled at a time
KEPT = 60  # columns of each agent that the mix is made of


def dive(agents: Agents, columns: Sequence[Column], prices: Floats, rounds: int, seed: int, watch: Watch) -> list[int]:
    """Which agent does each job (-1: none); `rounds` of the master between one settling and the next."""
    to = [-1] * agents.instance.jobs
    prices = prices.copy()
    left, open_ = list(range(agents.count)), list(range(agents.instance.jobs))
    pool = [replace(c, key=0) for c in columns]  # a key here would be one of a part
    while left and len(left) * len(open_) > LAST and not watch.over():
        free = set(open_)
        pool = [c for c in pool if c.block in left and free.issuperset(r for r, _ in c.rows)]
        part = agents.part(left, open_)
        search = generate(part, Params(rounds=rounds), seed, watch, prices[open_])
        if not len(search.prices):
            break
        prices[open_] = search.prices
        fresh = (Column(left[c.block], c.value, tuple((open_[r], 1.0) for r, _ in c.rows), 0) for c in search.columns)
        pool = list(dict.fromkeys([*pool, *fresh]))
        shares = _mix(best_of_each(pool, prices, KEPT), seed, watch)
        if not shares:
            break
        top = max(share for share, _ in shares)
        unsure = 0
        for share, way in sorted(shares, key=lambda x: (-x[0], x[1].block)):
            jobs = [j for j, _ in way.rows]
            if share >= min(SURE, top * LIKED) and way.block in left and free.issuperset(jobs):
                left.remove(way.block)
                free.difference_update(jobs)
                for j in jobs:
                    to[j] = way.block
                unsure += share < SURE
                if unsure * MANY >= agents.count:
                    break
        open_ = [j for j in open_ if j in free]
    return to


def _mix(pool: list[Column], seed: int, watch: Watch) -> list[tuple[float, Column]]:
    """The best mix of columns, and how much of each is in it."""
    p = Programme()
    rows: dict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    for column in pool:
        v = p.var(column.value)
        rows["agent", column.block].append((v, 1.0))
        for job, _ in column.rows:
            rows["job", job].append((v, 1.0))
    for terms in rows.values():
        p.row(terms, 1.0)
    values, _, _ = p.solve(seed, 0, 0.0, watch.left, watch.over, {})
    return [] if values is None else [(x, way) for x, way in zip(values, pool, strict=True) if x > 1e-6]
