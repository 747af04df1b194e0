"""The rules of a valid plan, one file each: `check(plan, problem)` in plain Python, sharing no code with any solver.

`check_all` is the independent checker: what it accepts is valid, whoever made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from collections.abc import Callable

    from planner.plan import Plan
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
