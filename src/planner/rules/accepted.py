"""Lines that people have agreed stay, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    there = set(plan.lines)
    return [
        Breach("accepted", learner.id, line.offering, f"was agreed from {line.start} and is not in the plan")
        for learner in problem.learners
        for line in learner.accepted
        if line not in there
    ]
