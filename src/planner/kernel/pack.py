"""The model's blocks as flat arrays for the compiled search, and the search called on them in threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.kernel.batch import all_weeks, batch
from planner.progress import TimeIsUp, go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import ThreadPoolExecutor

    from numpy.typing import NDArray

    from planner.model import Block, Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Masks = NDArray[np.uint64]

WIDTH = 64  # pieces of a block, bits of a block
SPINES = 2_000  # sets of lines that run through several terms of a block
WEEKS = 100_000  # of a block
CHUNKS = 16  # parts that threads take one after the other
KINDS = (np.uint64, np.int32, np.int8, np.float64, np.uint64)  # of the lists of weeks: see weeks.py


class TooWide(ValueError):
    """Blocks with more pieces, bits or weeks than there is room for; `learners` are positions in the problem."""

    def __init__(self, learners: set[int]) -> None:
        super().__init__(f"{len(learners)} learners have too many lines in one stretch")
        self.learners = learners


@dataclass(frozen=True)
class Found:
    """What the search found: masks (blocks x most) best first, values, how many, and a bound on the best.

    `others` bounds every programme that is not among those found, where the search was cut short; -1e18 where not.
    """

    masks: Masks
    values: Floats
    count: Ints
    bounds: Floats
    others: Floats


class Packed:
    """All blocks of a model as arrays: one row a piece, a block, a spine or a week. Raises `TooWide`.

    `ask` is asked again and again, here and while blocks are searched; it raises to end that.
    """

    def __init__(self, model: Model, ask: Callable[[], None] = go_on) -> None:
        self._ask = ask
        blocks = model.blocks
        self.blocks = len(blocks)
        self.ptr = _ends([len(b.pieces) for b in blocks])
        self.points: Floats = np.array([p.points for b in blocks for p in b.pieces], dtype=np.float64)
        self.bit_points = np.zeros((self.blocks, WIDTH))
        wide = {b.learner for b in blocks if max(len(b.pieces), len(b.bits)) > WIDTH}
        found = []
        for b in () if wide else blocks:
            ask()
            found.append(_weeks_of(b))
        if wide := wide | {b.learner for b, lists in zip(blocks, found, strict=False) if lists is None}:
            raise TooWide(wide)
        lists = [x for x in found if x is not None]
        share = np.ones((self.blocks, WIDTH))
        for i, block in enumerate(blocks):
            self.bit_points[i, : len(block.bits)] = [bit.points for bit in block.bits]
            share[i] = _terms_of_bits(block)
        pieces = [p for b in blocks for p in b.pieces]
        asks = np.zeros((len(pieces), max((len(p.asks) for p in pieces), default=0)), np.uint64)
        for i, p in enumerate(pieces):
            asks[i, : len(p.asks)] = p.asks
        self._pieces = (
            np.array([m for b in blocks for m in b.conflicts], np.uint64),
            asks,
            np.array([len(p.asks) for p in pieces], np.int64),
        )
        terms = max((len(b.terms) for b in blocks), default=1)
        groups = np.zeros((sum(len(x[0]) for x in lists), terms), np.int64)
        spines = _ends([len(x[0]) for x in lists])
        for x, at in zip(lists, spines, strict=False):
            groups[at : at + len(x[0]), : x[1].shape[1]] = x[1]
        self._blocks = (
            self.ptr,
            np.array([[_running(b, t) for t in range(terms)] for b in blocks], np.uint64).reshape(-1, terms),
            np.array([b.forced for b in blocks], np.uint64),
            share,
            share.max(axis=1, initial=1.0) > 1,
            spines,
            _ends([len(x[2]) for x in lists]),
            _ends([len(x[3]) for x in lists]),
            np.array([len(b.terms) for b in blocks], np.int64),
        )
        kinds = ((2, np.int64), *zip(range(3, 8), KINDS, strict=True))
        self._lists = (_end_to_end(lists, 0, np.uint64), groups, *(_end_to_end(lists, k, kind) for k, kind in kinds))

    def search(
        self, pieces: Floats, bits: Floats, low: Floats, checks: int, most: int, pool: ThreadPoolExecutor
    ) -> Found:
        """The `most` best programmes of every block, at piece values and bit prices, above `low`.

        No block is looked at for longer than so many `checks` of a week; its bound is true also then.
        """
        n = self.blocks
        masks, values = np.zeros((n, most), np.uint64), np.full((n, most), -1e18)
        found = Found(masks, values, np.zeros(n, np.int64), np.zeros(n), np.zeros(n))
        room = (found.masks, found.values, found.count, found.bounds, found.others)
        jobs = [
            pool.submit(
                batch, part, self._pieces, self._blocks, self._lists, pieces, bits, low, checks,
                *(x[part[0] : part[-1] + 1] for x in room),
            )
            for part in np.array_split(np.arange(n), max(1, min(n, CHUNKS)))
            if len(part)
        ]  # fmt: skip
        try:
            for job in jobs:
                job.result()
                self._ask()
        except TimeIsUp:
            for job in jobs:
                job.cancel()
            raise
        return found


_ROOM = threading.local()


def _room() -> tuple[Any, ...]:
    """Room for the lists of any block, used again and again; of each thread its own."""
    if not hasattr(_ROOM, "room"):
        _ROOM.room = (
            np.zeros(SPINES, np.uint64),
            np.zeros((SPINES, 64), np.int64),
            np.zeros(SPINES * 64, np.int64),
            tuple(np.zeros(WEEKS, kind) for kind in KINDS),
        )
    room: tuple[Any, ...] = _ROOM.room
    return room


def _weeks_of(block: Block) -> tuple[Any, ...] | None:
    """(spines, group of each spine and term, where groups start, the lists of weeks); None if there are too many."""
    n, terms, limits = len(block.pieces), len(block.terms), len(block.limits)
    use = np.zeros((n, limits))
    widest = max((len(p.minutes) for p in block.pieces), default=0)
    cells, minutes = np.zeros((n, widest), np.int64), np.zeros((n, widest))
    for i, p in enumerate(block.pieces):
        for r, amount in p.use:
            use[i, r] += amount
        for k, (cell, m) in enumerate(p.minutes):
            cells[i, k], minutes[i, k] = cell, m
    resource, amounts = np.full(WIDTH, -1, np.int64), np.zeros(WIDTH)
    for f, bit in enumerate(block.bits):
        resource[f], amounts[f] = bit.resource, bit.amount
    arrays = (
        np.array(block.conflicts, np.uint64),
        use,
        np.array(block.limits, np.float64),
        np.array([p.days for p in block.pieces], np.uint64).reshape(n, terms),
        np.array([p.sites for p in block.pieces], np.uint64).reshape(n, terms),
        np.array([p.bits for p in block.pieces], np.uint64),
        resource,
        amounts,
        block.most_days,
        block.most_settings,
        float(block.setting_points),
        cells,
        minutes,
        np.array([len(p.minutes) for p in block.pieces], np.int64),
        np.array([c.points for c in block.cells], np.float64),
        np.array([c.cap for c in block.cells], np.float64),
        np.uint64(block.forced),
        np.array([p.terms.start for p in block.pieces], np.int64),
        np.array([p.terms.stop for p in block.pieces], np.int64),
    )
    spine, group_of, starts, out = _room()
    spines, groups, weeks = all_weeks(arrays, spine, group_of, starts, out)
    if spines < 0:
        return None
    return (
        spine[:spines].copy(),
        group_of[:spines, :terms].copy(),
        starts[: groups + 1].copy(),
        *(x[:weeks].copy() for x in out),
    )


def _running(block: Block, term: int) -> int:
    """The mask of the pieces that run in a term of a block."""
    return sum(1 << i for i, p in enumerate(block.pieces) if term in p.terms)


def _terms_of_bits(block: Block) -> Floats:
    """In how many terms of a block each bit may be used: 1 at least."""
    terms: list[set[int]] = [set() for _ in range(WIDTH)]
    for p in block.pieces:
        left = p.bits
        while left:
            f = (left & -left).bit_length() - 1
            left &= left - 1
            terms[f].update(p.terms)
    return np.array([max(1, len(x)) for x in terms], np.float64)


def _ends(lengths: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _end_to_end(lists: Sequence[tuple[Any, ...]], k: int, kind: Any) -> Any:
    return np.concatenate([np.zeros(0, kind), *(x[k] for x in lists)])
