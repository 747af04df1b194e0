"""No offering has more learners in a term than places. An employer's carved task is an offering with its own places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    return [
        Breach(
            "places",
            "",
            offering,
            f"{taken} learners for {problem.offering[offering].places} places in {problem.terms[term].id}",
        )
        for (offering, term), taken in plan.places_taken(problem).items()
        if taken > problem.offering[offering].places
    ]
