"""Column generation: prices go out, programmes come back, until no programme can improve the mix; with a proof.

First some rounds of plain price adjustment (cheap, rough), then the master's own prices. The bound of every round
is true, also where a search was cut short.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.master import Column, Master, bound

if TYPE_CHECKING:
    from planner.master import Blocks, Floats, Offers
    from planner.progress import Watch
    from planner.result import Params

ROUGH = 18  # rounds of price adjustment before the master
STALL = 3e-4  # a round that gains less than this share asks for a harder look
SETTLED = 1e-4  # and one that gains less than this, after the hardest look, ends the search
HARDEST = 2


@dataclass
class Search:
    """What column generation leaves: all columns, the best bound with the prices that prove it, the mix's value."""

    columns: list[Column] = field(default_factory=list)
    bound: float = float("inf")
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    mix: float = 0.0


def generate(blocks: Blocks, params: Params, seed: int, watch: Watch, begin: Floats | None = None) -> Search:
    """Columns and a bound. `begin` are prices to start from; `params.gap` is the gap to be proven."""
    master = Master(blocks, seed)
    state = Search(master.columns)
    for column in blocks.first():
        master.add(column)
    state.prices = _rough(blocks, master, state, watch, params, begin if begin is not None else _guess(blocks))
    before, hard = 0.0, 1
    for number in range(params.rounds):
        if watch.over():
            break
        mix, mu, prices = master.solve()
        at = (prices + state.prices) / 2 if number < 4 else prices  # half way to the best prices: calmer at first
        offers = blocks.price(at, params.nodes // (5 if hard == 1 else 1), 3)
        new = _take(master, offers, prices, mu)
        _note(blocks, state, at, offers.bounds, watch, mix)
        gain, before = (mix - before) / max(abs(mix), 1.0), mix
        watch.say(f"prices, round {number + 1}: {len(master.columns)} programmes")
        if _done(state, params):
            break
        if gain < STALL or new < blocks.count // 100 + 1:
            new += _hard(blocks, master, state, prices, mu, offers, params, watch, hard)
            settled = hard == HARDEST and gain < SETTLED
            hard = min(hard + 1, HARDEST)
            if _done(state, params) or settled or new == 0:
                break
    return state


def _done(state: Search, params: Params) -> bool:
    return state.bound - state.mix <= params.gap / 2 * max(abs(state.bound), 1.0)


def _note(blocks: Blocks, state: Search, prices: Floats, bounds: Floats, watch: Watch, mix: float) -> None:
    """Keeps the bound if it is the best so far."""
    state.mix = mix
    now = bound(blocks, prices, bounds)
    if now < state.bound:
        state.bound, state.prices = now, prices
    watch.bound = state.bound


def _take(master: Master, offers: Offers, prices: Floats, mu: Floats) -> int:
    """Keeps the offered columns that the master's own prices find worth having; returns how many are new."""
    new = 0
    for column in offers.columns:
        reduced = column.value - sum(prices[r] * c for r, c in column.rows) - mu[column.block]
        new += reduced > 1e-6 and master.add(column)
    return new


def _hard(
    blocks: Blocks, master: Master, state: Search, prices: Floats, mu: Floats,
    offers: Offers, params: Params, watch: Watch, hard: int,
) -> int:  # fmt: skip
    """Looks harder at the blocks whose search was cut short, at the master's prices."""
    slack = params.gap / 6 * max(state.mix, 1.0) / blocks.count
    offers = blocks.price(prices, params.nodes, 3, slack=slack)
    new = _take(master, offers, prices, mu)
    bounds = offers.bounds.copy()
    for level in range(1, hard + 1):
        still = np.nonzero(bounds - offers.best > slack + 1e-6)[0]
        if not len(still) or watch.over():
            break
        watch.say(f"looking harder at {len(still)} of {blocks.count}")
        again = blocks.price(prices, params.nodes * 8**level, 3, still, slack)
        new += _take(master, again, prices, mu)
        bounds[still] = np.minimum(bounds[still], again.bounds)
        offers.best[still] = np.maximum(offers.best[still], again.best)
    _note(blocks, state, prices, bounds, watch, state.mix)
    return new


def _guess(blocks: Blocks) -> Floats:
    """First prices: what is bought once is shared evenly by the rows that may use it, all else is free."""
    prices = np.zeros(len(blocks.upper))
    for thing in blocks.shared:
        uses = [r for r, c in thing.rows if c < 0]
        for r in uses:
            prices[r] += thing.points / len(uses)
    return prices


def _rough(blocks: Blocks, master: Master, state: Search, watch: Watch, params: Params, prices: Floats) -> Floats:
    """Price adjustment: dearer where too many ask, cheaper where too few. Returns the best prices found."""
    step, last, best = 200.0, 0, prices
    for number in range(ROUGH):
        if watch.over():
            break
        late = number >= ROUGH - 6
        offers = blocks.price(prices, max(50, params.nodes // 8), 2 if late else 1)
        now = bound(blocks, prices, offers.bounds)
        if now < state.bound * (1 - 1e-4):
            last = number
        if now < state.bound:
            state.bound, best = now, prices
            watch.bound = now
        if late or number % 5 == 0:
            for column in offers.columns:
                master.add(column)
        if number - last >= 4:
            step, last, prices = step * 0.6, number, best
        prices = _move(blocks, offers, prices, step)
        watch.say(f"rough prices, round {number + 1}")
    return best


def _move(blocks: Blocks, offers: Offers, prices: Floats, step: float) -> Floats:
    used = np.zeros(len(blocks.upper))
    seen: set[int] = set()
    for column in offers.columns:
        if column.block not in seen:  # best first
            seen.add(column.block)
            for r, c in column.rows:
                used[r] += c
    for thing in blocks.shared:
        if -thing.points - sum(prices[r] * c for r, c in thing.rows) > 0:
            for r, c in thing.rows:
                used[r] += c
    over = np.clip((used - blocks.upper) / np.maximum(np.abs(blocks.upper), 1.0), -1.0, 2.0)
    moved = prices + step * over
    return np.where(blocks.equal, moved, np.maximum(moved, 0.0))
