"""The whole area as one mixed integer programme: exact where it is small. What `solve` is proved against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.build import build
from planner.candidates import all_candidates
from planner.goals import value
from planner.monolith import solve_whole
from planner.plan import Plan
from planner.progress import Watch, never
from planner.result import Params, Result
from planner.rules import check_all
from planner.shortlists import Candidates
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.problem import Problem


def reference(
    problem: Problem, seconds: float | None = None, stop: Callable[[], bool] = never, seed: int = 0, gap: float = 0.0
) -> Result:
    """The best plan over all candidates, no shortlist. With a limit of seconds: the best found, and the bound."""
    watch = Watch(stop, seconds)
    model = build(problem, Candidates(all_candidates(problem), 0), stretches(problem))
    answer = solve_whole(model, range(len(problem.learners)), gap=gap, seed=seed, seconds=watch.left, stop=watch.over)
    plan = Plan.of(model.candidates[j].line for j in answer.chosen or ())
    params = Params(shortlist=None, gap=gap, seconds=seconds, threads=1)
    bound = math.floor(answer.bound + 1e-4) if math.isfinite(answer.bound) else math.inf
    return Result(
        plan, value(plan, problem), bound, check_all(plan, problem), params, seed, 0, watch.stopped, watch.seconds
    )
