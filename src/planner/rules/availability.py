"""Sessions lie inside the learner's availability; hours, days and settings in a term stay within what is wanted.

Work placements count as hours and days, not as settings: the carousel has its own limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan import Plan
    from planner.problem import Learner, Offering, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    return [b for x in problem.learners for t in range(len(problem.terms)) for b in _term(plan, problem, x, t)]


def _term(plan: Plan, problem: Problem, learner: Learner, term: int) -> Iterator[Breach]:
    name = problem.terms[term].id
    running = [problem.offering[line.offering] for line in plan.of_learner(learner.id) if term in problem.running(line)]
    for offering in running:
        if not _inside(offering, learner, name):
            yield Breach("availability", learner.id, offering.id, f"has a session when not available in {name}")
    if sum(o.minutes for o in running) > learner.minutes_a_week:
        yield Breach("availability", learner.id, name, f"more than {learner.minutes_a_week} minutes a week")
    if len({day for o in running for day in o.days}) > learner.days_a_week:
        yield Breach("availability", learner.id, name, f"more than {learner.days_a_week} days a week")
    if len({o.site for o in running if not o.placement}) > learner.settings_at_once:
        yield Breach("availability", learner.id, name, f"more than {learner.settings_at_once} settings at once")


def _inside(offering: Offering, learner: Learner, term: str) -> bool:
    windows = [w for w in learner.available if w.terms is None or term in w.terms]
    return all(any(w.start <= s.start and s.end <= w.end for w in windows) for s in offering.sessions)
