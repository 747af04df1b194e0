"""Column generation: prices go out, programmes come back, until no programme can improve the mix; with a proof.

First rounds of plain price adjustment, cheap and soon near the best prices; then the master's own prices. The bound of
every round is true, also where the search for a programme was cut short.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from planner.master import Master, bound
from planner.mixture import Column
from planner.progress import TimeIsUp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.master import Blocks, Floats, Offers, Priced
    from planner.progress import Watch
    from planner.result import Params

FIRST = 160  # rounds of price adjustment before the master, at the most
KEPT = 30  # the last of them whose programmes go into the master
HOPE = 0.08  # how far, as a share of the first bound, it is hoped to fall: what the first steps are measured by
NEAR = 2e-3  # ... and where there are good prices to begin from
ENOUGH = 1e-4  # a smaller hope ends the adjustment
SWING = 0.6  # how much of the direction before goes into the next
PATIENCE = 4  # rounds without a better bound before steps become smaller
PROVEN = 0.4  # the share of the gap asked for that may be left between bound and mix
SETTLED = 1e-5  # a round that brings bound and mix no nearer than by this share has brought nothing ...
STUCK = 6  # ... and so many of these in a row end the search


@dataclass
class Search:
    """What column generation leaves: all columns, the best bound with the prices that prove it, the best mix."""

    columns: list[Column] = field(default_factory=list)
    bound: float = float("inf")
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    bounds: Floats = field(default_factory=lambda: np.zeros(0))  # of each block at these prices
    mix: float = 0.0
    settled: list[int] = field(default_factory=list)  # the columns that the last mix takes wholly


def generate(
    blocks: Blocks,
    params: Params,
    seed: int,
    watch: Watch,
    begin: Floats | None = None,
) -> Search:
    """Columns and a bound. `begin` are prices to start from; `params.gap` is the gap to be proven."""
    master = Master(blocks, seed)
    state = Search(master.columns)
    for column in blocks.first():
        master.add(column)
    with suppress(TimeIsUp):
        hope = HOPE if begin is None else NEAR
        _adjusted(blocks, master, state, watch, first_prices(blocks) if begin is None else begin, hope)
        _search(blocks, params, master, state, watch)
    return state


def _adjusted(blocks: Blocks, master: Master, state: Search, watch: Watch, begin: Floats, hope: float) -> None:
    found = dict.fromkeys(adjust(blocks, state, watch, begin, hope))
    watch.go_on()
    for column in blocks.columns([pair for pair in found if not master.has(*pair)]):
        master.add(column)


def _search(blocks: Blocks, params: Params, master: Master, state: Search, watch: Watch) -> None:
    last, stuck = float("inf"), 0
    for number in range(params.rounds):
        watch.go_on()
        mix, mu, prices = master.solve(watch.left)
        state.mix = mix
        new = _ask(blocks, master, state, (prices + state.prices) / 2, prices, mu, watch)  # half way: calmer
        if new < blocks.count // 10 + 1 and not _done(state, params):
            new += _ask(blocks, master, state, prices, prices, mu, watch)
        watch.say(f"prices, round {number + 1}: {len(master.columns)} programmes")
        between = state.bound - mix
        stuck, last = (0, between) if between < last - SETTLED * abs(state.bound) else (stuck + 1, last)
        if _done(state, params) or new == 0 or stuck >= STUCK:
            break
    if master.columns:
        state.mix = master.solve(watch.left)[0]
        state.settled = master.settled()


def _done(state: Search, params: Params) -> bool:
    return state.bound - state.mix <= PROVEN * params.gap * max(abs(state.bound), 1.0)


def _ask(
    blocks: Blocks, master: Master, state: Search, at: Floats, prices: Floats, mu: Floats, watch: Watch
) -> int:  # fmt: skip
    """Asks for programmes at some prices; keeps those that the master's own prices find worth having. How many."""
    offers = blocks.price(at, 3, mu if at is prices else None)
    _note(blocks, state, at, offers, watch)
    new = 0
    for column in blocks.columns([pair for pair in offers.found if not master.has(*pair)]):
        reduced = column.value - sum(prices[r] * c for r, c in column.rows) - mu[column.block]
        new += reduced > 1e-6 and master.add(column)
    return new


def _note(blocks: Priced, state: Search, prices: Floats, offers: Offers, watch: Watch) -> float:
    """Keeps the bound if it is the best so far; returns the bound at these prices."""
    now = bound(blocks, prices, offers.bounds)
    if now < state.bound:
        state.bound, state.prices, state.bounds = now, prices, offers.bounds
        watch.bound = now
    return now


def first_prices(blocks: Priced) -> Floats:
    """First prices: what is bought once is shared evenly by the rows that may use it, all else is free."""
    prices = np.zeros(len(blocks.upper))
    for thing in blocks.shared:
        uses = [r for r, c in thing.rows if c < 0]
        for r in uses:
            prices[r] += thing.points / len(uses)
    return prices


def adjust(
    blocks: Priced, state: Search, watch: Watch, prices: Floats, share: float, rounds: int = FIRST
) -> Iterable[tuple[int, int]]:
    """Price adjustment: dearer where too many ask, cheaper where too few. The programmes of the last rounds.

    Steps are as long as they would be were the bound to fall by what is hoped for (Polyak), along a direction that
    remembers the one before. What is hoped for shrinks when the bound does not follow.
    """
    kept: deque[list[tuple[int, int]]] = deque(maxlen=KEPT)
    unit, swing, since, hope = blocks.unit, np.zeros(len(prices)), 0, 0.0
    for number in range(rounds):
        if watch.over() or (number and hope < ENOUGH * abs(state.bound)):
            break
        offers = blocks.price(prices, 1)
        kept.append(offers.found)
        before = state.bound
        now = _note(blocks, state, prices, offers, watch)
        watch.say(f"rough prices, round {number + 1}")
        hope = hope or share * abs(now)
        since = 0 if now < before * (1 - 2e-5) else since + 1
        if since >= PATIENCE:
            hope, since, prices, swing = hope * 0.6, 0, state.prices, np.zeros(len(prices))
            continue
        swing = SWING * swing + (_used(blocks, offers, prices) - blocks.upper) / unit
        swing = np.where(~blocks.equal & (prices <= 0) & (swing < 0), 0.0, swing)
        length = float(swing @ swing)
        if length < 1e-9:
            break
        moved = prices + (now - state.bound + hope) / length * swing / unit
        prices = np.where(blocks.equal, moved, np.maximum(moved, 0.0))
    return chain.from_iterable(kept)


def _used(blocks: Priced, offers: Offers, prices: Floats) -> Floats:
    """What the best of all blocks, and the shared things worth buying at these prices, count in the rows."""
    used = offers.used.copy()
    for thing in blocks.shared:
        if -thing.points - sum(prices[r] * c for r, c in thing.rows) > 0:
            for r, c in thing.rows:
                used[r] += c
    return used
