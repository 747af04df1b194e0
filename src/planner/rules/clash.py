"""No two sessions of a learner overlap in a term, commitments included, with time to travel between sites."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from planner.problem import DAY
from planner.rules.breach import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan import Plan
    from planner.problem import Learner, Problem


class _Taken(NamedTuple):
    what: str
    start: int
    end: int
    place: str | None
    line: int  # sessions of one line never clash with each other; commitments are -1


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    return [
        Breach("clash", learner.id, a.what, f"clashes with {b.what} in {problem.terms[term].id}")
        for learner in problem.learners
        for term in range(len(problem.terms))
        for a, b in combinations(_week(plan, problem, learner, term), 2)
        if _clash(a, b, problem)
    ]


def _week(plan: Plan, problem: Problem, learner: Learner, term: int) -> list[_Taken]:
    taken = [*_sessions(plan, problem, learner, term), *_commitments(problem, learner, term)]
    return sorted(taken, key=lambda t: (t.what, t.start, t.end, t.line))


def _sessions(plan: Plan, problem: Problem, learner: Learner, term: int) -> Iterator[_Taken]:
    for number, line in enumerate(plan.of_learner(learner.id)):
        offering = problem.offering[line.offering]
        if term in problem.running(line):
            for s in offering.sessions:
                yield _Taken(offering.id, s.start, s.end, problem.site[offering.site].place, number)


def _commitments(problem: Problem, learner: Learner, term: int) -> Iterator[_Taken]:
    for taken in learner.commitments:
        if taken.terms is None or problem.terms[term].id in taken.terms:
            yield _Taken(taken.title, taken.start, taken.end, taken.place, -1)


def _clash(a: _Taken, b: _Taken, problem: Problem) -> bool:
    if a.line == b.line or a.start // DAY != b.start // DAY:
        return False
    way = problem.travel.minutes(a.place, b.place) if a.place and b.place else 0
    return a.start < b.end + way and b.start < a.end + way
