"""The problem as the search sees it: blocks (one learner in one stretch) of pieces, and the rows that link them.

A candidate line is cut into one *piece* for each stretch it runs in. Everything inside a block is exact there:
clashes, hours, days, settings, money, outcomes. What links blocks (places, remedies bought once, once-only
services, earlier steps, budgets) is a *row* over pieces, priced by the master problem.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.candidates import Candidate


@dataclass
class Bit:
    """A thing bought when any piece that has it is taken: points, the pence it adds to a resource, its row."""

    points: float = 0.0
    resource: int = -1
    amount: int = 0
    row: int = -1


@dataclass
class Piece:
    """The part of a candidate inside one block; term numbers inside are counted from the block's first."""

    candidate: int
    terms: range  # inside the block
    points: float
    minutes: list[tuple[int, int]]  # (cell, minutes a week, no more than the cell's cap)
    use: list[tuple[int, int]]  # (resource, amount)
    days: list[int]  # for each term of the block, a mask of days
    sites: list[int]  # for each term of the block, a mask of the block's sites
    bits: int = 0
    asks: list[int] = field(default_factory=list)  # masks of pieces of this block, one of which must be taken
    rows: list[tuple[int, float]] = field(default_factory=list)


@dataclass
class Cell:
    """Points for each minute a week up to `cap`; an aim in a term is two of these (half its target, all of it)."""

    points: float
    cap: int


@dataclass
class Block:
    """One learner in one stretch."""

    learner: int
    terms: range
    pieces: list[Piece] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)  # masks, a piece is in its own
    cells: list[Cell] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    bits: list[Bit] = field(default_factory=list)
    most_days: int = 7
    most_settings: int = 64
    setting_points: float = 0.0
    forced: int = 0  # mask of the pieces of accepted lines


@dataclass
class Shared:
    """Something bought once, for the area or for a learner: points it costs, rows in which it counts."""

    points: float
    rows: list[tuple[int, float]] = field(default_factory=list)
    remedy: str = ""
    learner: int = -1  # -1 for the area


@dataclass
class Model:
    """Blocks, rows (`upper`; `equal` rows must be met exactly) and what is bought once."""

    candidates: list[Candidate]
    blocks: list[Block]
    blocks_of: list[list[int]]  # block numbers of each learner
    pieces_of: list[list[tuple[int, int]]]  # (block, piece) of each candidate, in the order of terms
    upper: list[float] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    names: list[tuple[object, ...]] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)
    index: dict[tuple[object, ...], int] = field(default_factory=lambda: defaultdict(lambda: -1))

    def row(self, name: tuple[object, ...], upper: float, *, equal: bool = False) -> int:
        """The number of a row, made where it is new."""
        if self.index[name] < 0:
            self.index[name] = len(self.upper)
            self.upper.append(upper)
            self.equal.append(equal)
            self.names.append(name)
        return self.index[name]
