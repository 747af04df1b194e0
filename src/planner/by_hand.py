"""What a college does today, as a plan: first come, first served, no look-ahead. The baseline of every comparison.

Learners come in the order of the problem. Each goes through the terms in order, has the forty best-looking starts laid
out where places are left, and takes, again and again, the best line that still fits, at full price for any remedy
nobody has bought yet; then the next forty, until forty bring nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.candidates import seen, the_lines
from planner.conflicts import Conflicts
from planner.goals import price_points
from planner.plan import Plan
from planner.programme import Programme
from planner.progress import never
from planner.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.candidates import Candidate
    from planner.problem import Learner, Line, Problem
    from planner.sieve import Look

LAID_OUT = 40


def by_hand(problem: Problem, sieve: Sieve | None = None, over: Callable[[], bool] = never) -> Plan:
    """The plan; `sieve` is made where it is not given. Once `over` says True, those left get what they agreed."""
    sieve = sieve or Sieve(problem)
    ledger = _Ledger(problem, sieve)
    for learner in problem.learners:
        for c in the_lines(learner, learner.accepted, problem):
            ledger.take(c)
    conflicts = Conflicts(problem)
    for learner in problem.learners:
        if over():
            break
        _serve(learner, ledger, conflicts, sieve)
    return Plan.of(ledger.lines)


class _Ledger:
    """What is taken so far: lines, places, money."""

    def __init__(self, problem: Problem, sieve: Sieve) -> None:
        self._problem = problem
        self._number = sieve.number
        places = np.array([o.places for o in problem.offerings], np.int64)
        self.free = np.repeat(places[:, None], len(problem.terms), axis=1)
        self.lines: list[Line] = []
        self.of: dict[str, list[Candidate]] = defaultdict(list)
        self._spent: dict[tuple[str, str, int], int] = defaultdict(int)  # funder, learner ("": all), term
        self._one_off: dict[str, int] = defaultdict(int)
        self.bought: set[str] = set()
        self._used: set[tuple[object, ...]] = set()

    def take(self, c: Candidate) -> None:
        """Writes a line down."""
        self.lines.append(c.line)
        self.of[c.line.learner].append(c)
        for t in c.terms:
            self.free[self._number[c.offering.id], t] -= 1
            for who in (c.line.learner, ""):
                self._spent[c.line.funder, who, t] += self._price(c, t)
        for payer, pence in self._once(c):
            self._one_off[payer] += pence
        self.bought |= set(c.line.remedies)
        self._used |= {(r, c.line.learner) for r in c.line.remedies}
        self._used |= {(r, c.line.learner, t, c.line.funder) for r in c.line.remedies for t in c.terms}

    def affordable(self, c: Candidate, learner: Learner) -> bool:
        """Whether places, ceilings and budgets leave room for a line."""
        problem, funder = self._problem, c.line.funder
        if any(self.free[self._number[c.offering.id], t] < 1 for t in c.terms):
            return False
        ceiling = sum(f.per_term for f in learner.funding if f.funder == funder)
        budget = problem.funder[funder].budget_per_term if funder else None
        for t in c.terms:
            price = self._price(c, t)
            if self._spent[funder, learner.id, t] + price > ceiling:
                return False
            if budget is not None and self._spent[funder, "", t] + price > budget:
                return False
        once: dict[str, int] = defaultdict(int)
        for payer, pence in self._once(c):
            once[payer] += pence
        limits = {payer: problem.funder[payer].one_off_budget for payer in once}
        return all(limit is None or self._one_off[p] + once[p] <= limit for p, limit in limits.items())

    def _price(self, c: Candidate, t: int) -> int:
        """Pence that a line adds in a term."""
        new = [r for r in c.line.remedies if (r, c.line.learner, t, c.line.funder) not in self._used]
        bought = (self._problem.remedy[r] for r in new)
        return c.offering.price + sum(r.to_pay(r.per_term) for r in bought)

    def _once(self, c: Candidate) -> list[tuple[str, int]]:
        """(payer, pence) of what a line makes necessary to buy once."""
        found = []
        for r in (self._problem.remedy[r] for r in c.line.remedies):
            if r.id not in self.bought:
                found.append((r.paid_by, r.to_pay(r.once)))
            if (r.id, c.line.learner) not in self._used:
                found.append((r.paid_by, r.to_pay(r.per_learner)))
        return found


def _serve(learner: Learner, ledger: _Ledger, conflicts: Conflicts, sieve: Sieve) -> None:
    programme = Programme(learner, sieve.problem, ledger.of[learner.id])
    look = sieve.look(learner, ledger.free)
    for term in range(len(sieve.problem.terms)):
        for rows in _batches(look, term):
            took = _take(learner, seen(learner, look, [(r, term) for r in rows], sieve), ledger, conflicts, programme)
            if not took:
                break


def _batches(look: Look, term: int) -> Iterator[list[int]]:
    """The rows of a look that can start in a term, the best by themselves first."""
    gain = look.gain[:, term]
    rows = np.argsort(-gain, kind="stable")[: int((gain > 0).sum())].tolist()
    for first in range(0, len(rows), LAID_OUT):
        yield rows[first : first + LAID_OUT]


def _take(
    learner: Learner, open_: list[Candidate], ledger: _Ledger, conflicts: Conflicts, programme: Programme
) -> bool:
    """Takes the best line that fits, again and again; whether there was one."""
    problem, took = programme.problem, False
    new = ledger.of[learner.id]  # what the open lines have not been held against
    while open_:
        mine = ledger.of[learner.id]
        open_ = [c for c in open_ if not any(conflicts.between(c, m) for m in new)]
        open_ = [c for c in open_ if _fits(c, learner, mine, problem) and ledger.affordable(c, learner)]
        gains = {c.line: programme.gain(c) - _to_buy(c, ledger, problem) for c in open_}
        best = max(open_, key=lambda c: (gains[c.line], c.line), default=None)
        if best is None or gains[best.line] <= 0:
            break
        ledger.take(best)
        programme.take(best)
        new, took = [best], True
    return took


def _to_buy(c: Candidate, ledger: _Ledger, problem: Problem) -> int:
    """The points of what a line makes necessary to buy for all."""
    new = (problem.remedy[r] for r in set(c.line.remedies) - ledger.bought)
    return sum(price_points(r.to_pay(r.once), problem.goals) for r in new)


def _fits(c: Candidate, learner: Learner, mine: list[Candidate], problem: Problem) -> bool:
    """Whether a line that clashes with none is within the learner's own limits, beside the programme so far."""
    held = set(learner.skills)
    for m in mine:
        if m.terms.stop <= c.terms.start:
            held |= m.offering.grants | {m.offering.service}
    if c.offering.requires - held:
        return False
    for t in c.terms:
        running = [m.offering for m in mine if t in m.terms] + [c.offering]
        tasks = [o for o in running if o.placement]
        if (
            sum(o.minutes for o in running) > learner.minutes_a_week
            or len({d for o in running for d in o.days}) > learner.days_a_week
            or len({o.site for o in running if not o.placement}) > learner.settings_at_once
            or sum(o.minutes for o in tasks) > learner.placement_minutes
            or len({problem.provider(o) for o in tasks}) > problem.carousel.employers
        ):
            return False
    return True
