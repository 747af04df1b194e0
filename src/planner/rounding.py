"""A whole plan from prices alone, where there is no time to choose among programmes: everybody's best, while it fits.

Everybody asks for what is best for them at the prices; who comes too late for a place asks again, without what is full
by then. The plan is near what the prices promise, and costs a few rounds of pricing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.area_blocks import AreaBlocks
    from planner.master import Floats
    from planner.model import Block
    from planner.progress import Watch
    from planner.state import State

ROUNDS = 20
FULL = 1e9  # points: the price of what is full


def round_off(state: State, blocks: AreaBlocks, prices: Floats, watch: Watch) -> None:
    """Puts a whole plan into a state, whatever was in it, for an area whose learners have one block each.

    Learners for whose programme there is no room keep what they have accepted.
    """
    model, room = state.model, _Room(state)
    places = np.array([name[0] == "place" for name in model.names], np.bool_)
    for b in model.blocks:
        state.put(b.learner, _candidates(b, b.forced))
        room.take(b.learner)
    waiting = list(range(blocks.count))
    for number in range(ROUNDS):
        if not waiting or watch.over():
            break
        watch.say(f"whole programmes at these prices, round {number + 1}")
        full = places & (room.left < 1.0)
        wanted = dict(blocks.price(np.where(full, np.maximum(prices, FULL), prices), 1).found)
        waiting = [b for b in waiting if b in wanted and not _given(state, room, b, wanted[b])]


def _given(state: State, room: _Room, block: int, mask: int) -> bool:
    """Gives a learner a programme if there is room for it; else they keep what they had."""
    learner = state.model.blocks[block].learner
    before = state.of[learner]
    room.give_back(learner)
    state.put(learner, _candidates(state.model.blocks[block], mask))
    if room.take(learner):
        return True
    state.put(learner, before)
    room.take(learner)
    return False


def _candidates(block: Block, mask: int) -> list[int]:
    return [piece.candidate for i, piece in enumerate(block.pieces) if mask >> i & 1]


class _Room:
    """What is left of each row, beside what learners and the area's things use."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.left = np.array(state.model.upper)
        self._bought: set[int] = set()

    def take(self, learner: int) -> bool:
        """Takes off what a learner uses, and what has to be bought for it; False, and nothing done, without room."""
        rows, things = self._state.uses(learner)
        needed = Counter(rows)
        for number in things - self._bought:
            needed.update({r: c for r, c in self._state.model.shared[number].rows if c > 0})
        if any(self.left[r] < c - 1e-6 for r, c in needed.items()):
            return False
        self._bought |= things
        for r, c in needed.items():
            self.left[r] -= c
        return True

    def give_back(self, learner: int) -> None:
        """Puts back what a learner uses; what the area has bought stays bought."""
        for r, c in self._state.uses(learner)[0].items():
            self.left[r] += c
