"""Work placements in a week: so many employers at the most, one day at each, one a day, at most half a day at each.

Together they stay within the placement hours that the learner wants (16 hours in the source of this rule). One
learner at a time at a task is `places`, skills of a task are `order`.
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
    return [b for x in problem.learners for t in range(len(problem.terms)) for b in _week(plan, problem, x, t)]


def _week(plan: Plan, problem: Problem, learner: Learner, term: int) -> Iterator[Breach]:
    name = problem.terms[term].id
    running = [problem.offering[y.offering] for y in plan.of_learner(learner.id) if term in problem.running(y)]
    tasks = [o for o in running if o.placement]
    for task in tasks:
        if len(task.days) > 1 or task.minutes > problem.carousel.half_day:
            yield Breach("carousel", learner.id, task.id, "is more than half a day on one day of the week")
    for employer, times in Counter(problem.provider(o) for o in tasks).items():
        if times > 1:
            yield Breach("carousel", learner.id, employer, f"is worked at more than once a week in {name}")
    if any(times > 1 for times in Counter(day for o in tasks for day in o.days).values()):
        yield Breach("carousel", learner.id, name, "has two employers on one day")
    if len({problem.provider(o) for o in tasks}) > problem.carousel.employers:
        yield Breach("carousel", learner.id, name, f"has more than {problem.carousel.employers} employers a week")
    if sum(o.minutes for o in tasks) > learner.placement_minutes:
        yield Breach("carousel", learner.id, name, f"has more than {learner.placement_minutes} minutes of placement")
