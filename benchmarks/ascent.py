"""Prices to begin from: many cheap steps, each towards dearer jobs where agents compete and cheaper ones elsewhere."""

from __future__ import annotations

from collections import deque
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from planner.master import bound

if TYPE_CHECKING:
    from benchmarks.agents import Agents
    from planner.master import Column, Floats
    from planner.progress import Watch

KEPT = 30  # the last steps whose columns are kept
ENOUGH = 0.1  # of a unit of cost: the bound is not hoped to go further
PATIENCE = 5  # steps without a better bound before the next are made smaller


def ascend(agents: Agents, prices: Floats, steps: int, watch: Watch, hope: float = 0.1) -> tuple[Floats, list[Column]]:
    """The best of so many prices, and columns worth having near there; `hope`: share of the range of costs a job."""
    best, at_best = np.inf, prices
    hope *= agents.scale * agents.range * len(prices)  # how much lower we think the bound can go
    direction, since = np.zeros(len(prices)), 0
    columns: deque[list[Column]] = deque(maxlen=KEPT)
    for _ in range(steps):
        if watch.over() or hope < ENOUGH * agents.scale:
            break
        offers = agents.price(prices, 0, 1)
        now = bound(agents, prices, offers.bounds)
        since += 1
        if now < best:
            hope = hope if now > best - hope / 10 else hope * 1.3
            since, best, at_best = 0, now, prices
        if since >= PATIENCE:
            hope, since, prices, direction = hope * 0.6, 0, at_best, np.zeros(len(prices))
            continue
        columns.append(offers.columns)
        used = np.zeros(len(prices))
        for column in offers.columns:
            used[[r for r, _ in column.rows]] += 1.0
        direction = 0.3 * direction + used - 1.0
        length = float(direction @ direction)
        if length < 1e-9:
            break
        prices = np.maximum(prices + (now - best + hope) / length * direction, 0.0)
    return at_best, list(chain.from_iterable(columns))
