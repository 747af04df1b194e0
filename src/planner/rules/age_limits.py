"""Area rule `age-limits`: on the first day of a term the learner's age is within the limits of offering and funder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Funder, Offering, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule; none where it is not in force."""
    if "age-limits" not in problem.rules:
        return []
    found = []
    for line in plan.lines:
        limits: list[Offering | Funder] = [problem.offering[line.offering]]
        limits += [problem.funder[line.funder]] if line.funder else []
        for term in (problem.terms[t] for t in problem.running(line)):
            age = problem.learner[line.learner].age_on(term.starts)
            for limit in limits:
                if not (limit.min_age or 0) <= age <= (age if limit.max_age is None else limit.max_age):
                    found.append(Breach("age_limits", line.learner, limit.id, f"aged {age} in {term.id}"))
    return found
