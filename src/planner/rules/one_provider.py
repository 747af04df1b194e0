"""Area rule `one-provider-a-year`: a funder that pays for one provider pays one organisation in a funding year.

Two organisations are one provider where one of them subcontracts the other, unless `no-subcontracting` is in
force as well.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Learner, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule; none where it is not in force."""
    if "one-provider-a-year" not in problem.rules:
        return []
    return [
        Breach("one_provider", learner.id, funder.id, f"pays {a} and {b} in the funding year {year}")
        for funder in problem.funders
        if funder.one_provider_a_year
        for learner in problem.learners
        for year in sorted({t.funding_year for t in problem.terms})
        for a, b in combinations(_paid(plan, problem, learner, funder.id, year), 2)
        if not _one(a, b, problem)
    ]


def _paid(plan: Plan, problem: Problem, learner: Learner, funder: str, year: int) -> list[str]:
    return sorted(
        {
            problem.provider(problem.offering[line.offering])
            for line in plan.of_learner(learner.id)
            if line.funder == funder and any(problem.terms[t].funding_year == year for t in problem.running(line))
        }
    )


def _one(a: str, b: str, problem: Problem) -> bool:
    if "no-subcontracting" in problem.rules:
        return False
    return b in problem.organisation[a].subcontracts or a in problem.organisation[b].subcontracts
