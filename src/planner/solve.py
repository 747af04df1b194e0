"""Planning an area: assembly only. Candidates, model, prices, a whole plan, improvement, proof, independent check."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from planner.apart import apart
from planner.area_blocks import AreaBlocks
from planner.build import build
from planner.by_hand import by_hand
from planner.cannot_hold import why_not_together
from planner.colgen import generate
from planner.goals import value
from planner.improve import improve
from planner.kernel.pack import TooWide
from planner.master import choose
from planner.monolith import solve_whole
from planner.plan import Plan
from planner.progress import TimeIsUp, Watch, never, quiet
from planner.proof import Proof, proof_of
from planner.result import Params, Result
from planner.rules import check_all
from planner.shortlists import BLOCK, fit, shortlists
from planner.sieve import Sieve
from planner.spread import spread
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from planner.cannot_hold import Contradictions
    from planner.colgen import Search
    from planner.master import Column
    from planner.model import Model
    from planner.problem import Problem
    from planner.result import Progress
    from planner.rules.breach import Breach
    from planner.shortlists import Candidates

DEFAULT = Params()
SMALL = 60  # blocks of an area that is also planned whole, where a gap is left ...
NODES = 500  # ... looking at so many branches at the most
ENDING = 0.0002  # seconds a learner and term that are kept of a limit for checking the plan at the end, about
NARROWEST = 8  # lines of a learner in one stretch: fewer are always few enough for every week to be written down


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
    watch = Watch(stop, _to_search(params, problem), progress)
    watch.say("looking at what is possible")
    sieve = Sieve(problem)
    try:
        parts = apart(sieve, watch.go_on)
    except TimeIsUp:
        parts = [problem]
    if len(parts) > 1:
        return spread(problem, parts, plan_part, params, seed, watch, executor, at_once)
    return _planned(sieve, params, seed, watch)


def plan_part(
    problem: Problem,
    params: Params = DEFAULT,
    stop: Callable[[], bool] = never,
    seed: int = 0,
    progress: Callable[[Progress], None] = quiet,
) -> Result:
    """As `solve`, for a part of an area that is known to be one, and whose accepted lines are known to hold."""
    return _planned(Sieve(problem), params, seed, Watch(stop, _to_search(params, problem), progress))


def _to_search(params: Params, problem: Problem) -> float | None:
    """The seconds for the search: the limit, less what it takes to check the plan and write it down."""
    if params.seconds is None:
        return None
    return params.seconds - min(ENDING * len(problem.learners) * len(problem.terms), params.seconds / 4)


def _planned(sieve: Sieve, params: Params, seed: int, watch: Watch) -> Result:
    problem = sieve.problem
    plan = by_hand(problem, sieve, watch.late)  # who says stop still gets all of this
    points = watch.value = value(plan, problem)
    dropped, bound, proof = 0, math.inf, Proof()
    with suppress(TimeIsUp), ThreadPoolExecutor(params.threads) as pool:
        chosen, model, blocks = _model(sieve, plan, params, pool, watch)
        dropped = chosen.dropped
        state = _state(model, problem, plan)
        search = generate(blocks, params, seed, watch)
        _whole(state, blocks, search, params, seed, watch)
        improve(state, search.prices, params.improve, seed, watch, search.bound, params.gap)
        if math.isfinite(search.bound):
            proof = proof_of(problem, model, search)
        _small(state, search, params, seed, watch)
        if math.isfinite(search.bound):
            bound = math.floor(search.bound + 1e-4)
        if (found := value(state.plan(), problem)) >= points:
            plan, points = state.plan(), found
    return Result(
        plan, points, bound, check_all(plan, problem), params, seed, dropped, watch.stopped, watch.seconds, proof
    )


def _model(
    sieve: Sieve, first: Plan, params: Params, pool: ThreadPoolExecutor, watch: Watch
) -> tuple[Candidates, Model, AreaBlocks]:
    """Shortlists and the model on them; narrower ones where a learner's remedies do not fit a mask. Or TimeIsUp."""
    problem, cuts = sieve.problem, stretches(sieve.problem)
    widest = min(params.width if params.shortlist is not None else BLOCK, BLOCK)
    short = shortlists(sieve, params.shortlist, len(cuts), widest, first.lines, watch.go_on)
    width = dict.fromkeys(problem.learner, widest)
    while True:
        chosen = fit(short, cuts, problem, first.lines, width)
        model = build(problem, chosen, cuts, watch.go_on)
        try:
            return chosen, model, AreaBlocks(model, pool, params.checks, watch.go_on)
        except TooWide as fault:
            for learner in (problem.learners[x].id for x in fault.learners):
                if width[learner] <= NARROWEST:
                    raise
                width[learner] = max(NARROWEST, width[learner] * 3 // 4)


def _state(model: Model, problem: Problem, plan: Plan) -> State:
    number = {c.line: j for j, c in enumerate(model.candidates)}
    return State(model, problem, [number[line] for line in plan.lines])


def _whole(state: State, blocks: AreaBlocks, search: Search, params: Params, seed: int, watch: Watch) -> None:
    """Puts the best whole plan made of the search's programmes into the state, if it is better.

    Most blocks take one programme wholly in the best mix: first only the others are decided; then, if that is not near
    enough to the bound, all of them.
    """
    for columns, start in _choices(state, blocks, search):
        if watch.over() or search.bound - state.value() <= params.gap * abs(search.bound):
            return
        watch.say(f"choosing one of {len(columns)} programmes for each learner")
        picked = choose(
            blocks, columns, start, seed=seed, nodes=400, gap=params.gap / 2, seconds=watch.left, stop=watch.over
        )
        lines = set()
        for i in picked:
            pieces = state.model.blocks[columns[i].block].pieces
            lines |= {pieces[k].candidate for k in range(len(pieces)) if columns[i].key >> k & 1}
        found = State(state.model, state.problem, lines)
        if picked and found.value() > state.value():
            for x, js in enumerate(found.of):
                state.put(x, js)
        watch.value = state.value()


def _choices(state: State, blocks: AreaBlocks, search: Search) -> Iterator[tuple[list[Column], list[int]]]:
    """The columns to choose from, and those (positions) of a plan to begin with."""
    settled = {search.columns[i].block for i in search.settled}
    if settled:
        taken = [search.columns[i] for i in search.settled]
        yield [*taken, *(c for c in search.columns if c.block not in settled)], []
    columns = list(search.columns)
    start = []
    for b, mask in _masks(state).items():
        start.append(len(columns))
        columns.append(blocks.column(b, mask))
    yield columns, start


def _small(state: State, search: Search, params: Params, seed: int, watch: Watch) -> None:
    """Where an area is small enough, what is left of the gap is closed by planning it whole, branch by branch."""
    near = search.bound - state.value() <= params.gap * abs(search.bound)
    if len(state.model.blocks) > SMALL or near or watch.over():
        return
    watch.say("planning the whole area at once")
    everybody = range(len(state.of))
    answer = solve_whole(
        state.model, everybody, start=[j for js in state.of for j in js],
        seed=seed, nodes=NODES, gap=params.gap, seconds=watch.left, stop=watch.over,
    )  # fmt: skip
    search.bound = watch.bound = min(search.bound, answer.bound)
    if answer.chosen is not None:
        found = State(state.model, state.problem, answer.chosen)
        if found.value() > state.value():
            for x, js in enumerate(found.of):
                state.put(x, js)
            watch.value = state.value()


def _masks(state: State) -> dict[int, int]:
    """The mask of pieces of each block in a state."""
    masks: dict[int, int] = {}
    for js in state.of:
        for j in js:
            for b, i in state.model.pieces_of[j]:
                masks[b] = masks.get(b, 0) | 1 << i
    return masks
