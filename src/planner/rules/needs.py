"""Every need is met at every offering taken: in place, by the learner's own support, or by a remedy in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    found = []
    for line in plan.lines:
        learner, offering = problem.learner[line.learner], problem.offering[line.offering]
        met = set(learner.brings | offering.provision | problem.site[offering.site].provision)
        for remedy in (problem.remedy[r] for r in line.remedies):
            if offering.site not in remedy.sites:
                found.append(Breach("needs", learner.id, offering.id, f"{remedy.id} does not work at {offering.site}"))
            elif problem.term_number[line.start] < remedy.lead_terms:
                found.append(Breach("needs", learner.id, offering.id, f"{remedy.id} is not ready by {line.start}"))
            else:
                met |= remedy.gives
        for need in sorted(learner.needs - met):
            found.append(Breach("needs", learner.id, offering.id, f"{need} is not in place"))
    return found
