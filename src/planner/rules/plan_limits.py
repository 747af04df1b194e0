"""Area rule `plan-limits`: offerings and funders that are for learners with an EHC plan are only for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule; none where it is not in force."""
    if "plan-limits" not in problem.rules:
        return []
    found = []
    for line in plan.lines:
        asks = problem.offering[line.offering].ehc_plan_only
        asks = asks or bool(line.funder and problem.funder[line.funder].ehc_plan_only)
        if asks and not problem.learner[line.learner].ehc_plan:
            found.append(Breach("plan_limits", line.learner, line.offering, "is for learners with an EHC plan"))
    return found
