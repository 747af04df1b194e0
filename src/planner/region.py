"""One region of an area that is too large for one piece: what a process holds of it, and answers.

A region knows its own learners and what they can reach. What it shares with others comes to it as prices, and in the
end as a share of what there is.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from planner.by_hand import by_hand
from planner.colgen import KEPT, Search, generate
from planner.modelled import at_plan, lines_of, look_by, modelled
from planner.plan import Plan
from planner.progress import Watch, never
from planner.proof import Proof, proof_of
from planner.sieve import Sieve
from planner.whole import make_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.master import Column, Floats
    from planner.model import Shared
    from planner.problem import Line, Problem
    from planner.result import Params
    from planner.sieve import Flags


@dataclass(frozen=True)
class Rows:
    """A region's rows, as `Blocks` has them, with their names; and how many pairs its shortlists have dropped."""

    names: list[tuple[object, ...]]
    upper: Floats
    equal: Flags
    unit: Floats
    must: Flags
    agreed: Floats  # what accepted lines count in each row
    shared: list[Shared]
    dropped: int


@dataclass(frozen=True)
class Settled:
    """A region's whole plan within its share, what it uses of each row, and what one more of each would be worth."""

    plan: Plan
    used: Floats
    prices: Floats


class Region:
    """A region at work. Raises TimeIsUp where a limit or `stop` ends it before there is anything to hand over."""

    def __init__(
        self,
        problem: Problem,
        params: Params,
        seed: int,
        regions: int,
        seconds: float,
        stop: Callable[[], bool] = never,
    ) -> None:
        self.problem, self._params, self._seed, self._stop = problem, params, seed, stop
        watch = Watch(stop, seconds, memory_mb=params.memory_mb)
        self._regions, self._sieve, self._pool = regions, Sieve(problem), ThreadPoolExecutor(1)
        self._kept: deque[list[tuple[int, int]]] = deque(maxlen=KEPT)
        self._columns: list[Column] = []
        self._plan = Plan.of(line for x in problem.learners for line in x.accepted)
        self._model(by_hand(problem, self._sieve, watch.over).lines, watch)  # which takes not only what all like best

    def _model(self, keep: Iterable[Line], watch: Watch) -> None:
        chosen, self.model, self.blocks = modelled(
            self._sieve, keep, self._params, self._pool, watch.go_on, self._regions
        )
        self._dropped = chosen.dropped

    def look_again(self, prices: Floats, seconds: float) -> Rows:
        """Makes the shortlists again, by prices of the rows; keeps the lines of the last rounds' programmes."""
        look_by(self._sieve, self.model, prices)
        worth = lines_of(self.model, chain.from_iterable(self._kept))
        self._kept.clear()
        del self.model, self.blocks  # two models at once take twice the memory
        self._model(worth.union(self._plan.lines), Watch(self._stop, seconds, memory_mb=self._params.memory_mb))
        return self.rows()

    def rows(self) -> Rows:
        """What the master of all regions has to know."""
        b = self.blocks
        agreed = np.zeros(len(b.upper))
        for row, count in (pair for column in b.first() for pair in column.rows):
            agreed[row] += count
        return Rows(self.model.names, b.upper, b.equal, b.unit, b.must, agreed, self.model.shared, self._dropped)

    def price(self, prices: Floats) -> tuple[Floats, Floats]:
        """At prices of the rows: a bound for each block, and what the best of all blocks use of each row."""
        offers = self.blocks.price(prices, 1)
        self._kept.append(offers.found)
        return offers.bounds, offers.used

    def proof(self, prices: Floats, bounds: Floats) -> Proof:
        """A bound of the region, taken apart."""
        return proof_of(self.problem, self.model, Search(prices=prices, bounds=bounds))

    def settle(self, upper: Floats, prices: Floats, free: Iterable[int], seconds: float) -> Settled:
        """The best whole plan within a share of the rows; the things (positions) of `free` are bought by others.

        It begins from the programmes of the rounds before, and from the plan that the region had.
        """
        watch = Watch(self._stop, seconds, memory_mb=self._params.memory_mb)
        self.blocks.upper, self.model.upper = upper, upper.tolist()
        for number in free:
            self.model.shared[number].points = 0.0
        pairs = dict.fromkeys(chain.from_iterable(self._kept))
        known = [*self._columns, *(self.blocks.column(*pair) for pair in pairs)]
        self._kept.clear()
        search = generate(self.blocks, self._params, self._seed, watch, prices, known)
        self._columns = search.columns
        state = at_plan(self.model, self.problem, self._plan)
        make_whole(state, self.blocks, search, self._params, self._seed, watch)
        self._plan = state.plan()
        return Settled(self._plan, state.used, search.prices)


_HELD: dict[int, Region] = {}  # of this process


def hold(number: int, problem: Problem, params: Params, seed: int, regions: int, seconds: float) -> Rows:
    """Makes a region in the process that this is called in."""
    _HELD[number] = Region(problem, replace(params, threads=1), seed, regions, seconds, _stop)
    return _HELD[number].rows()


def ask(number: int, question: str, *arguments: object) -> object:
    """Asks a region that this process holds."""
    return getattr(_HELD[number], question)(*arguments)


def listen(stop: Callable[[], bool]) -> None:
    """Tells this process what to ask for whether to stop."""
    global _stop  # noqa: PLW0603
    _stop = stop


_stop: Callable[[], bool] = never
