"""From a sieve to what is searched: shortlists, the model on them, and its blocks for the master."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.area_blocks import AreaBlocks
from planner.build import build
from planner.colgen import HOPE, Search, adjust, first_prices
from planner.kernel.pack import TooWide
from planner.shortlists import BLOCK, fit, shortlists
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import ThreadPoolExecutor

    from planner.master import Floats
    from planner.model import Model
    from planner.plan import Plan
    from planner.problem import Line, Problem
    from planner.progress import Watch
    from planner.result import Params
    from planner.shortlists import Candidates
    from planner.sieve import Sieve

ROUGH = 40  # rounds of price adjustment before shortlists are made again
TIME_FOR_MORE = 4  # times what it took so far has to be left of a limit for looking a second time
NARROWEST = 8  # lines of a learner in one stretch: fewer are always few enough for every week to be written down


def modelled(
    sieve: Sieve,
    keep: Iterable[Line],
    params: Params,
    pool: ThreadPoolExecutor,
    ask: Callable[[], None],
    *,
    alone: bool = True,
    change: Callable[[Model], None] | None = None,
) -> tuple[Candidates, Model, AreaBlocks]:
    """Shortlists and the model on them; narrower ones where a learner's remedies do not fit a mask.

    The lines of `keep` are on the shortlists. `alone` is as in `build`; `change` changes every model
    that is built before it is searched; `ask` raises to end it.
    """
    problem, cuts, keep = sieve.problem, stretches(sieve.problem), set(keep)
    widest = min(params.width if params.shortlist is not None else BLOCK, BLOCK)
    short = shortlists(sieve, params.shortlist, len(cuts), widest, keep, ask)
    width = dict.fromkeys(problem.learner, widest)
    while True:
        chosen = fit(short, cuts, problem, keep, width)
        model = build(problem, chosen, cuts, ask, alone=alone)
        if change is not None:
            change(model)
        try:
            return chosen, model, AreaBlocks(model, pool, params.checks, ask)
        except TooWide as fault:
            for learner in (problem.learners[x].id for x in fault.learners):
                if width[learner] <= NARROWEST:
                    raise
                width[learner] = max(NARROWEST, width[learner] * 3 // 4)


def looked_twice(
    sieve: Sieve, plan: Plan, params: Params, pool: ThreadPoolExecutor, watch: Watch
) -> tuple[int, Model, AreaBlocks, Floats | None]:
    """(pairs dropped, model, blocks, prices to begin from) by shortlists that know what is dear, with a plan's lines.

    Where nothing was dropped, or time is short, by shortlists that do not, and without prices. Raises TimeIsUp.
    """
    watch.say("writing down what each learner could do")
    chosen, model, blocks = modelled(sieve, plan.lines, params, pool, watch.go_on)
    if not chosen.dropped or watch.left < TIME_FOR_MORE * watch.seconds:
        return chosen.dropped, model, blocks, None
    prices, pairs = _rough_prices(blocks, watch)
    worth, known = lines_of(model, pairs), dict(zip(model.names, prices.tolist(), strict=True))
    sieve.price_places(known.items())
    del chosen, model, blocks, pairs  # two models at once take twice the memory
    watch.say("looking again at what is possible, by these prices")
    chosen, model, blocks = modelled(sieve, worth.union(plan.lines), params, pool, watch.go_on)
    return chosen.dropped, model, blocks, np.array([known.get(name, 0.0) for name in model.names])


def _rough_prices(blocks: AreaBlocks, watch: Watch) -> tuple[Floats, list[tuple[int, int]]]:
    """Prices of rows after a few rounds, and the (block, mask) of programmes that were best on the way."""
    search = Search()
    pairs = list(adjust(blocks, search, watch, first_prices(blocks), HOPE, ROUGH))
    return search.prices, pairs


def lines_of(model: Model, pairs: Iterable[tuple[int, int]]) -> set[Line]:
    """All lines of some programmes, given as (block, mask)."""
    return {
        model.candidates[piece.candidate].line
        for block, mask in set(pairs)
        for i, piece in enumerate(model.blocks[block].pieces)
        if mask >> i & 1
    }


def at_plan(model: Model, problem: Problem, plan: Plan) -> State:
    """The state of a plan whose lines are all in the model."""
    number = {c.line: j for j, c in enumerate(model.candidates)}
    return State(model, problem, [number[line] for line in plan.lines])
