"""The best different programmes of one learner, all others as they are: what else there could be, and its worth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from planner.goals import worth
from planner.kernel.pack import Packed, TooWide
from planner.ledger import in_force
from planner.shortlists import BLOCK
from planner.state import State
from planner.still_open import beside, ranked, still_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.plan import Plan
    from planner.problem import Points, Problem
    from planner.still_open import Beside

CHECKS = 5_000_000  # of weeks in one search
GLANCE = 100_000  # of weeks, in the looks that choose what is searched
LOOKS = 4  # at the lines for which there is no room
FEW, MANY = 128, 8_192  # sets of lines that are asked for, at first and at the most


@dataclass(frozen=True)
class Alternative:
    """A programme; `points` are the learner's own, less what is bought for all and nobody else uses."""

    lines: tuple[Line, ...]
    points: Points


@dataclass(frozen=True)
class Alternatives:
    """Programmes, best first, no two with the same offerings. With `exact` none that is missing is worth more.

    `left_out` counts lines and offerings that were not looked at together, because there were more than could be.
    """

    found: tuple[Alternative, ...]
    exact: bool
    left_out: int


def alternatives(
    problem: Problem, plan: Plan, learner: str, n: int = 10, *, something_new: bool = False
) -> Alternatives:
    """The `n` best programmes of a learner, the one of the plan among them if it is as good; fewer if there are fewer.

    Each differs from each other in at least one offering; with `something_new` none is a better one with something
    left out. Every line pays: without it the programme would be worth less, or not valid. Agreed lines are in all.
    """
    known, who, mine = in_force(problem, plan), problem.learner[learner], plan.of_learner(learner)
    ledger = known.ledger.copy()
    ledger.drop(mine)
    there = still_open(who, known.sieve, problem, ledger, mine)
    lines = ranked(who, there.lines, mine)
    search = promising(who, lines, problem, ledger, {})
    if search is None:
        return Alternatives((), exact=False, left_out=len(lines) + there.left_out)
    most = FEW
    while True:
        ranking = search.rank(most)
        found = _different(ranking.found, who, problem, n, something_new=something_new)
        exact = len(found) == n or ranking.bound <= 0
        if exact or most >= MANY or ranking.cut:
            break
        most *= 8
    left_out = max(0, len(lines) - BLOCK) + there.left_out
    return Alternatives(tuple(found), exact and not left_out, left_out)


def _different(
    ranked: Iterable[Alternative], learner: Learner, problem: Problem, n: int, *, something_new: bool
) -> list[Alternative]:
    """The first programmes in which every line pays, each with other offerings than those before it."""
    found: list[Alternative] = []
    seen: list[frozenset[str]] = []
    for one in ranked:
        offerings = frozenset(y.offering for y in one.lines)
        again = any(offerings <= other for other in seen) if something_new else offerings in seen
        if not again and _pays(one.lines, learner, problem):
            found.append(one)
            seen.append(offerings)
            if len(found) == n:
                break
    return found


def _pays(lines: Sequence[Line], learner: Learner, problem: Problem) -> bool:
    """Whether every line adds points, or is asked for by another, or agreed."""
    asked = {s for y in lines for s in problem.offering[y.offering].requires} - learner.skills
    have = worth(learner, lines, problem).total
    return all(
        line in learner.accepted
        or {problem.offering[line.offering].service, *problem.offering[line.offering].grants} & asked
        or worth(learner, [y for y in lines if y != line], problem).total < have
        for line in lines
    )


@dataclass(frozen=True)
class Ranking:
    """Valid programmes, best first; no other in the model is worth more than `bound`. `cut`: there was no more time."""

    found: Iterable[Alternative]
    bound: float
    cut: bool


def promising(
    learner: Learner, ranked: Sequence[Candidate], problem: Problem, ledger: Ledger, bonus: Mapping[Line, Points]
) -> Search | None:
    """The search over the first lines of a ranking, as many as it has room for; None where it has none for these.

    Where there are more, the others are looked at in turn, each time with the best programme so far; those that turn
    out better take the last places.
    """

    def of(lines: Sequence[Candidate]) -> Search | None:
        inside = sorted(lines, key=lambda c: (c.terms.start, c.line))
        try:
            return Search(beside([learner], {learner.id: inside}, problem, ledger, bonus))
        except TooWide:  # too many remedies for a mask
            return None

    pool, others = list(ranked[:BLOCK]), list(ranked[BLOCK:])
    must = sum(c.line in bonus or c.line in learner.accepted for c in ranked)
    search = of(pool) if must <= BLOCK else None
    best = search.best(GLANCE) if search and others else None
    for _ in range(LOOKS if best else 0):
        core = [c for c in ranked if best and c.line in best.lines]
        batch, others = others[: BLOCK - len(core)], others[BLOCK - len(core) :]
        look = of([*core, *batch]) if batch else None
        found = look.best(GLANCE) if look else None
        if best and found and found.points > best.points:
            best, core = found, [c for c in ranked if c.line in found.lines]
            pool = [*core, *[c for c in pool if c not in core][: BLOCK - len(core)]]
            search = of(pool) or search
    return search


class Search:
    """One learner's block, ready for the compiled search. Raises `TooWide` where it has no room for it."""

    def __init__(self, part: Beside) -> None:
        self._part, self._block = part, part.model.blocks[0]
        self.lines = part.model.candidates
        self._packed = Packed(part.model)
        self._bits = self._packed.bit_points + self._prices()

    def best(self, checks: int = CHECKS) -> Alternative | None:
        """The best programme, with bonuses in its points; None where none is proven to be it."""
        most = 1
        while True:
            ranking = self.rank(most, checks)
            best = next(iter(ranking.found), None)
            if best is not None or most >= MANY or ranking.bound == -inf or ranking.cut:
                return best
            most *= 8

    def rank(self, most: int, checks: int = CHECKS) -> Ranking:
        """Out of the `most` best sets of lines those programmes that are certain to come before all others."""
        forced = bool(self._block.forced)
        low = np.array([-1e17 if forced else 0.0])
        with ThreadPoolExecutor(1) as pool:
            got = self._packed.search(self._packed.points, self._bits, low, checks, most, pool)
        count, others = int(got.count[0]), float(got.others[0])
        cut = others > -1e17
        bound = max(float(got.values[0, most - 1]) if count == most else -inf, others if cut else -inf)
        sets = list(zip(got.masks[0, :count].tolist(), got.values[0, :count].tolist(), strict=True))
        sets += [] if forced else [(0, 0.0)]  # to have nothing
        return Ranking(self._valid([(mask, points) for mask, points in sets if points >= bound]), bound, cut)

    def _valid(self, sets: Iterable[tuple[int, float]]) -> Iterator[Alternative]:
        """Those within what is left of budgets, which the search does not know."""
        model = self._part.model
        state = State(model, self._part.problem)
        for mask, points in sets:
            chosen = [piece.candidate for i, piece in enumerate(self._block.pieces) if mask >> i & 1]
            state.put(0, chosen)
            if min(state.residual([]).values(), default=0.0) > -1e-6:
                yield Alternative(tuple(sorted(model.candidates[j].line for j in chosen)), round(points))

    def _prices(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """What bits cost beside their own points: what is bought once for the learner, and for the area."""
        price: dict[int, float] = {}
        for thing in sorted(self._part.model.shared, key=lambda thing: thing.learner):  # the area's first
            whole = thing.points + sum(price.get(r, 0.0) for r, c in thing.rows if c > 0)
            price |= {r: whole for r, c in thing.rows if c < 0}
        prices = np.zeros((1, BLOCK))
        for f, bit in enumerate(self._block.bits):
            prices[0, f] = price.get(bit.row, 0.0)
        return prices
