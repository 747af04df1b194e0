"""What learners wished for, against what the plan gives them. Counts and lists; it decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.problem import NEVER

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Learner, Offering, Problem


def wanted(learner: Learner) -> frozenset[str]:
    """The services and organisations that a learner wished for."""
    return frozenset(w.about for w in learner.wishes if w.strength > 0)


def unanswered(learner: Learner, plan: Plan, problem: Problem) -> frozenset[str]:
    """The wishes for a service or an organisation that no line of the learner answers."""
    taken = [problem.offering[line.offering] for line in plan.of_learner(learner.id)]
    got = {o.service for o in taken} | {problem.provider(o) for o in taken}
    return wanted(learner) - got


def missed(learner: Learner, plan: Plan, problem: Problem) -> list[Offering]:
    """The offerings that would have answered an unanswered wish, in the order of the problem."""
    left = unanswered(learner, plan, problem)
    return [
        o
        for o in problem.offerings
        if left & {o.service, problem.provider(o)} and learner.wish_for(o, problem.provider(o)) > NEVER
    ]
