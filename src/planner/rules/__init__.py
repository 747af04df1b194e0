"""The rules of a valid plan, one file each: `check(plan, problem)` in plain Python, sharing no code with any solver.

`check_all` is the independent checker: what it accepts is valid, whoever made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.part import part
from planner.plan import Plan
from planner.rules import (
    accepted,
    age_limits,
    availability,
    carousel,
    clash,
    money,
    needs,
    one_provider,
    order,
    places,
    plan_limits,
    said_no,
    terms,
    travel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from planner.problem import Problem
    from planner.rules.breach import Breach

CHECKS: dict[str, Callable[[Plan, Problem], list[Breach]]] = {
    "terms": terms.check,
    "clash": clash.check,
    "availability": availability.check,
    "travel": travel.check,
    "needs": needs.check,
    "order": order.check,
    "places": places.check,
    "carousel": carousel.check,
    "money": money.check,
    "accepted": accepted.check,
    "said_no": said_no.check,
    "one_provider": one_provider.check,
    "age_limits": age_limits.check,
    "plan_limits": plan_limits.check,
}


def check_all(plan: Plan, problem: Problem) -> tuple[Breach, ...]:
    """Every breach of every rule, sorted. Where lines name unknown things or terms, only those are told."""
    unreadable = terms.check(plan, problem)
    if unreadable:
        return tuple(sorted(unreadable))
    return tuple(sorted(breach for check in CHECKS.values() for breach in check(plan, problem)))


def check_some(plan: Plan, problem: Problem, learners: Collection[str]) -> tuple[Breach, ...]:
    """The breaches of some learners, and those of the area that lines of theirs take part in, sorted.

    Where a plan was valid and only these learners' lines are new, it is valid if and only if there are none.
    """
    mine = Plan(tuple(line for line in plan.lines if line.learner in learners))
    few = part(problem, (x for x in problem.learners if x.id in learners))
    if unreadable := terms.check(mine, few):
        return tuple(sorted(unreadable))
    own = [b for name, check in CHECKS.items() if name not in ("places", "money") for b in check(mine, few)]
    taken = {line.offering for line in mine.lines}
    beside = Plan(tuple(line for line in plan.lines if line.offering in taken))
    return tuple(sorted([*own, *places.check(beside, problem), *money.check_some(mine, plan, few, problem)]))
