"""The way from home to a site is within the learner's limit; with transport in place, within the area's limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.problem import TRANSPORT
from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Line, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    found = []
    for line in plan.lines:
        learner, site = problem.learner[line.learner], problem.site[problem.offering[line.offering].site]
        limit = problem.transport_limit if _transport(line, problem) else 0
        over = problem.minutes_to(learner, site) - max(limit, learner.travel_limit)
        if over > 0:
            found.append(Breach("travel", learner.id, line.offering, f"{over} minutes too far"))
    return found


def _transport(line: Line, problem: Problem) -> bool:
    offering, learner = problem.offering[line.offering], problem.learner[line.learner]
    in_place = TRANSPORT in problem.site[offering.site].provision | offering.provision | learner.brings
    bought = (problem.remedy[r] for r in line.remedies)
    return in_place or any(TRANSPORT in r.gives and offering.site in r.sites for r in bought)
