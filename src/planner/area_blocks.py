"""An area's model as blocks for the master: prices of rows become prices of pieces, masks become columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.kernel.pack import Packed
from planner.master import Offers
from planner.mixture import Column
from planner.progress import go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import ThreadPoolExecutor

    from planner.kernel.pack import Masks
    from planner.master import Floats, Ints
    from planner.model import Model


class AreaBlocks:
    """See `planner.master.Blocks`. The key of a column is the mask of its pieces."""

    def __init__(self, model: Model, pool: ThreadPoolExecutor, checks: int, ask: Callable[[], None] = go_on) -> None:
        self.model = model
        self.count = len(model.blocks)
        self.upper = np.array(model.upper, dtype=np.float64)
        self.equal = np.array(model.equal, dtype=np.bool_)
        self.shared = model.shared
        self.must = np.array([b.forced != 0 for b in model.blocks], dtype=np.bool_)
        self._packed = Packed(model, ask)
        self._pool = pool
        entries = [(p, r, c) for p, piece in enumerate(_pieces(model)) for r, c in piece]
        self._piece = np.array([e[0] for e in entries], np.int64)
        self._row = np.array([e[1] for e in entries], np.int64)
        self._coef = np.array([e[2] for e in entries], np.float64)
        times = np.bincount(self._row, minlength=len(self.upper))
        amounts = np.bincount(self._row, np.abs(self._coef), minlength=len(self.upper))
        self.unit = np.where(amounts > 0, amounts / np.maximum(times, 1), 1.0)
        bits = [
            (b, f, bit.row) for b, block in enumerate(model.blocks) for f, bit in enumerate(block.bits) if bit.row >= 0
        ]
        self._bits = np.array(bits, np.int64).reshape(-1, 3)
        self._block = np.repeat(np.arange(self.count), np.diff(self._packed.ptr))
        self._bit_of = (np.arange(len(self._block)) - self._packed.ptr[self._block]).astype(np.uint64)
        payers = self._payers_of(model)
        self._payer, self._payers = payers[:, 0], payers[:, 1]
        self._checks = checks

    def _payers_of(self, model: Model) -> Ints:
        """For each bit with a row, in their order, the pieces (of all) that have it: pairs of the two."""
        pairs, at = [], self._packed.ptr.tolist()
        for number, (b, f, _) in enumerate(self._bits.tolist()):
            pairs += [(number, at[b] + i) for i, p in enumerate(model.blocks[b].pieces) if p.bits >> f & 1]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def first(self) -> list[Column]:
        """The accepted lines of each block that has any."""
        return [self.column(i, b.forced) for i, b in enumerate(self.model.blocks) if b.forced]

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """See `planner.master.Blocks`."""
        return [self.column(*pair) for pair in pairs]

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

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """See `planner.master.Blocks`."""
        packed = self._packed
        asked = prices[self._row] * self._coef
        pieces = packed.points - np.bincount(self._piece, asked, minlength=len(packed.points))
        bits = packed.bit_points.copy()
        bits[self._bits[:, 0], self._bits[:, 1]] += np.maximum(prices[self._bits[:, 2]], 0.0)
        low = np.where(self.must, -1e17, 0.0)
        found = packed.search(pieces, bits, low, self._checks, max(most, 1), self._pool)
        best = np.where(found.count > 0, found.values[:, 0], low)
        worth_it = found.values > (low if floor is None else floor)[:, None] + 1e-6
        worth_it[:, most:] = False
        block, place = np.nonzero(worth_it)
        pairs = list(zip(block.tolist(), found.masks[block, place].tolist(), strict=True))
        return Offers(pairs, best, found.bounds, self._used(np.where(found.count > 0, found.masks[:, 0], 0)))

    def _used(self, masks: Masks) -> Floats:
        """What one mask of pieces for each block counts in the rows."""
        taken = (masks.astype(np.uint64)[self._block] >> self._bit_of) & np.uint64(1)
        used = np.bincount(self._row, self._coef * taken[self._piece], minlength=len(self.upper)).astype(np.float64)
        paid = np.bincount(self._payer, taken[self._payers], minlength=len(self._bits)) > 0
        used += np.bincount(self._bits[:, 2], paid, minlength=len(self.upper))
        return used


def _pieces(model: Model) -> Iterator[list[tuple[int, float]]]:
    for block in model.blocks:
        for piece in block.pieces:
            yield piece.rows
