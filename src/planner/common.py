"""The blocks of all regions as the blocks of one master: their rows, and what is bought once, for all of them."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.master import Offers
from planner.mixture import Column
from planner.model import Shared
from planner.proof import SHARED, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.master import Floats, Ints
    from planner.region import Rows


class Common:
    """See `planner.master.Blocks`. `ask` asks all regions a question, with an argument for each."""

    def __init__(self, rows: Sequence[Rows], ask: Callable[..., list[Any]]) -> None:
        self._ask = ask
        index: dict[tuple[object, ...], int] = {}
        self._of: list[Ints] = [
            np.array([index.setdefault(n if n[0] in SHARED else (r, *n), len(index)) for n in one.names], np.int64)
            for r, one in enumerate(rows)
        ]
        self.names = list(index)
        self.upper, self.unit = np.zeros(len(index)), np.ones(len(index))
        self.equal = np.zeros(len(index), np.bool_)
        for of, one in zip(self._of, rows, strict=True):
            self.upper[of], self.equal[of], self.unit[of] = one.upper, one.equal, one.unit
        self.must = np.concatenate([one.must for one in rows])
        self.count = len(self.must)
        self._starts = np.cumsum([0, *(len(one.must) for one in rows)]).tolist()
        self._first = [self._global(r, column) for r, one in enumerate(rows) for column in one.first]
        self.shared = self._merged(rows)
        self.dropped = sum(one.dropped for one in rows)

    def _merged(self, rows: Sequence[Rows]) -> list[Shared]:
        """What is bought once: the area's things are one, whichever regions need them."""
        area: dict[str, dict[int, float]] = {}
        points: dict[str, float] = {}
        own: list[Shared] = []
        for r, (of, one) in enumerate(zip(self._of, rows, strict=True)):
            for thing in one.shared:
                mine = [(int(of[row]), c) for row, c in thing.rows]
                if thing.learner >= 0:
                    own.append(Shared(thing.points, mine, thing.remedy, r))
                else:
                    area.setdefault(thing.remedy, {}).update(mine)
                    points[thing.remedy] = thing.points
        return [*(Shared(points[x], list(mine.items()), x) for x, mine in area.items()), *own]

    def _global(self, region: int, column: Column) -> Column:
        of = self._of[region]
        rows = tuple((int(of[row]), c) for row, c in column.rows)
        return replace(column, block=column.block + self._starts[region], rows=rows)

    def first(self) -> list[Column]:
        """See `planner.master.Blocks`."""
        return self._first

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """See `planner.master.Blocks`."""
        parts = self.by_region(pairs)
        found = [deque(self._global(r, c) for c in some) for r, some in enumerate(self._ask("columns", parts))]
        return [found[self._region(block)].popleft() for block, _ in pairs]

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """See `planner.master.Priced`."""
        floors = [None] * len(self._of) if floor is None else self.split(floor)
        answers: list[Offers] = self._ask("price", self.local(prices), [most] * len(self._of), floors)
        used = np.zeros(len(self.upper))
        for of, one in zip(self._of, answers, strict=True):
            used[of] += one.used
        pairs = [(block + self._starts[r], key) for r, one in enumerate(answers) for block, key in one.found]
        best, bounds = (np.concatenate([getattr(one, x) for one in answers]) for x in ("best", "bounds"))
        return Offers(pairs, best, bounds, used)

    def local(self, prices: Floats) -> list[Floats]:
        """Something of the common rows as each region numbers them."""
        return [prices[of] for of in self._of]

    def split(self, bounds: Floats) -> list[Floats]:
        """Something of all blocks, by region."""
        return np.split(bounds, self._starts[1:-1])

    def by_region(self, pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """Blocks with keys, by region and as each numbers them, in their order."""
        parts: list[list[tuple[int, int]]] = [[] for _ in self._of]
        for block, key in pairs:
            r = self._region(block)
            parts[r].append((block - self._starts[r], key))
        return parts

    def _region(self, block: int) -> int:
        return int(np.searchsorted(self._starts, block, side="right")) - 1

    def proof(self, proofs: Sequence[Proof], prices: Floats) -> Proof:
        """The regions' proofs as one: what they share counts once."""
        rows, uses, learners = (
            {k: v for one in proofs for k, v in getattr(one, field).items()} for field in ("rows", "uses", "learners")
        )
        remedies = {
            thing.remedy: max(0.0, -thing.points - sum(prices[r] * c for r, c in thing.rows))
            for thing in self.shared
            if thing.learner < 0
        }
        limits = dict(zip(self.names, self.upper.tolist(), strict=True))
        return Proof(rows, {name: limits[name] for name in rows}, uses, learners, remedies)
