"""The best programme of one learner with one line of an offering in it, all other learners staying as they are.

Where the terms are one stretch, the compiled search finds it, budgets and what is paid once for several apart; where
what it finds keeps to those too, it is the best there is. Else a mixed integer programme decides.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from planner.goals import worth
from planner.kernel.pack import Packed, TooWide
from planner.monolith import solve_whole
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from planner.conflicts import Conflicts
    from planner.problem import Line, Points
    from planner.state import State

NODES = 60
GAP = 0.005
CHECKS = 200_000  # of a learner's weeks in one search
FORCED = 1e9  # points for the line that has to be in it
NEVER = -1e9


class Forced:
    """One learner (position in the state) into whose programme lines are put; `extra` are lines only there for that."""

    def __init__(self, state: State, x: int, conflicts: Conflicts, extra: Collection[int]) -> None:
        self._state, self._x, self._conflicts, self._extra = state, x, conflicts, frozenset(extra)
        self.left: Mapping[int, float] = state.residual([x])
        self._packed = self._pack()

    def places(self, j: int) -> list[int]:
        """The rows of places that a candidate counts in."""
        model = self._state.model
        pieces = (model.blocks[b].pieces[i] for b, i in model.pieces_of[j])
        return [r for piece in pieces for r, _ in piece.rows if model.names[r][0] == "place"]

    def best(self, lines: Sequence[int], free: Collection[int] = ()) -> tuple[Points, list[Line]] | None:
        """The best programme with one of the lines, and its points; None if there is none. `free` rows are not kept."""
        state, x = self._state, self._x
        learner, found = state.problem.learners[x], []
        for here in self._by_stretch(lines):
            chosen = self._searched(here, free)
            if chosen is None:
                chosen = self._decided(here, free)
            if chosen:
                got = [state.model.candidates[j].line for j in chosen]
                found.append((worth(learner, got, state.problem).total, got))
        return max(found, default=None)

    def _by_stretch(self, lines: Sequence[int]) -> list[list[int]]:
        """The lines by the stretch of terms that they start in."""
        starts = self._state.model.candidates
        cuts = stretches(self._state.problem)
        return [here for cut in cuts if (here := [j for j in lines if starts[j].terms.start in cut])]

    def _pack(self) -> Packed | None:
        """The learner's only block, ready to be searched; None where there are several, or no room."""
        state = self._state
        if len(state.model.blocks) > 1:
            return None
        try:
            packed = Packed(state.model)
        except TooWide:
            return None
        bought = state.bought([self._x])
        once = {
            r: thing for n, thing in enumerate(state.model.shared) if n not in bought for r, c in thing.rows if c < 0
        }
        for f, bit in enumerate(state.model.blocks[0].bits):
            row = bit.row
            while row in once:  # what is bought for the learner may count on what is bought for the area
                thing = once[row]
                packed.bit_points[0, f] += thing.points
                row = next((r for r, c in thing.rows if c > 0 and state.model.names[r][0] == "nest"), -1)
        return packed

    def _searched(self, lines: Sequence[int], free: Collection[int]) -> list[int] | None:
        """The candidates of the best programme with one of the lines, none if there is no such; None if not known."""
        packed, model = self._packed, self._state.model
        if packed is None:
            return None
        block = model.blocks[0]
        free, mine = {*free}, {*lines}
        points = packed.points.copy()
        for i, piece in enumerate(block.pieces):
            full = any(self.left[r] < 1 for r in self.places(piece.candidate) if r not in free)
            if piece.candidate not in mine and (full or piece.candidate in self._extra):
                points[i] = NEVER
        low = np.array([-1e17 if block.forced else 0.0])
        best: tuple[float, int] | None = None
        with ThreadPoolExecutor(1) as pool:
            for i in (i for i, piece in enumerate(block.pieces) if piece.candidate in mine):
                points[i] += FORCED
                got = packed.search(points, packed.bit_points, low, CHECKS, 1, pool)
                points[i] -= FORCED
                if got.others[0] > -1e17:
                    return None
                value, mask = float(got.values[0, 0]), int(got.masks[0, 0])
                if got.count[0] and mask >> i & 1 and value > FORCED / 2:
                    best = max(best or (value, mask), (value, mask))
        chosen = [] if best is None else [p.candidate for i, p in enumerate(block.pieces) if best[1] >> i & 1]
        return chosen if self._fits(chosen, free) else None

    def _fits(self, chosen: Sequence[int], free: Collection[int]) -> bool:
        """Whether what is shared reaches for a programme; rows that are free apart."""
        state, x = self._state, self._x
        had = state.of[x]
        state.put(x, chosen)
        left = state.residual([])
        state.put(x, had)
        return all(much > -1e-6 for r, much in left.items() if r not in free)

    def _decided(self, here: list[int], free: Collection[int]) -> list[int] | None:
        """As `_searched`, by a mixed integer programme: all as planned where the lines do not reach, or else anew."""
        state, model = self._state, self._state.model
        between = self._conflicts.between
        stop = max(model.candidates[j].terms.stop for j in here)
        cut = next(c for c in stretches(state.problem) if model.candidates[here[0]].terms.start in c)
        stay = [
            i
            for i in state.of[self._x]
            if not (model.candidates[i].terms.start < stop and cut.start < model.candidates[i].terms.stop)
            and not any(between(model.candidates[i], model.candidates[j]) for j in here)
        ]
        bought, out = state.bought([self._x]), self._extra - {*here}
        for forced in (stay, []):
            answer = solve_whole(
                model, [self._x], self.left, bought, force=forced, one_of=here, out=out, free=free, nodes=NODES, gap=GAP
            )
            if answer.chosen is not None:
                return answer.chosen
        return None
