"""What the planner is measured beside: one learner after the other exactly, and the whole area as one programme.

All of them solve the model that the planner has too, with the same candidates; what they are given is a limit of
seconds, in which the writing down of the model counts. HiGHS has one thread, as everywhere here; CP-SAT has two.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy

from benchmarks.kept import same
from planner.build import build
from planner.by_hand import by_hand
from planner.candidates import all_candidates
from planner.mixture import INF
from planner.monolith import solve_whole, write_whole
from planner.plan import Plan
from planner.result import Params
from planner.shortlists import BLOCK, Candidates, fit, shortlists
from planner.sieve import Sieve
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.model import Model
    from planner.problem import Problem

CLOSE = 0.01  # the gap whose moment is noted


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, a bound on all plans (infinite where none is proven), and when the two were first 1 % apart."""

    plan: Plan
    bound: float
    seconds: float
    close_at: float | None = None


class Clock:
    """Seconds since the beginning, what is left of a limit, and the first moment at which bound and value are close."""

    def __init__(self, seconds: float | None) -> None:
        self._began = time.monotonic()
        self._limit = math.inf if seconds is None else seconds
        self.close_at: float | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        return max(0.0, self._limit - self.seconds)

    def note(self, value: float, bound: float, at: float | None = None) -> None:
        """Where a search stands, at a moment (now)."""
        if self.close_at is None and 0 < bound < math.inf and bound - value <= CLOSE * bound:
            self.close_at = self.seconds if at is None else at


def the_model(problem: Problem, *, shortlisted: bool) -> Model:
    """The model over all candidates, or over the planner's own shortlists."""
    cuts = stretches(problem)
    if not shortlisted:
        return build(problem, Candidates(all_candidates(problem), 0), cuts)
    params, sieve = Params(), Sieve(problem)
    keep, width = by_hand(problem, sieve).lines, min(params.width, BLOCK)
    short = shortlists(sieve, params.shortlist, len(cuts), width, keep)
    return build(problem, fit(short, cuts, problem, keep, dict.fromkeys(problem.learner, width)), cuts)


def one_by_one(problem: Problem, seed: int, seconds: float | None = None, *, shortlisted: bool = False) -> Found:
    """Learners in the order of the problem: each has the best programme there is in what those before have left."""
    clock = Clock(seconds)
    model = the_model(problem, shortlisted=shortlisted)
    accepted = {line for x in problem.learners for line in x.accepted}
    state = State(model, problem, [j for j, c in enumerate(model.candidates) if c.line in accepted])
    for x in range(len(problem.learners)):
        if not clock.left:
            break
        answer = solve_whole(
            model, [x], state.residual([x]), state.bought([x]), start=state.of[x], seed=seed, seconds=clock.left
        )
        if answer.chosen is not None:
            state.put(x, answer.chosen)
    return Found(state.plan(), math.inf, clock.seconds)


def monolith(problem: Problem, seed: int, seconds: float | None = None, *, shortlisted: bool = False) -> Found:
    """The whole area as one mixed integer programme, by HiGHS."""
    clock = Clock(seconds)
    model = the_model(problem, shortlisted=shortlisted)
    programme, at = write_whole(model, range(len(problem.learners)))
    h = programme.in_highs(seed)
    before = clock.seconds
    if math.isfinite(clock.left):
        h.setOptionValue("time_limit", max(0.1, clock.left))
    h.cbMipInterrupt.subscribe(
        lambda event: clock.note(-event.data_out.mip_primal_bound, -event.data_out.mip_dual_bound)
    )
    h.run()
    info = h.getInfo()
    bound = -info.mip_dual_bound
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        clock.note(-info.objective_function_value, bound, before + h.getRunTime())
        values: Iterable[float] = h.getSolution().col_value
        return _found(problem, model, at, list(values), bound, clock)
    return _found(problem, model, at, None, bound, clock)


def cp_sat(problem: Problem, seed: int, seconds: float | None = None, *, shortlisted: bool = False) -> Found:
    """The same programme by OR-Tools CP-SAT, every variable whole: all numbers of the model are."""
    clock = Clock(seconds)
    model = the_model(problem, shortlisted=shortlisted)
    programme, at = write_whole(model, range(len(problem.learners)))
    asked = {
        "cost": programme.cost,
        "high": programme.high,
        "rows": programme.rows,
        "lower": [None if x <= -INF else x for x in programme.lower],
        "upper": [None if x >= INF else x for x in programme.upper],
        "seed": seed,
        "seconds": clock.left if math.isfinite(clock.left) else None,
    }
    before = clock.seconds
    command = [sys.executable, "-m", "benchmarks.peers_cp_sat"]
    told = subprocess.run(command, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True, env=same())
    answer = json.loads(told.stdout)
    if answer["close_at"] is not None:
        clock.close_at = before + answer["close_at"]
    bound = math.inf if answer["bound"] is None else answer["bound"]
    return _found(problem, model, at, answer["values"], bound, clock)


def _found(
    problem: Problem, model: Model, at: Mapping[int, int], values: list[float] | None, bound: float, clock: Clock
) -> Found:
    """As a plan; where nothing was found, what people have agreed."""
    if values is None:
        plan = Plan.of(line for x in problem.learners for line in x.accepted)
    else:
        plan = Plan.of(model.candidates[j].line for j, i in at.items() if values[i] > 0.5)
    proven = math.floor(bound + 1e-4) if math.isfinite(bound) else math.inf
    return Found(plan, proven, clock.seconds, clock.close_at)
