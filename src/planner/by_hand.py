"""What a college does today, as a plan: first come, first served, no look-ahead. The baseline of every comparison.

Learners come in the order of the problem. Each goes through the terms in order and takes, again and again, the
best-looking line that starts in that term and still fits, at full price for any remedy nobody has bought yet.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.candidates import all_candidates
from planner.conflicts import Conflicts
from planner.goals import price_points
from planner.plan import Plan
from planner.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.candidates import Candidate
    from planner.problem import Learner, Line, Problem


def by_hand(problem: Problem, everything: Mapping[str, tuple[Candidate, ...]] | None = None) -> Plan:
    """The plan; `everything` are the candidates of every learner, worked out where they are not given."""
    everything = all_candidates(problem) if everything is None else everything
    ledger = _Ledger(problem)
    for learner in problem.learners:
        for line in learner.accepted:
            ledger.take(next(c for c in everything[learner.id] if c.line == line))
    conflicts = Conflicts(problem)
    for learner in problem.learners:
        _serve(learner, everything[learner.id], ledger, conflicts, problem)
    return Plan.of(ledger.lines)


class _Ledger:
    """What is taken so far: lines, places, money."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.lines: list[Line] = []
        self.of: dict[str, list[Candidate]] = defaultdict(list)
        self._places: dict[tuple[str, int], int] = defaultdict(int)
        self._spent: dict[tuple[str, str, int], int] = defaultdict(int)  # funder, learner ("": all), term
        self._one_off: dict[str, int] = defaultdict(int)
        self.bought: set[str] = set()
        self._used: set[tuple[object, ...]] = set()

    def take(self, c: Candidate) -> None:
        """Writes a line down."""
        self.lines.append(c.line)
        self.of[c.line.learner].append(c)
        for t in c.terms:
            self._places[c.offering.id, t] += 1
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
        if any(self._places[c.offering.id, t] >= c.offering.places for t in c.terms):
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


def _serve(
    learner: Learner, candidates: tuple[Candidate, ...], ledger: _Ledger, conflicts: Conflicts, problem: Problem
) -> None:
    programme = Programme(learner, problem, ledger.of[learner.id])
    for term in range(len(problem.terms)):
        open_ = [c for c in candidates if c.terms.start == term]
        while open_:
            mine = ledger.of[learner.id]
            open_ = [c for c in open_ if _fits(c, learner, mine, conflicts, problem) and ledger.affordable(c, learner)]
            gains = {c.line: programme.gain(c) - _to_buy(c, ledger, problem) for c in open_}
            best = max(open_, key=lambda c: (gains[c.line], c.line), default=None)
            if best is None or gains[best.line] <= 0:
                break
            ledger.take(best)
            programme.take(best)


def _to_buy(c: Candidate, ledger: _Ledger, problem: Problem) -> int:
    """The points of what a line makes necessary to buy for all."""
    new = (problem.remedy[r] for r in set(c.line.remedies) - ledger.bought)
    return sum(price_points(r.to_pay(r.once), problem.goals) for r in new)


def _fits(c: Candidate, learner: Learner, mine: list[Candidate], conflicts: Conflicts, problem: Problem) -> bool:
    """Whether a line fits the learner's own programme so far."""
    if any(conflicts.between(c, m) for m in mine):
        return False
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
