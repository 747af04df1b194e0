"""An area's model as blocks for the master: prices of rows become prices of pieces, masks become columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.kernel.pack import Packed
from planner.master import Column, Offers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import ThreadPoolExecutor

    from planner.master import Floats, Ints
    from planner.model import Model


class AreaBlocks:
    """See `planner.master.Blocks`. The key of a column is the mask of its pieces."""

    def __init__(self, model: Model, pool: ThreadPoolExecutor) -> None:
        self.model = model
        self.count = len(model.blocks)
        self.upper = np.array(model.upper, dtype=np.float64)
        self.equal = np.array(model.equal, dtype=np.bool_)
        self.shared = model.shared
        self.must = np.array([b.forced != 0 for b in model.blocks], dtype=np.bool_)
        self._packed = Packed(model)
        self._pool = pool
        entries = [(p, r, c) for p, piece in enumerate(_pieces(model)) for r, c in piece]
        self._piece = np.array([e[0] for e in entries], np.int64)
        self._row = np.array([e[1] for e in entries], np.int64)
        self._coef = np.array([e[2] for e in entries], np.float64)
        bits = [
            (b, f, bit.row) for b, block in enumerate(model.blocks) for f, bit in enumerate(block.bits) if bit.row >= 0
        ]
        self._bits = np.array(bits, np.int64).reshape(-1, 3)

    def first(self) -> list[Column]:
        """The accepted lines of each block that has any."""
        return [self.column(i, b.forced) for i, b in enumerate(self.model.blocks) if b.forced]

    def column(self, block: int, mask: int, value: float | None = None) -> Column:
        """The column of a mask of pieces; its value is worked out where it is not given."""
        pieces = self.model.blocks[block].pieces
        rows: dict[int, float] = {}
        bits, left = 0, mask
        while left:
            i = (left & -left).bit_length() - 1
            left &= left - 1
            bits |= pieces[i].bits
            for r, c in pieces[i].rows:
                rows[r] = rows.get(r, 0.0) + c
        for f, bit in enumerate(self.model.blocks[block].bits):
            if bits >> f & 1 and bit.row >= 0:
                rows[bit.row] = rows.get(bit.row, 0.0) + 1.0
        worth = self.points(block, mask) if value is None else value
        return Column(block, worth, tuple(sorted((r, c) for r, c in rows.items() if c)), mask)

    def points(self, block: int, mask: int) -> float:
        """Points of a mask of pieces, all inside its block: outcomes, wishes, travel, money, settings."""
        b = self.model.blocks[block]
        minutes = [0] * len(b.cells)
        bits, total = 0, 0.0
        sites = [0] * len(b.terms)
        for i, piece in enumerate(b.pieces):
            if mask >> i & 1:
                total += piece.points
                bits |= piece.bits
                for cell, amount in piece.minutes:
                    minutes[cell] += amount
                for t, site in enumerate(piece.sites):
                    sites[t] |= site
        total += sum(cell.points * min(z, cell.cap) for z, cell in zip(minutes, b.cells, strict=True))
        total -= sum(bit.points for f, bit in enumerate(b.bits) if bits >> f & 1)
        return total - sum(b.setting_points * (s.bit_count() - 1) for s in sites if s)

    def price(self, prices: Floats, nodes: int, most: int, which: Ints | None = None, slack: float = 0.0) -> Offers:
        """See `planner.master.Blocks`."""
        packed = self._packed
        asked = prices[self._row] * self._coef
        pieces = packed.points - np.bincount(self._piece, asked, minlength=len(packed.points))
        bits = packed.bit_points.copy()
        if len(self._bits):
            np.add.at(bits, (self._bits[:, 0], self._bits[:, 1]), np.maximum(prices[self._bits[:, 2]], 0.0))
        low = np.where(self.must, -1e17, 0.0)
        found = packed.search(pieces, bits, low, nodes, most, self._pool, which=which, slack=slack)
        blocks = np.arange(self.count) if which is None else which
        columns = []
        best = np.array([found.values[i, 0] if found.count[i] else max(low[b], -1e17) for i, b in enumerate(blocks)])
        for i, b in enumerate(blocks):
            for k in range(found.count[i]):
                if mask := int(found.masks[i, k]):
                    columns.append(self.column(int(b), mask))
        return Offers(columns, best, found.bounds)


def _pieces(model: Model) -> Iterator[list[tuple[int, float]]]:
    for block in model.blocks:
        for piece in block.pieces:
            yield piece.rows
