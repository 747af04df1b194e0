"""Who pays for the lines of one programme: the search leaves the choice of funders open, here it is made.

The prices of offerings are the same whoever pays; only remedies by the term cost more where two funders pay for one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.goals import price_points, worth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.candidates import Candidate
    from planner.conflicts import Conflicts
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.problem import Points, Problem

STEPS = 5_000  # ways to pay that are looked at for one programme at the most


@dataclass(frozen=True, slots=True)
class Paid:
    """A programme with its funders. `own` are its points, `measure` these less the share of what is bought for all."""

    own: Points
    measure: Points
    lines: tuple[Line, ...]
    buys: frozenset[str] = frozenset()  # remedies with a price for the area that nobody else has bought


@dataclass
class Payment:
    """The best way to pay. `bonus` are points for lines beside their worth, `sharers` how many share what is new.

    `prices` of places, by offering and term, count in what a programme measures and not in its own points. `cut` says
    whether some search was ended before all ways had been looked at.
    """

    learner: Learner
    problem: Problem
    ledger: Ledger
    conflicts: Conflicts
    bonus: Mapping[Line, Points]
    sharers: int = 1
    prices: Mapping[tuple[str, int], Points] = field(default_factory=dict)
    cut: bool = False
    _steps: int = 0
    _best: Paid | None = None
    _spent: Counter[tuple[str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Ceilings by funder; what names no funder must be free."""
        self._ceilings = {f.funder: f.per_term for f in self.learner.funding} | {"": 0}

    def of(self, choices: Sequence[Sequence[Candidate]], enough: float) -> Paid | None:
        """The best, or the first that measures `enough`: one line out of each of `choices`. None if nothing can be."""
        self._steps, self._best, self._spent = 0, None, Counter()
        ordered = sorted(choices, key=len)
        self._go([sorted(c, key=self._first) for c in ordered], [], set(), enough)
        return self._best

    def _first(self, c: Candidate) -> tuple[Points, Line]:
        return -self.bonus.get(c.line, 0), c.line

    def _go(
        self, waiting: list[list[Candidate]], taken: list[Candidate], used: set[tuple[object, ...]], enough: float
    ) -> None:
        self._steps += 1
        if self._steps > STEPS:
            self.cut = True
            return
        if not waiting:
            self._note(taken)
            return
        for c in waiting[0]:
            if any(self.conflicts.two_providers(c, other) for other in taken):
                continue
            new = {(r, t, c.line.funder) for r in c.line.remedies for t in c.terms} - used
            costs = self._costs(c, new)
            self._spent.update(costs)
            if all(self._within(funder, t) for funder, t in costs):
                self._go(waiting[1:], [*taken, c], used | new, enough)
            self._spent.subtract(costs)
            if self._best is not None and self._best.measure >= enough - 0.5:
                return

    def _costs(self, c: Candidate, new: set[tuple[str, int, str]]) -> Counter[tuple[str, int]]:
        """Pence that a line adds by funder and term, `new` being the uses of remedies that begin with it."""
        costs = Counter({(c.line.funder, t): c.offering.price for t in c.terms})
        for name, t, funder in new:
            remedy = self.problem.remedy[name]
            costs[funder, t] += remedy.to_pay(remedy.per_term)
        return costs

    def _within(self, funder: str, t: int) -> bool:
        spent, left = self._spent[funder, t], self.ledger.left(funder, t)
        return spent <= self._ceilings.get(funder, 0) and (left is None or spent <= left)

    def _note(self, taken: list[Candidate]) -> None:
        lines = tuple(sorted(c.line for c in taken))
        new = self._new(lines)
        if new is None:
            return
        own = worth(self.learner, lines, self.problem).total + sum(self.bonus.get(y, 0) for y in lines)
        prices = (self.problem.remedy[r] for r in new)
        shared = sum(price_points(r.to_pay(r.once), self.problem.goals) // self.sharers for r in prices)
        places = sum(self.price(c) for c in taken)
        paid = Paid(own, own - shared - places, lines, new)
        if self._best is None or (-paid.measure, lines) < (-self._best.measure, self._best.lines):
            self._best = paid

    def price(self, c: Candidate) -> Points:
        """Points that the places of a line cost."""
        return sum(self.prices.get((c.offering.id, t), 0) for t in c.terms) if self.prices else 0

    def _new(self, lines: Sequence[Line]) -> frozenset[str] | None:
        """The remedies that are bought for the area; None where budgets for what is paid once do not allow it."""
        once: Counter[str] = Counter()
        used = {r for y in lines for r in y.remedies}
        new = frozenset(r for r in used if self.problem.remedy[r].once and not self.ledger.bought(r))
        for remedy in (self.problem.remedy[r] for r in used):
            once[remedy.paid_by] += remedy.to_pay(remedy.per_learner)
            if remedy.id in new and self.sharers == 1:
                once[remedy.paid_by] += remedy.to_pay(remedy.once)
        lefts = {payer: self.ledger.one_off_left(payer) for payer in once}
        return None if any(left is not None and once[p] > left for p, left in lefts.items()) else new
