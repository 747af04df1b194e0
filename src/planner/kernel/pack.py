"""The model's blocks as flat arrays for the compiled search, and the search called on them in threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.kernel.batch import batch, cliques

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.model import Block, Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Masks = NDArray[np.uint64]

CLIQUES = 48
WIDTH = 64  # pieces of a block, bits of a block


class TooWide(ValueError):
    """A block has more pieces or bits than a mask holds; `learner` says whose (position in the problem)."""

    def __init__(self, learner: int) -> None:
        super().__init__(f"learner number {learner}: more than {WIDTH} lines or remedies in one stretch")
        self.learner = learner


@dataclass(frozen=True)
class Found:
    """What the search found for some blocks: masks (blocks x most) best first, values, how many, and bounds."""

    masks: Masks
    values: Floats
    count: Ints
    bounds: Floats
    steps: Ints


class Packed:
    """All blocks of a model as arrays: one row a piece, or one row a block."""

    def __init__(self, model: Model) -> None:
        blocks = model.blocks
        for block in blocks:
            if max(len(block.pieces), len(block.bits)) > WIDTH:
                raise TooWide(block.learner)
        self.blocks = len(blocks)
        self.ptr = np.concatenate([[0], np.cumsum([len(b.pieces) for b in blocks])]).astype(np.int64)
        self.points: Floats = np.array([p.points for b in blocks for p in b.pieces], dtype=np.float64)
        self._flat = (self._pieces(blocks), self._blocks(blocks))
        self.bit_points = np.zeros((self.blocks, WIDTH))
        for i, block in enumerate(blocks):
            self.bit_points[i, : len(block.bits)] = [bit.points for bit in block.bits]
        widest = int(max((len(b.cells) + len(b.limits) for b in blocks), default=0)) + CLIQUES
        self._x = np.zeros((self.blocks, widest))
        for i, block in enumerate(blocks):
            self._x[i, : len(block.cells)] = [cell.points for cell in block.cells]

    def _pieces(self, blocks: list[Block]) -> tuple[Any, ...]:
        pieces = [p for b in blocks for p in b.pieces]
        n = len(pieces)
        terms = max((len(b.terms) for b in blocks), default=1)
        use = np.zeros((n, max((len(b.limits) for b in blocks), default=0)))
        days, sites = np.zeros((n, terms), np.uint64), np.zeros((n, terms), np.uint64)
        for i, p in enumerate(pieces):
            for r, amount in p.use:
                use[i, r] += amount
            days[i, : len(p.days)] = p.days
            sites[i, : len(p.sites)] = p.sites
        conf = np.array([m for b in blocks for m in b.conflicts], np.uint64)
        cq = [cliques(conf[a:b], CLIQUES) for a, b in zip(self.ptr, self.ptr[1:], strict=False)]
        cqptr = np.concatenate([[0], np.cumsum([len(c) for c in cq])]).astype(np.int64)
        self._conf = conf
        self.cliques = cq
        index, coef, length = self._multipliers(blocks)
        k = max((len(b.cells) for b in blocks), default=0)
        rate, cap = np.zeros((self.blocks, k)), np.zeros((self.blocks, k))
        lim = np.zeros((self.blocks, use.shape[1]))
        for i, b in enumerate(blocks):
            for j, cell in enumerate(b.cells):
                rate[i, j], cap[i, j] = cell.points, cell.cap
            lim[i, : len(b.limits)] = b.limits
        return (
            self.ptr, index, coef, np.array([len(p.minutes) for p in pieces], np.int64), length, use,
            np.concatenate([np.zeros(0, np.uint64), *cq]), cqptr, rate, cap,
            np.array([len(b.cells) for b in blocks], np.int64), lim,
            np.array([len(b.limits) for b in blocks], np.int64),
            days, sites, np.array([max(1, sum(1 for d in p.days if d)) for p in pieces], np.int64),
        )  # fmt: skip

    def _multipliers(self, blocks: list[Block]) -> tuple[Ints, Floats, Ints]:
        """For each piece what it adds to which multipliers: its cells, then its resources, then its cliques."""
        lists: list[list[tuple[int, float]]] = []
        for b, cliques_ in zip(blocks, self.cliques, strict=True):
            k, r = len(b.cells), len(b.limits)
            masks = [int(m) for m in cliques_]
            for i, p in enumerate(b.pieces):
                own = [(c, float(minutes)) for c, minutes in p.minutes]
                own += [(k + j, -float(amount)) for j, amount in p.use]
                lists.append(own + [(k + r + j, -1.0) for j, m in enumerate(masks) if m >> i & 1])
        widest = max((len(x) for x in lists), default=0)
        index, coef = np.zeros((len(lists), widest), np.int64), np.zeros((len(lists), widest))
        for i, own in enumerate(lists):
            index[i, : len(own)] = [j for j, _ in own]
            coef[i, : len(own)] = [c for _, c in own]
        return index, coef, np.array([len(x) for x in lists], np.int64)

    def _blocks(self, blocks: list[Block]) -> tuple[Any, ...]:
        pieces = [p for b in blocks for p in b.pieces]
        asks = np.zeros((len(pieces), max((len(p.asks) for p in pieces), default=0)), np.uint64)
        for i, p in enumerate(pieces):
            asks[i, : len(p.asks)] = p.asks
        resource, amount = np.full((self.blocks, WIDTH), -1, np.int64), np.zeros((self.blocks, WIDTH))
        by_days, scale = np.zeros(self.blocks, np.bool_), np.ones((self.blocks, 1))
        scale = np.zeros((self.blocks, max((len(b.cells) + len(b.limits) for b in blocks), default=0) + CLIQUES))
        for i, b in enumerate(blocks):
            for f, bit in enumerate(b.bits):
                resource[i, f], amount[i, f] = bit.resource, bit.amount
            most = max(
                (len({d for p in b.pieces for d in range(7) if p.days[t] >> d & 1}) for t in range(len(b.terms))),
                default=0,
            )
            by_days[i] = b.most_days < most
            scale[i] = 1000.0
            scale[i, : len(b.cells)] = [cell.points / max(cell.cap, 1) for cell in b.cells]
            scale[i, len(b.cells) : len(b.cells) + len(b.limits)] = [6000.0 / max(x, 1) ** 2 for x in b.limits]
        days = np.array([b.most_days for b in blocks], np.int64)
        settings = np.array([b.most_settings for b in blocks], np.int64)
        return (
            by_days, np.where(by_days, days, settings),
            np.array([b.setting_points for b in blocks], np.float64), self._conf,
            np.array([p.bits for p in pieces], np.uint64), resource, amount, asks,
            np.array([len(p.asks) for p in pieces], np.int64), days, settings,
            np.array([b.forced for b in blocks], np.uint64), scale, np.array([_groups(b) for b in blocks], np.int64),
        )  # fmt: skip

    def search(
        self, pieces: Floats, bits: Floats, low: Floats, nodes: int, most: int, pool: ThreadPoolExecutor,
        rounds: int = 15, which: Ints | None = None, slack: float = 0.0,
    ) -> Found:  # fmt: skip
        """The `most` best programmes of blocks `which` (all), at piece values and bit prices, above `low`."""
        which = np.arange(self.blocks) if which is None else which
        n = len(which)
        found = Found(np.zeros((n, most), np.uint64), np.full((n, most), -1e18), *_room(n))
        jobs = []
        for chunk in np.array_split(np.arange(n), max(1, min(n, 16))):
            a, b = (chunk[0], chunk[-1] + 1) if len(chunk) else (0, 0)
            jobs.append(
                pool.submit(
                    batch,
                    which[a:b],
                    self._flat,
                    pieces,
                    bits,
                    low,
                    slack,
                    nodes,
                    rounds,
                    self._x,
                    found.masks[a:b],
                    found.values[a:b],
                    found.count[a:b],
                    found.bounds[a:b],
                    found.steps[a:b],
                )
            )
        for job in jobs:
            job.result()
        return found


def _groups(block: Block) -> int:
    """The most days, or sites, that a term of a block can fall into."""
    return max(7, max((s.bit_length() for p in block.pieces for s in p.sites), default=0))


def _room(n: int) -> tuple[Ints, Floats, Ints]:
    return np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.int64)
