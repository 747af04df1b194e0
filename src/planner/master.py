"""The master problem: which mix of programmes (columns) is best within what is shared, and at what prices.

Nothing here knows learners: blocks offer columns, rows link them. `colgen.py` runs it for an area, and
`benchmarks/assignment.py` for other people's problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import highspy
import numpy as np

from planner.mixture import INF, Column, Mixture, run
from planner.progress import TimeIsUp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from planner.model import Shared

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MANY = 2_000  # new columns, from which an interior point is quicker than the simplex


@dataclass(frozen=True)
class Offers:
    """What blocks offer at some prices: (block, key) of columns, each block's best reduced value, and a bound on it."""

    found: list[tuple[int, int]]
    best: Floats
    bounds: Floats
    used: Floats  # of each row, by the best of each block


class Priced(Protocol):
    """What price adjustment needs to know: rows with limits, what is bought once, and how blocks answer prices."""

    upper: Floats
    equal: NDArray[np.bool_]
    unit: Floats  # what a column counts in each row, about: prices are comparable when multiplied by it

    @property
    def shared(self) -> Sequence[Shared]:
        """What is bought once."""

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """The `most` best columns of each block at prices of the rows; of those above a block's `floor`, if given."""


class Blocks(Priced, Protocol):
    """What the master needs to know besides."""

    count: int
    must: NDArray[np.bool_]  # blocks that have to take a column

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """The columns of blocks with keys, in this order."""

    def first(self) -> list[Column]:
        """Columns to start from; with one for every block of `must` and together within the rows."""


class Master:
    """The linear programme over all columns so far, kept warm. Solving maximises; prices of `<=` rows are >= 0."""

    def __init__(self, blocks: Blocks, seed: int) -> None:
        self._blocks = blocks
        self.columns: list[Column] = []
        self._seen: set[tuple[int, int]] = set()
        self._in = 0
        self._mixture = Mixture(blocks, seed)
        self._h = self._mixture.h

    def has(self, block: int, key: int) -> bool:
        """Whether a column is there."""
        return (block, key) in self._seen

    def add(self, column: Column) -> bool:
        """Keeps a column; False if it was there."""
        if self.has(column.block, column.key):
            return False
        self._seen.add((column.block, column.key))
        self.columns.append(column)
        return True

    def settled(self) -> list[int]:
        """The columns (positions) that the last mix took wholly."""
        x = np.array(self._h.getSolution().col_value)[len(self._blocks.shared) :]
        return np.nonzero(x > 1.0 - 1e-6)[0].tolist()

    def solve(self, seconds: float = INF) -> tuple[float, Floats, Floats]:
        """(value, price of each block, price of each row) of the best mix of the columns so far.

        Raises TimeIsUp if it is not found in so many seconds.
        """
        new, self._in = self.columns[self._in :], len(self.columns)
        self._mixture.add(new)
        many = len(new) > MANY
        self._h.setOptionValue("solver", "ipm" if many else "simplex")  # an interior point, then a basis to go on from
        if np.isfinite(seconds):
            self._h.setOptionValue("time_limit", self._h.getRunTime() + seconds)  # it counts since the first run
        self._h.run()
        if many and self._h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._h.setOptionValue("solver", "simplex")
            self._h.run()
        if self._h.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            raise TimeIsUp
        return -self._h.getInfo().objective_function_value, *self._mixture.prices()


def bound(blocks: Priced, prices: Floats, bounds: Floats) -> float:
    """What no plan can exceed: blocks' own bounds at prices, plus what the shared limits are worth at them."""
    total = float(bounds.sum() + prices @ blocks.upper)
    for thing in blocks.shared:
        total += max(0.0, -thing.points - sum(prices[r] * c for r, c in thing.rows))
    return total


def choose(
    blocks: Blocks,
    columns: Sequence[Column],
    start: Sequence[int],
    *,
    seed: int,
    nodes: int,
    gap: float,
    seconds: float,
    stop: Callable[[], bool],
) -> list[int]:
    """The best choice of whole columns that was found (positions), beginning from `start`; mixed integer programme."""
    mixture = Mixture(blocks, seed)
    mixture.add(columns)
    h = mixture.h
    offset = len(blocks.shared)
    n = len(columns)
    h.changeColsIntegrality(n, np.arange(offset, offset + n, dtype=np.int32), np.full(n, highspy.HighsVarType.kInteger))
    h.setOptionValue("mip_max_nodes", nodes)
    h.setOptionValue("mip_rel_gap", gap)
    if start:
        h.setSolution(_solution(blocks, columns, start))
    run(h, seconds, stop)
    x = np.array(h.getSolution().col_value)
    return [i for i in range(n) if x[offset + i] > 0.5] if len(x) else list(start)


def total(blocks: Blocks, chosen: Iterable[Column]) -> float:
    """What columns are worth together, less what has to be bought once for them."""
    chosen = list(chosen)
    bought = _bought(blocks, chosen)
    return sum(c.value for c in chosen) - sum(t.points for t, b in zip(blocks.shared, bought, strict=True) if b)


def _bought(blocks: Blocks, chosen: Iterable[Column]) -> list[float]:
    """1 for each of the shared things that some columns need, else 0."""
    used = np.zeros(len(blocks.upper))
    for column in chosen:
        for r, c in column.rows:
            used[r] += c
    bought = [0.0] * len(blocks.shared)
    order = sorted(range(len(bought)), key=lambda i: blocks.shared[i].learner < 0)  # a learner's own may ask the area's
    for i in order:
        if any(c < 0 and used[r] > 1e-9 for r, c in blocks.shared[i].rows):
            bought[i] = 1.0
            for r, c in blocks.shared[i].rows:
                used[r] += c
    return bought


def _solution(blocks: Blocks, columns: Sequence[Column], start: Sequence[int]) -> highspy.HighsSolution:
    """The choice `start` as a solution to begin from, with what it buys once."""
    solution, picked = highspy.HighsSolution(), set(start)
    bought = _bought(blocks, (columns[i] for i in start))
    solution.col_value = [*bought, *(1.0 if i in picked else 0.0 for i in range(len(columns)))]
    return solution
