"""Everything that is told about an area: its plan, why wishes were not met, what would help. Assembly only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.by_hand import by_hand
from planner.changes import what_would_help
from planner.explain import explain_many
from planner.fairness import fairness
from planner.files import Answer
from planner.files.wished import missed
from planner.goals import value
from planner.progress import never, quiet
from planner.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.problem import Problem
    from planner.result import Params, Progress


def answer(
    problem: Problem,
    params: Params,
    stop: Callable[[], bool] = never,
    seed: int = 0,
    progress: Callable[[Progress], None] = quiet,
    tries: int = 12,
) -> Answer:
    """A plan for the area, reasons for the wishes it does not meet, and the changes that would help most.

    `tries` is how many changes are planned again. Once `stop` says True, reasons and changes are left out.
    """
    result = solve(problem, params, stop, seed, progress)
    hand = by_hand(problem)
    first, who_gains = value(hand, problem), fairness(problem, result.plan, hand)
    if result.stopped:
        return Answer(problem, result, first, (), (), who_gains)
    asked = {x.id: [o.id for o in missed(x, result.plan, problem)] for x in problem.learners}
    reasons = explain_many(problem, result.plan, asked, stop, progress)
    changes = what_would_help(problem, result.plan, tries, stop, progress)
    return Answer(problem, result, first, tuple(reasons), tuple(changes), who_gains)
