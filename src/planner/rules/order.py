"""What an offering requires is there before it starts, and nothing that is done is repeated.

Skills come from before the plan or from lines completed in earlier terms; a completed line also counts as its
service. A service that is not repeatable is taken once, and not if it was done before the plan.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan import Plan
    from planner.problem import Learner, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    return [b for x in problem.learners for b in (*_early(plan, problem, x), *_repeated(plan, problem, x))]


def _early(plan: Plan, problem: Problem, learner: Learner) -> Iterator[Breach]:
    lines = plan.of_learner(learner.id)
    for line in lines:
        held = set(learner.skills)
        for earlier in lines:
            if problem.running(earlier).stop <= problem.running(line).start:
                done = problem.offering[earlier.offering]
                held |= done.grants | {done.service}
        for skill in sorted(problem.offering[line.offering].requires - held):
            yield Breach("order", learner.id, line.offering, f"needs {skill} before {line.start}")


def _repeated(plan: Plan, problem: Problem, learner: Learner) -> Iterator[Breach]:
    offerings = [problem.offering[line.offering] for line in plan.of_learner(learner.id)]
    for service, times in Counter(o.service for o in offerings if not o.repeatable).items():
        if times + (service in learner.skills) > 1:
            yield Breach("order", learner.id, service, "is taken more than once")
