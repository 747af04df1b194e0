"""Mixes of columns within what is shared, as the solver knows them: a linear or mixed integer programme that grows.

A row comes in once the blocks' columns together could exceed it. Until then it holds by itself, and costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from planner.master import Blocks

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

INF = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Column:
    """One way to fill a block: what it is worth, where it counts, and a key that means something to the block."""

    block: int
    value: float
    rows: tuple[tuple[int, float], ...]
    key: int


class Mixture:
    """A programme that minimises: first a variable for each thing bought once, then one for each column."""

    def __init__(self, blocks: Blocks, seed: int) -> None:
        self.h = new_highs(seed)
        self._blocks = blocks
        self._place = np.full(len(blocks.upper), -1)  # of each row that is in, after those of the blocks
        self._counts = np.zeros((4, 0))  # of the columns that are in: column, block, row, what it counts there
        begin, nothing = np.zeros(blocks.count, np.int32), np.zeros(0, np.int32)
        least = np.where(blocks.must, 1.0, -INF)
        self.h.addRows(blocks.count, least, np.ones(blocks.count), 0, begin, nothing, np.zeros(0))
        self._write_rows(np.nonzero(blocks.equal)[0])
        things = [Column(-1 - i, -thing.points, tuple(thing.rows), 0) for i, thing in enumerate(blocks.shared)]
        self._take_in(things, 1.0)  # whole by themselves when columns are: their rows ask for 0 or 1

    def add(self, columns: Sequence[Column]) -> None:
        """Takes columns in, and the rows that could be exceeded now."""
        self._take_in(columns, INF)

    def _take_in(self, columns: Sequence[Column], most: float) -> None:
        first = self.h.getNumCol()
        self._write_columns(columns, most)
        counts = [(first + i, c.block, r, k) for i, c in enumerate(columns) for r, k in c.rows]
        self._counts = np.concatenate([self._counts, np.array(counts, float).reshape(-1, 4).T], axis=1)
        self._write_rows(np.nonzero(self._could_be_exceeded() & (self._place < 0))[0])

    def prices(self) -> tuple[Floats, Floats]:
        """Of each block, and of each row: those of `<=` rows are not below 0."""
        dual = -np.array(self.h.getSolution().row_dual)
        n = self._blocks.count
        prices = np.append(dual[n:], 0.0)[self._place]  # the last for rows that are not in
        return dual[:n], np.where(self._blocks.equal, prices, np.maximum(prices, 0.0))

    def _could_be_exceeded(self) -> NDArray[np.bool_]:
        """The rows whose limit is less than the blocks together could count."""
        _, block, row, count = self._counts
        pairs, which = np.unique(block * len(self._place) + row, return_inverse=True)
        most = np.zeros(len(pairs))  # that a block could count in a row
        np.maximum.at(most, which, count)
        rows = (pairs % max(len(self._place), 1)).astype(np.int64)
        return np.bincount(rows, most, minlength=len(self._place)) > self._blocks.upper + 1e-9

    def _write_rows(self, rows: Ints) -> None:
        column, _, row, count = self._counts[:, np.isin(self._counts[2], rows)]
        order = np.argsort(row, kind="stable")
        starts = np.searchsorted(row[order], rows).astype(np.int32)
        index = column[order].astype(np.int32)
        most = self._blocks.upper[rows]
        least = np.where(self._blocks.equal[rows], most, -INF)
        self._place[rows] = self._place.max(initial=-1) + 1 + np.arange(len(rows))
        self.h.addRows(len(rows), least, most, len(index), starts, index, count[order])

    def _write_columns(self, columns: Sequence[Column], most: float) -> None:
        """Columns of which at most so much can be taken, where they count in rows that are in."""
        starts: list[int] = []
        index: list[int] = []
        counts: list[float] = []
        for column in columns:
            starts.append(len(index))
            there = [(r, c) for r, c in column.rows if self._place[r] >= 0]
            block = [column.block] if column.block >= 0 else []  # what is bought once is in none
            index += [*block, *(self._blocks.count + int(self._place[r]) for r, _ in there)]
            counts += [*(1.0 for _ in block), *(c for _, c in there)]
        k = len(columns)
        self.h.addCols(
            k, -np.array([c.value for c in columns]), np.zeros(k), np.full(k, most),
            len(index), np.array(starts, np.int32), np.array(index, np.int32), np.array(counts),
        )  # fmt: skip


def run(h: highspy.Highs, seconds: float, stop: Callable[[], bool]) -> None:
    """Runs a solver that obeys `stop` and a limit of seconds (infinite: none)."""
    if np.isfinite(seconds):
        h.setOptionValue("time_limit", max(0.1, seconds))

    def ask(event: object) -> None:
        if stop():
            event.interrupt()  # type: ignore[attr-defined]

    h.cbMipInterrupt.subscribe(ask)
    h.run()


def new_highs(seed: int) -> highspy.Highs:
    """A silent solver that answers the same for the same seed."""
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)  # equal seeds give equal answers
    h.setOptionValue("random_seed", seed)
    return h
