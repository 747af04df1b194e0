"""One region of an area that is too large for one piece: what a process holds of it, and answers.

A region knows its own learners and what they can reach. What it shares with others comes to it as prices; what goes
out are programmes, as columns for the master of all regions.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from planner.by_hand import by_hand
from planner.colgen import KEPT, Search
from planner.modelled import lines_of, modelled
from planner.progress import Watch, never
from planner.proof import Proof, proof_of
from planner.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from planner.master import Floats, Offers
    from planner.mixture import Column
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
    first: list[Column]
    shared: list[Shared]
    dropped: int


class Region:
    """A region at work. Raises TimeIsUp where a limit or `stop` ends it before there is anything to hand over."""

    def __init__(
        self,
        problem: Problem,
        params: Params,
        seconds: float,
        stop: Callable[[], bool] = never,
    ) -> None:
        self.problem, self._params, self._stop = problem, params, stop
        watch = Watch(stop, seconds, memory_mb=params.memory_mb)
        self._sieve, self._pool = Sieve(problem), ThreadPoolExecutor(1)
        self._kept: deque[list[tuple[int, int]]] = deque(maxlen=KEPT)
        self._model(by_hand(problem, self._sieve, watch.over).lines, watch)  # which takes not only what all like best

    def _model(self, keep: Iterable[Line], watch: Watch) -> None:
        chosen, self.model, self.blocks = modelled(
            self._sieve, keep, self._params, self._pool, watch.go_on, alone=False
        )
        self._dropped = chosen.dropped

    def look_again(self, prices: Floats, seconds: float) -> Rows:
        """Makes the shortlists again, by prices of the rows; keeps the lines of the last rounds' programmes."""
        self._sieve.price_places(zip(self.model.names, prices.tolist(), strict=True))
        worth = lines_of(self.model, chain.from_iterable(self._kept))
        self._kept.clear()
        del self.model, self.blocks  # two models at once take twice the memory
        self._model(worth, Watch(self._stop, seconds, memory_mb=self._params.memory_mb))
        return self.rows()

    def rows(self) -> Rows:
        """What the master of all regions has to know."""
        b = self.blocks
        return Rows(self.model.names, b.upper, b.equal, b.unit, b.must, b.first(), self.model.shared, self._dropped)

    def price(self, prices: Floats, most: int, floor: Floats | None) -> Offers:
        """See `planner.master.Priced`; remembers what was best."""
        offers = self.blocks.price(prices, most, floor)
        self._kept.append(offers.found)
        return offers

    def columns(self, pairs: Sequence[tuple[int, int]]) -> list[Column]:
        """See `planner.master.Blocks`."""
        return self.blocks.columns(pairs)

    def proof(self, prices: Floats, bounds: Floats) -> Proof:
        """A bound of the region, taken apart."""
        return proof_of(self.problem, self.model, Search(prices=prices, bounds=bounds))

    def lines(self, pairs: Sequence[tuple[int, int]]) -> set[Line]:
        """The lines of some programmes."""
        return lines_of(self.model, pairs)


_HELD: dict[int, Region] = {}  # of this process


def hold(number: int, problem: Problem, params: Params, seconds: float) -> Rows:
    """Makes a region in the process that this is called in."""
    _HELD[number] = Region(problem, replace(params, threads=1), seconds, _stop)
    return _HELD[number].rows()


def ask(number: int, question: str, *arguments: object) -> object:
    """Asks a region that this process holds."""
    return getattr(_HELD[number], question)(*arguments)


def let_go() -> None:
    """Forgets the regions of this process."""
    _HELD.clear()
    listen(never)


def listen(stop: Callable[[], bool]) -> None:
    """Tells this process what to ask for whether to stop."""
    global _stop  # noqa: PLW0603
    _stop = stop


_stop: Callable[[], bool] = never
