"""What the lines of a plan use of what learners share: places, budgets, remedies bought once. Kept line by line.

For the search; the rules in `rules/` say what is valid, and share nothing with this.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from planner.problem import Problem
from planner.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from planner.learner import Line
    from planner.plan import Plan
    from planner.problem import Pence

KEPT = "in_force"
SHARED = tuple(f.name for f in fields(Problem) if f.name != "learners")


class Ledger:
    """Sums over the lines written down. A line may be taken out again, in any order."""

    def __init__(self, problem: Problem, lines: Iterable[Line] = ()) -> None:
        self.problem = problem
        self.places: Counter[tuple[str, int]] = Counter()
        self._spent: Counter[tuple[str, int]] = Counter()
        self._one_off: Counter[str] = Counter()
        self._uses: Counter[tuple[object, ...]] = Counter()
        self._users: Counter[str] = Counter()
        self.add(lines)

    def copy(self) -> Ledger:
        """The same sums, to be changed apart."""
        new = Ledger(self.problem)
        for name, sums in vars(self).items():
            if isinstance(sums, Counter):
                setattr(new, name, sums.copy())
        return new

    def add(self, lines: Iterable[Line]) -> None:
        """Writes lines down."""
        self._write(tuple(lines), 1)

    def drop(self, lines: Iterable[Line]) -> None:
        """Takes lines out that were written down."""
        self._write(tuple(lines), -1)

    def _write(self, lines: Sequence[Line], sign: int) -> None:
        """Many lines are alike in what they take but for their remedies: those are counted at once."""
        for (name, start, funder), times in Counter((y.offering, y.start, y.funder) for y in lines).items():
            offering, first = self.problem.offering[name], self.problem.term_number[start]
            for t in range(first, first + offering.lasts):
                self.places[name, t] += sign * times
                self._spent[funder, t] += sign * times * offering.price
        for line in lines:
            for remedy in line.remedies:
                self._remedy(remedy, line, sign)

    def _remedy(self, name: str, line: Line, sign: int) -> None:
        remedy = self.problem.remedy[name]
        price = remedy.to_pay(remedy.per_term)
        for t in self.problem.running(line) if price else ():
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

    def places_left(self, offering: str, term: int) -> int:
        """Places left in a term; 0 where there are more learners than places."""
        return max(0, self.problem.offering[offering].places - self.places[offering, term])

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

    def over(self) -> Iterator[tuple[tuple[str, str, int], int]]:
        """What is used beyond its limit, by how much: ("place", offering, term), ("budget", funder, term), one-off."""
        places = {o.id: o.places for o in self.problem.offerings}
        for (name, t), taken in sorted((key, n) for key, n in self.places.items() if n > places.get(key[0], 0)):
            yield ("place", name, t), taken - places.get(name, 0)
        for f in self.problem.funders:
            for t in range(len(self.problem.terms)) if f.budget_per_term is not None else ():
                if self._spent[f.id, t] > (f.budget_per_term or 0):
                    yield ("budget", f.id, t), self._spent[f.id, t] - (f.budget_per_term or 0)
            if f.one_off_budget is not None and self._one_off[f.id] > f.one_off_budget:
                yield ("one-off", f.id, 0), self._one_off[f.id] - f.one_off_budget


@dataclass
class InForce:
    """What is worked out once about a plan in force, and kept with it: `in_force` finds it there.

    Nobody changes it; whoever plans on makes a copy of the ledger. It does not leave the process with the plan.
    """

    problem: Problem
    ledger: Ledger

    @cached_property
    def sieve(self) -> Sieve:
        """The offerings of the problem as arrays, for any learner."""
        return Sieve(self.problem)

    def sieve_for(self, problem: Problem) -> Sieve:
        """The same for a problem that came of this one: made again only where more than its learners differ."""
        return self.sieve if only_learners_differ(self.problem, problem) else Sieve(problem)

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _nothing, ()


def in_force(problem: Problem, plan: Plan) -> InForce:
    """What is known about a plan, worked out where it was not yet; learners without lines may differ meanwhile."""
    kept: InForce | None = plan.__dict__.get(KEPT)
    if kept is None or not only_learners_differ(kept.problem, problem):
        kept = plan.__dict__[KEPT] = InForce(problem, Ledger(problem, plan.lines))
    return kept


def keep(problem: Problem, plan: Plan, ledger: Ledger, before: InForce) -> None:
    """Keeps a ledger with its plan, and the sieve that was there before where it still says the same."""
    kept = plan.__dict__[KEPT] = InForce(problem, ledger)
    if "sieve" in before.__dict__ and only_learners_differ(before.problem, problem):
        kept.__dict__["sieve"] = before.sieve


def only_learners_differ(one: Problem, other: Problem) -> bool:
    """Whether two problems have all but their learners in common, the very same things."""
    return all(getattr(one, name) is getattr(other, name) for name in SHARED)


def _nothing() -> None:
    """What stands for something kept, in another process."""
