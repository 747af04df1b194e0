"""Making a whole plan better: a few learners at a time are planned again, exactly, while all others stay."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from planner.monolith import solve_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.master import Floats
    from planner.progress import Watch
    from planner.state import State

GROUP = 6  # learners planned again together
NODES = 60
FRUITLESS = 6  # groups in a row without a gain after which the search ends


def improve(state: State, prices: Floats, groups: int, seed: int, watch: Watch, bound: float, gap: float) -> None:
    """Plans groups of learners again, in place, until so many groups or the gap is reached."""
    if watch.over():  # there may be no prices yet
        return
    value, fruitless = state.value(), 0
    for number, group in enumerate(_groups(state, prices, seed)):
        near = bound - value <= gap * abs(bound)
        if number >= groups or fruitless >= FRUITLESS or near or watch.over():
            break
        gained = replan(state, group, seed, watch)
        value, fruitless = value + gained, 0 if gained else fruitless + 1
        watch.value = value
        watch.say(f"planning {len(group)} learners again, group {number + 1}")


def replan(state: State, group: Sequence[int], seed: int, watch: Watch, nodes: int = NODES) -> int:
    """Plans a group again while the others stay; returns the points gained, never below 0."""
    before = state.value(group)
    old = {x: state.of[x] for x in group}
    answer = solve_whole(
        state.model,
        group,
        state.residual(group),
        state.bought(group),
        start=[j for x in group for j in old[x]],
        seed=seed,
        nodes=nodes,
        seconds=watch.left,
        stop=watch.over,
    )
    if answer.chosen is None:
        return 0
    learner = {j: x for x in group for b in state.model.blocks_of[x] for j in _candidates(state, b)}
    for x in group:
        state.put(x, [j for j in answer.chosen if learner[j] == x])
    gained = state.value(group) - before
    if gained < 0:
        for x in group:
            state.put(x, old[x])
        return 0
    return gained


def _candidates(state: State, block: int) -> list[int]:
    return [piece.candidate for piece in state.model.blocks[block].pieces]


def _groups(state: State, prices: Floats, seed: int) -> Iterator[list[int]]:
    """Groups that share scarce places: a learner, and others who could take or do take what is dear there."""
    rng = random.Random(seed)
    interest = _interest(state, prices)
    askers: dict[int, list[int]] = {}
    for x, rows in enumerate(interest):
        for r in rows:
            askers.setdefault(r, []).append(x)
    while interest:
        order = list(range(len(interest)))
        rng.shuffle(order)
        while order:
            first = order[0]
            near: dict[int, float] = {}
            for r, dear in interest[first].items():
                for x in askers[r]:
                    near[x] = near.get(x, 0.0) + dear * (0.5 + rng.random())
            near.pop(first, None)
            best = sorted(near, key=lambda x: (-near[x], x))[: GROUP - 1]
            group = [first, *best]
            yield sorted(group)
            done = set(group)
            order = [x for x in order if x not in done]


def _interest(state: State, prices: Floats) -> list[dict[int, float]]:
    """For each learner, the rows with a price in which a line of theirs could count."""
    found: list[dict[int, float]] = []
    for blocks in state.model.blocks_of:
        rows: dict[int, float] = {}
        for b in blocks:
            for piece in state.model.blocks[b].pieces:
                for r, c in piece.rows:
                    if c > 0 and state.model.names[r][0] == "place":
                        rows[r] = max(prices[r], 1.0)
        found.append(rows)
    return found
