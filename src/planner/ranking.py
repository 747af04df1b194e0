"""The best programmes of one learner in order, everybody else staying as they are."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from planner.conflicts import Conflicts
from planner.kernel.pack import TooWide
from planner.one_block import NOTHING, OneBlock, Ranking, alike, apart, every, for_pieces
from planner.payment import Payment
from planner.shortlists import BLOCK, Candidates, fit, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.one_block import Alike, Same
    from planner.payment import Paid
    from planner.problem import Points, Problem

CHECKS = 5_000_000  # of weeks in one search
GLANCE = 100_000  # of weeks, for what the first look left out
FEW, MANY = 1, 4_096  # sets of lines that are asked for, at first and at the most
SERVICES = 10  # services of the first look, where there are more than 64 pieces
LOOKS = 4  # further looks at the most


def one_best(ranking: Ranking) -> bool:
    """Whether the best is certain."""
    return bool(ranking.certain)


class Ranker:
    """One learner's lines. `bonus` are points for lines, whole and not below 0; `sharers` as in `Payment`."""

    def __init__(
        self,
        learner: Learner,
        problem: Problem,
        ledger: Ledger,
        lines: Sequence[Candidate],
        bonus: Mapping[Line, Points] | None = None,
        sharers: int = 1,
    ) -> None:
        self._learner, self._problem = learner, problem
        self._payment = Payment(learner, problem, ledger, Conflicts(problem), bonus or {}, sharers)
        self._pieces = alike(learner, lines, problem)
        self._same: Same = every
        self._pool: list[Alike] | None = None

    def rank(
        self,
        enough: Callable[[Ranking], bool] = one_best,
        same: Same = every,
        prices: Mapping[tuple[str, int], Points] | None = None,
    ) -> Ranking:
        """Programmes, more and more of them until there are enough or no more may be asked for.

        `prices` of places as in `Payment`. The lines that are looked at are chosen at the first prices.
        """
        self._same, self._payment.prices = same, prices or {}
        if self._pool is None:
            self._pool = self._pieces if len(self._pieces) <= BLOCK else self._look_around()
        while True:
            try:
                return replace(self._search(self._pool, enough), left_out=len(self._pieces) - len(self._pool))
            except TooWide:  # too many remedies for a mask
                self._pool = self._fit(self._pool, len(self._pool) // 2)

    def as_it_is(self, lines: Sequence[Candidate]) -> Paid | None:
        """A programme that is known to hold, with its points; None where money does not reach any more."""
        return self._payment.of([[c] for c in lines], inf)

    def _search(self, pool: Sequence[Alike], enough: Callable[[Ranking], bool]) -> Ranking:
        found = self._several(pool, enough)
        if found.certain or (found.cut and found.found and found.found[0].lines):
            return found
        single = apart(pool)  # who pays decides too much to be left open
        if len(single) <= BLOCK:
            return self._several(single, enough)
        some = self._several(self._fit(single, BLOCK), enough)
        both = {p.lines: p for p in (*found.found, *some.found)}
        return Ranking(sorted(both.values(), key=lambda p: (-p.measure, p.lines)), found.bound)

    def _several(self, pool: Sequence[Alike], enough: Callable[[Ranking], bool]) -> Ranking:
        block, most = self._block(pool), FEW
        several = any(len(a.lines) > 1 for a in pool)
        while True:
            found = block.found(most, CHECKS, self._same)
            hopeless = several and most > 8 and not found.certain
            if enough(found) or most >= MANY or found.bound <= 0 or found.cut or hopeless:
                return found
            most *= 8

    def _block(self, pool: Sequence[Alike]) -> OneBlock:
        return OneBlock(self._learner, self._problem, pool, self._payment)

    def _look_around(self) -> list[Alike]:
        """64 pieces: the best-looking, among which those that turn out better have taken the last places."""
        alone = for_pieces(self._learner, self._pieces, self._problem)
        pieces = [a.piece for a in self._pieces]
        listed = shorten(self._learner, pieces, SERVICES, set(self._kept(self._pieces)), alone)
        lines = {c.line for c in listed}
        pool = self._fit([a for a in self._pieces if a.piece.line in lines], BLOCK)
        best = self._glance(pool)
        others = sorted(
            (a for a in self._pieces if a not in pool),
            key=lambda a: (-a.piece.looks, a.piece.line),
        )
        for _ in range(LOOKS):
            core = _in(best, pool)
            batch, others = others[: BLOCK - len(core)], others[BLOCK - len(core) :]
            better = self._glance(_in_order([*core, *batch])) if batch else NOTHING
            if better.measure > best.measure:
                best, core = better, _in(better, [*core, *batch])
                pool = _in_order([*core, *[a for a in pool if a not in core][: BLOCK - len(core)]])
        return pool

    def _glance(self, pool: Sequence[Alike]) -> Paid:
        """A good programme, found quickly."""
        try:
            return next(iter(self._block(pool).found(2, GLANCE).found), NOTHING)
        except TooWide:
            return NOTHING

    def _fit(self, pool: Sequence[Alike], width: int) -> list[Alike]:
        alone = for_pieces(self._learner, pool, self._problem)
        chosen = Candidates({self._learner.id: tuple(a.piece for a in pool)}, 0)
        whole = [range(len(self._problem.terms))]
        fitted = fit(chosen, whole, alone, self._kept(pool), {self._learner.id: width}).of[self._learner.id]
        kept = {c.line for c in fitted}
        return [a for a in pool if a.piece.line in kept]

    def _kept(self, pool: Sequence[Alike]) -> list[Line]:
        """The pieces of lines that are worth keeping."""
        return [a.piece.line for a in pool if any(c.line in self._payment.bonus for c in a.lines)]


def _in(paid: Paid, pool: Sequence[Alike]) -> list[Alike]:
    return [a for a in pool if any(c.line in paid.lines for c in a.lines)]


def _in_order(pool: Sequence[Alike]) -> list[Alike]:
    return sorted(pool, key=lambda a: (a.piece.terms.start, a.piece.line))
