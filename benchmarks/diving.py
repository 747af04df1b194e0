"""From columns to a whole assignment: the column that the mix likes best is settled, prices are asked again, and so on.

What the last agents leave is shared out in `neighbourhoods`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.colgen import generate
from planner.monolith import Programme
from planner.result import Params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.agents import Agents
    from planner.master import Column, Floats
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
    pool = [(c.block, frozenset(r for r, _ in c.rows), c.value) for c in columns]
    while left and len(left) * len(open_) > LAST and not watch.over():
        free = set(open_)
        pool = [c for c in pool if c[0] in left and c[1] <= free]
        part = agents.part(left, open_)
        search = generate(part, Params(rounds=rounds), seed, watch, prices[open_])
        if not len(search.prices):
            break
        prices[open_] = search.prices
        fresh = {(left[c.block], frozenset(open_[r] for r, _ in c.rows), c.value) for c in search.columns}
        pool = list(dict.fromkeys([*pool, *sorted(fresh, key=lambda c: (c[0], sorted(c[1])))]))
        shares = _mix(_best(pool, prices), open_, left, seed, watch)
        if not shares:
            break
        top = max(share for share, _ in shares)
        unsure = 0
        for share, (agent, jobs, _) in sorted(shares, key=lambda x: (-x[0], x[1][0])):
            if share >= min(SURE, top * LIKED) and agent in left and jobs <= free:
                left.remove(agent)
                free -= jobs
                for j in jobs:
                    to[j] = agent
                unsure += share < SURE
                if unsure * MANY >= agents.count:
                    break
        open_ = [j for j in open_ if j in free]
    return to


Way = tuple[int, frozenset[int], float]


def _best(pool: list[Way], prices: Floats) -> list[Way]:
    """The columns of each agent that are worth most at prices."""
    of: dict[int, list[tuple[float, int]]] = {}
    for k, (agent, jobs, value) in enumerate(pool):
        of.setdefault(agent, []).append((float(sum(prices[j] for j in jobs)) - value, k))
    return [pool[k] for mine in of.values() for _, k in sorted(mine)[:KEPT]]


def _mix(pool: list[Way], jobs: list[int], agents: list[int], seed: int, watch: Watch) -> list[tuple[float, Way]]:
    """The best mix of columns, and how much of each is in it."""
    p = Programme()
    ways = {p.var(way[2]): way for way in pool}
    for agent in agents:
        p.row([(v, 1.0) for v, way in ways.items() if way[0] == agent], 1.0)
    holders: dict[int, list[tuple[int, float]]] = {j: [] for j in jobs}
    for v, way in ways.items():
        for j in way[1]:
            holders[j].append((v, 1.0))
    for terms in holders.values():
        p.row(terms, 1.0)
    values, _, _ = p.solve(seed, 0, 0.0, watch.left, watch.over, {})
    return [] if values is None else [(values[v], way) for v, way in ways.items() if values[v] > 1e-6]
