"""From prices and programmes to a whole plan: one programme for each learner, as good as can be found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.improve import improve
from planner.master import choose, total
from planner.monolith import solve_whole
from planner.rounding import round_off
from planner.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.area_blocks import AreaBlocks
    from planner.colgen import Search
    from planner.master import Blocks
    from planner.mixture import Column
    from planner.model import Model
    from planner.progress import Watch
    from planner.result import Params

SMALL = 60  # blocks of an area that is also planned whole, where a gap is left ...
NODES = 500  # ... looking at so many branches at the most


def make_whole(state: State, blocks: AreaBlocks, search: Search, params: Params, seed: int, watch: Watch) -> None:
    """Puts the best whole plan that is found into the state; the search's bound may fall where an area is small."""
    if not math.isfinite(search.bound):
        return
    if watch.stopped and len(state.model.blocks) == len(state.of):
        rounded = State(state.model, state.problem)
        round_off(rounded, blocks, search.prices, watch)
        _better(state, rounded, watch)
    plan = [blocks.column(b, mask) for b, mask in _masks(state).items()]
    columns = chosen(blocks, search, params, seed, watch, plan)
    _better(state, State(state.model, state.problem, _candidates(state.model, columns)), watch)
    improve(state, search.prices, params.improve, seed, watch, search.bound, params.gap)
    _small(state, search, params, seed, watch)


def chosen(
    blocks: Blocks, search: Search, params: Params, seed: int, watch: Watch, start: Sequence[Column] = ()
) -> list[Column]:
    """The best choice of one programme for each block, of those of a search and of a plan to `start` from.

    Most blocks take one programme wholly in the best mix: first only the others are decided; then, if that is not near
    enough to the bound, all of them.
    """
    best = list(start)
    points = watch.value = round(total(blocks, best))
    settled = {search.columns[i].block for i in search.settled}
    taken = [search.columns[i] for i in search.settled]
    few = [*taken, *(c for c in search.columns if c.block not in settled)]
    for columns in (few, [*search.columns, *best])[0 if settled else 1 :]:
        if watch.over() or search.bound - points <= params.gap * abs(search.bound):
            break
        watch.say(f"choosing one of {len(columns)} programmes for each learner")
        first = () if columns is few else range(len(search.columns), len(columns))
        picked = choose(
            blocks, columns, first, seed=seed, nodes=400, gap=params.gap / 2, seconds=watch.left, stop=watch.over
        )
        found = [columns[i] for i in picked]
        if total(blocks, found) > points:
            best, points = found, round(total(blocks, found))
            watch.value = points
    return best


def _better(state: State, found: State, watch: Watch) -> None:
    """Puts what was found into the state, if it is better."""
    if found.value() > state.value():
        for x, js in enumerate(found.of):
            state.put(x, js)
    watch.value = state.value()


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
        _better(state, State(state.model, state.problem, answer.chosen), watch)


def _candidates(model: Model, columns: Iterable[Column]) -> set[int]:
    """The candidates of some columns."""
    return {
        piece.candidate
        for column in columns
        for i, piece in enumerate(model.blocks[column.block].pieces)
        if column.key >> i & 1
    }


def _masks(state: State) -> dict[int, int]:
    """The mask of pieces of each block in a state."""
    masks: dict[int, int] = {}
    for js in state.of:
        for j in js:
            for b, i in state.model.pieces_of[j]:
                masks[b] = masks.get(b, 0) | 1 << i
    return masks
