"""What a learner has said no to is not proposed, unless they have since accepted the line itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.problem import NEVER
from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    found = []
    for line in plan.lines:
        learner, offering = problem.learner[line.learner], problem.offering[line.offering]
        if learner.wish_for(offering, problem.provider(offering)) == NEVER and line not in learner.accepted:
            found.append(Breach("said_no", learner.id, offering.id, "the learner has said no to it"))
    return found
