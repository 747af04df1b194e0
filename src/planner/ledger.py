"""What the lines of a plan use of what learners share: places, budgets, remedies bought once. Kept line by line.

For the search; the rules in `rules/` say what is valid, and share nothing with this.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.learner import Line
    from planner.problem import Pence, Problem


class Ledger:
    """Sums over the lines written down. A line may be taken out again, in any order."""

    def __init__(self, problem: Problem, lines: Iterable[Line] = ()) -> None:
        self.problem = problem
        self.places: Counter[tuple[str, int]] = Counter()
        self._spent: Counter[tuple[str, int]] = Counter()
        self._one_off: Counter[str] = Counter()
        self._uses: Counter[tuple[object, ...]] = Counter()
        self._users: Counter[str] = Counter()
        self._limited = {f.id for f in problem.funders if f.budget_per_term is not None}
        self._all(tuple(lines))

    def _all(self, lines: Sequence[Line]) -> None:
        """Writes many lines down: those that are alike at once."""
        for (name, start, funder), times in Counter((y.offering, y.start, y.funder) for y in lines).items():
            offering, first = self.problem.offering[name], self.problem.term_number[start]
            for t in range(first, first + offering.lasts):
                self.places[name, t] += times
                if funder in self._limited:
                    self._spent[funder, t] += times * offering.price
        for line in lines:
            for remedy in line.remedies:
                self._remedy(remedy, line, self.problem.running(line), 1)

    def add(self, lines: Iterable[Line]) -> None:
        """Writes lines down."""
        for line in lines:
            self._count(line, 1)

    def drop(self, lines: Iterable[Line]) -> None:
        """Takes lines out that were written down."""
        for line in lines:
            self._count(line, -1)

    def _count(self, line: Line, sign: int) -> None:
        offering, first = self.problem.offering[line.offering], self.problem.term_number[line.start]
        terms = range(first, first + offering.lasts)
        for t in terms:
            self.places[line.offering, t] += sign
        if line.funder in self._limited:
            for t in terms:
                self._spent[line.funder, t] += sign * offering.price
        for name in line.remedies:
            self._remedy(name, line, terms, sign)

    def _remedy(self, name: str, line: Line, terms: range, sign: int) -> None:
        remedy = self.problem.remedy[name]
        price = remedy.to_pay(remedy.per_term)
        if price and line.funder in self._limited:
            for t in terms:
                self._spent[line.funder, t] += price * self._turns((name, line.learner, t, line.funder), sign)
        turned = self._turns((name, line.learner), sign)
        self._one_off[remedy.paid_by] += turned * remedy.to_pay(remedy.per_learner)
        before = self._users[name] > 0
        self._users[name] += turned
        self._one_off[remedy.paid_by] += ((self._users[name] > 0) - before) * remedy.to_pay(remedy.once)

    def _turns(self, use: tuple[object, ...], sign: int) -> int:
        """1 where a use begins with this line, -1 where it ends, else 0."""
        before = self._uses[use] > 0
        self._uses[use] += sign
        return (self._uses[use] > 0) - before

    def has_place(self, offering: str, terms: Sequence[int]) -> bool:
        """Whether a place is left in every one of the terms."""
        places = self.problem.offering[offering].places
        return all(self.places[offering, t] < places for t in terms)

    def bought(self, remedy: str) -> bool:
        """Whether some line uses a remedy."""
        return self._users[remedy] > 0

    def left(self, funder: str, term: int) -> Pence | None:
        """Pence left of a funder's budget for a term, 0 where it is overspent; None where there is no limit."""
        budget = self.problem.funder[funder].budget_per_term if funder else None
        return None if budget is None else max(0, budget - self._spent[funder, term])

    def one_off_left(self, funder: str) -> Pence | None:
        """Pence left of what a funder may pay once, 0 where it is overspent; None where there is no limit."""
        budget = self.problem.funder[funder].one_off_budget
        return None if budget is None else max(0, budget - self._one_off[funder])

    def places_left(self, offering: str, term: int) -> int:
        """Places left in a term; 0 where there are more learners than places."""
        return max(0, self.problem.offering[offering].places - self.places[offering, term])

    def spent(self, funder: str, term: int) -> Pence:
        """What lines paid by a funder with a budget come to in a term."""
        return self._spent[funder, term]

    def once(self, funder: str) -> Pence:
        """What a funder pays once, all remedies together."""
        return self._one_off[funder]
