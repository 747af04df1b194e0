"""Planning an area: assembly only. Candidates, model, prices, a whole plan, improvement, proof, independent check."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from planner.area_blocks import AreaBlocks
from planner.build import build
from planner.by_hand import by_hand
from planner.candidates import BLOCK, all_candidates, fit, shortlist
from planner.colgen import generate
from planner.goals import value
from planner.improve import improve
from planner.kernel.pack import TooWide
from planner.master import choose
from planner.plan import Plan
from planner.progress import Watch, never, quiet
from planner.result import Params, Result
from planner.rules import check_all
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.candidates import Candidate, Candidates
    from planner.colgen import Search
    from planner.model import Model
    from planner.problem import Problem
    from planner.result import Progress
    from planner.rules.breach import Breach

DEFAULT = Params()


class CannotHold(ValueError):
    """The lines that people have accepted break rules by themselves; `breaches` says which."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        super().__init__("; ".join(f"{b.learner} {b.where}: {b.sentence}" for b in breaches))
        self.breaches = breaches


def solve(
    problem: Problem,
    params: Params = DEFAULT,
    stop: Callable[[], bool] = never,
    seed: int = 0,
    progress: Callable[[Progress], None] = quiet,
) -> Result:
    """The best plan found for an area, with a bound that no plan can exceed (for the shortlists of `params`).

    `stop` is asked again and again; once it says True the best plan so far is the answer. Raises `CannotHold`.
    """
    accepted = Plan.of(line for x in problem.learners for line in x.accepted)
    if breaches := check_all(accepted, problem):
        raise CannotHold(breaches)
    watch = Watch(stop, params.seconds, progress)
    watch.say("looking at what is possible")
    everything = all_candidates(problem)
    first = by_hand(problem, everything)
    watch.value = value(first, problem)
    with ThreadPoolExecutor(params.threads) as pool:
        chosen, model, blocks = _model(problem, everything, first, params, pool)
        state = _state(model, problem, first)
        search = generate(blocks, params, seed, watch)
        _whole(state, blocks, search, params, seed, watch)
        improve(state, search.prices, params.improve, seed, watch, search.bound, params.gap)
    plan = state.plan()
    if value(plan, problem) < value(first, problem):
        plan = first
    return Result(
        plan,
        value(plan, problem),
        math.floor(search.bound + 1e-4) if math.isfinite(search.bound) else search.bound,
        check_all(plan, problem),
        params,
        seed,
        chosen.dropped,
        watch.stopped,
        watch.seconds,
    )


def _model(
    problem: Problem,
    everything: Mapping[str, tuple[Candidate, ...]],
    first: Plan,
    params: Params,
    pool: ThreadPoolExecutor,
) -> tuple[Candidates, Model, AreaBlocks]:
    """Shortlists and the model on them; narrower ones where a learner's remedies do not fit a mask."""
    cuts = stretches(problem)
    short = shortlist(problem, everything, params.shortlist, first.lines)
    width = min(params.width if params.shortlist is not None else BLOCK, BLOCK)
    while True:
        chosen = fit(short, cuts, problem, first.lines, width)
        model = build(problem, chosen, cuts)
        try:
            return chosen, model, AreaBlocks(model, pool)
        except TooWide:
            if width <= 8:
                raise
            width //= 2


def _state(model: Model, problem: Problem, plan: Plan) -> State:
    number = {c.line: j for j, c in enumerate(model.candidates)}
    return State(model, problem, [number[line] for line in plan.lines])


def _whole(state: State, blocks: AreaBlocks, search: Search, params: Params, seed: int, watch: Watch) -> None:
    """Puts the best whole plan made of the search's programmes into the state, if it is better."""
    if watch.over():
        return
    watch.say(f"choosing one of {len(search.columns)} programmes for each learner")
    columns = list(search.columns)
    start = []
    for b, mask in _masks(state).items():
        start.append(len(columns))
        columns.append(blocks.column(b, mask))
    picked = choose(
        blocks, columns, start, seed=seed, nodes=400, gap=params.gap / 2, seconds=watch.left, stop=watch.over
    )
    lines = set()
    for i in picked:
        pieces = state.model.blocks[columns[i].block].pieces
        lines |= {pieces[k].candidate for k in range(len(pieces)) if columns[i].key >> k & 1}
    found = State(state.model, state.problem, lines)
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
