"""Planning an area: assembly only. Candidates, model, prices, a whole plan, improvement, proof, independent check."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from planner.apart import apart
from planner.by_hand import by_hand
from planner.cannot_hold import why_not_together
from planner.colgen import generate
from planner.goals import value
from planner.modelled import at_plan, looked_twice
from planner.plan import Plan
from planner.progress import TimeIsUp, Watch, never, quiet
from planner.proof import Proof, proof_of
from planner.regions import in_regions
from planner.result import Params, Result
from planner.rules import check_all
from planner.sieve import Sieve
from planner.spread import spread
from planner.whole import make_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from planner.cannot_hold import Contradictions
    from planner.problem import Problem
    from planner.result import Progress
    from planner.rules.breach import Breach

DEFAULT = Params()
SEARCH = (
    0.8  # of the time that is left once there is a model: for the search; the rest is for choosing whole programmes
)
ENDING = 0.0002  # seconds a learner and term that are kept of a limit for checking the plan at the end, about


class CannotHold(ValueError):
    """The lines that people have accepted break rules by themselves; `breaches` says which, `why` how it comes."""

    def __init__(self, breaches: tuple[Breach, ...], problem: Problem) -> None:
        super().__init__("; ".join(f"{b.learner} {b.where}: {b.sentence}" for b in breaches))
        self.breaches, self.problem = breaches, problem

    @cached_property
    def why(self) -> Contradictions:
        """The smallest sets of accepted lines that cannot hold together; worked out when it is first asked for."""
        return why_not_together(self.problem)


def solve(
    problem: Problem,
    params: Params = DEFAULT,
    stop: Callable[[], bool] = never,
    seed: int = 0,
    progress: Callable[[Progress], None] = quiet,
    executor: Executor | None = None,
    at_once: int = 2,
) -> Result:
    """The best plan found for an area, with a bound that no plan can exceed (for the shortlists of `params`).

    `stop` is asked again and again; once it says True the best plan so far is the answer. Raises `CannotHold`.
    Parts of the area that share nothing are planned apart: by the `executor`, if one is given, with so many jobs in
    hand `at_once`. Neither makes a difference to the plan.
    """
    accepted = Plan.of(line for x in problem.learners for line in x.accepted)
    if breaches := check_all(accepted, problem):
        raise CannotHold(breaches, problem)
    watch = Watch(stop, _to_search(params, problem), progress, params.memory_mb)
    watch.say("looking at what is possible")
    sieve = Sieve(problem)
    try:
        parts = apart(sieve, watch.go_on)
    except TimeIsUp:
        parts = [problem]
    if len(parts) > 1:
        return spread(problem, parts, plan_part, params, seed, watch, executor, at_once)
    if len(problem.learners) > params.piece:
        return in_regions(sieve, partial(by_hand, problem, sieve, watch.late), params, seed, watch)
    return _planned(sieve, params, seed, watch)


def plan_part(
    problem: Problem,
    params: Params = DEFAULT,
    stop: Callable[[], bool] = never,
    seed: int = 0,
    progress: Callable[[Progress], None] = quiet,
) -> Result:
    """As `solve`, for a part of an area that is known to be one, and whose accepted lines are known to hold."""
    return _planned(Sieve(problem), params, seed, Watch(stop, _to_search(params, problem), progress, params.memory_mb))


def _to_search(params: Params, problem: Problem) -> float | None:
    """The seconds for the search: the limit, less what it takes to check the plan and write it down."""
    if params.seconds is None:
        return None
    return params.seconds - min(ENDING * len(problem.learners) * len(problem.terms), params.seconds / 4)


def _planned(sieve: Sieve, params: Params, seed: int, watch: Watch) -> Result:
    problem = sieve.problem
    watch.say("planning by hand, to begin from")
    plan = by_hand(problem, sieve, watch.late)  # who says stop still gets all of this
    points = watch.value = value(plan, problem)
    dropped, bound, proof = 0, math.inf, Proof()
    with suppress(TimeIsUp), ThreadPoolExecutor(params.threads) as pool:
        dropped, model, blocks, begin = looked_twice(sieve, plan, params, pool, watch)
        state = at_plan(model, problem, plan)
        with watch.stage(SEARCH):
            search = generate(blocks, params, seed, watch, begin)
        make_whole(state, blocks, search, params, seed, watch)
        if math.isfinite(search.bound):
            proof, bound = proof_of(problem, model, search), math.floor(search.bound + 1e-4)
        if (found := value(state.plan(), problem)) >= points:
            plan, points = state.plan(), found
    return Result(
        plan, points, bound, check_all(plan, problem), params, seed, dropped, watch.stopped, watch.seconds, proof
    )
