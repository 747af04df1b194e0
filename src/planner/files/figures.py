"""The figures of a plan that people ask for: outcomes, money, places. Sums only; nothing here decides anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan import Plan
    from planner.problem import Minute, Offering, Pence, Problem


@dataclass(slots=True)
class Covered:
    """One outcome: how many want it and get some of it, and minutes a week summed over learners and terms."""

    outcome: str
    wanted_by: int = 0
    served: int = 0
    wanted: Minute = 0
    planned: Minute = 0


@dataclass(slots=True)
class Spent:
    """What a funder pays, with VAT: in all terms together, in the dearest term, and once."""

    funder: str
    lines: Pence = 0
    remedies: Pence = 0
    dearest_term: Pence = 0
    once: Pence = 0

    @property
    def total(self) -> Pence:
        """Everything together."""
        return self.lines + self.remedies + self.once


def outcomes(plan: Plan, problem: Problem) -> list[Covered]:
    """Every outcome that some learner wants, the most wanted first. More than is wanted does not count."""
    found: dict[str, Covered] = {}
    for learner in problem.learners:
        minutes: dict[tuple[int, str], int] = defaultdict(int)
        for line in plan.of_learner(learner.id):
            for term in problem.running(line):
                for part in problem.offering[line.offering].contributes:
                    minutes[term, part.outcome] += part.minutes
        for aim in learner.aims:
            planned = sum(min(minutes[t, aim.outcome], aim.target) for t in range(len(problem.terms)))
            row = found.setdefault(aim.outcome, Covered(aim.outcome))
            row.wanted_by += 1
            row.served += planned > 0
            row.wanted += aim.target * len(problem.terms)
            row.planned += planned
    return sorted(found.values(), key=lambda c: (-c.wanted_by, c.outcome))


def money(plan: Plan, problem: Problem) -> list[Spent]:
    """What each funder pays, in the order of the problem."""
    found = {f.id: Spent(f.id) for f in problem.funders}
    by_term: dict[tuple[str, int], Pence] = defaultdict(int)
    for line in plan.lines:
        price = problem.offering[line.offering].price if line.funder in found else 0  # "" where it is free
        for term in problem.running(line):
            if line.funder in found:
                found[line.funder].lines += price
                by_term[line.funder, term] += price
    for name, _, term, funder in plan.terms_of_use(problem):
        if funder in found:
            price = problem.remedy[name].to_pay(problem.remedy[name].per_term)
            found[funder].remedies += price
            by_term[funder, term] += price
    for name in plan.remedies:
        found[problem.remedy[name].paid_by].once += problem.remedy[name].to_pay(problem.remedy[name].once)
    for name, _ in plan.uses:
        found[problem.remedy[name].paid_by].once += problem.remedy[name].to_pay(problem.remedy[name].per_learner)
    for (name, _), price in by_term.items():
        found[name].dearest_term = max(found[name].dearest_term, price)
    return list(found.values())


def places(plan: Plan, problem: Problem) -> Iterator[tuple[Offering, int, int]]:
    """(offering, term number, places taken) for every term in which an offering can run."""
    taken = plan.places_taken(problem)
    for offering in problem.offerings:
        starts = [problem.term_number[s] for s in offering.starts]
        for term in range(len(problem.terms)):
            count = taken.get((offering.id, term), 0)
            if count or any(start <= term < start + offering.lasts for start in starts):
                yield offering, term, count
