"""A whole plan inside the search: which candidates each learner has, and what that leaves for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.goals import worth
from planner.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.master import Floats
    from planner.model import Model
    from planner.problem import Problem


class State:
    """Candidates chosen by each learner (position in the problem), and the rows they use."""

    def __init__(self, model: Model, problem: Problem, chosen: Iterable[int] = ()) -> None:
        self.model = model
        self.problem = problem
        self._number = {x.id: i for i, x in enumerate(problem.learners)}
        n = len(problem.learners)
        self.of: list[tuple[int, ...]] = [()] * n
        self._rows: list[dict[int, float]] = [{} for _ in range(n)]
        self._area: list[frozenset[int]] = [frozenset()] * n
        self._worth = [0] * n
        self._own, self._shared = _uses_of(model)
        self.used: Floats = np.zeros(len(model.upper))
        groups: list[list[int]] = [[] for _ in range(n)]
        for j in chosen:
            groups[self._number[model.candidates[j].line.learner]].append(j)
        for learner, js in enumerate(groups):
            self.put(learner, js)

    def put(self, learner: int, chosen: Iterable[int]) -> None:
        """Gives a learner these candidates instead of what they have."""
        for r, c in self._rows[learner].items():
            self.used[r] -= c
        self.of[learner] = tuple(sorted(chosen))
        self._rows[learner], self._area[learner] = self._uses(learner)
        for r, c in self._rows[learner].items():
            self.used[r] += c
        lines = [self.model.candidates[j].line for j in self.of[learner]]
        self._worth[learner] = worth(self.problem.learners[learner], lines, self.problem).total

    def _uses(self, learner: int) -> tuple[dict[int, float], frozenset[int]]:
        """Rows that a learner's candidates and own things use, and the area's things they count on."""
        model, rows = self.model, dict[int, float]()
        bits: dict[int, int] = {}
        for j in self.of[learner]:
            for b, i in model.pieces_of[j]:
                piece = model.blocks[b].pieces[i]
                bits[b] = bits.get(b, 0) | piece.bits
                for r, c in piece.rows:
                    rows[r] = rows.get(r, 0.0) + c
        for b, mask in bits.items():
            for f, bit in enumerate(model.blocks[b].bits):
                if mask >> f & 1 and bit.row >= 0:
                    rows[bit.row] = rows.get(bit.row, 0.0) + 1.0
        for number in self._own[learner]:
            thing = model.shared[number]
            if any(c < 0 and rows.get(r, 0.0) > 0 for r, c in thing.rows):
                for r, c in thing.rows:
                    rows[r] = rows.get(r, 0.0) + c
        area = frozenset(self._shared[r] for r, c in rows.items() if c > 0 and r in self._shared)
        # What the area buys is not the learner's use: those rows are met.
        return {r: c for r, c in rows.items() if r not in self._shared}, area

    def uses(self, learner: int) -> tuple[Mapping[int, float], frozenset[int]]:
        """What a learner's candidates count in each row, and the area's things that they need."""
        return self._rows[learner], self._area[learner]

    def bought(self, without: Iterable[int] = ()) -> set[int]:
        """The area's things that learners other than these count on."""
        out = set(without)
        return {thing for learner, things in enumerate(self._area) if learner not in out for thing in things}

    def residual(self, learners: Sequence[int]) -> dict[int, float]:
        """What is left of each row for these learners, all others staying as they are."""
        left = np.array(self.model.upper) - self.used
        for x in learners:
            for r, c in self._rows[x].items():
                left[r] += c
        for number in self.bought(learners):
            for r, c in self.model.shared[number].rows:
                if c > 0:
                    left[r] -= c
        return dict(enumerate(left.tolist()))

    def value(self, learners: Sequence[int] | None = None) -> int:
        """Points of the plan; of some learners: theirs, less the area's things that only they count on."""
        if learners is None:
            things: set[int] | frozenset[int] = self.bought()
            total = sum(self._worth)
        else:
            things = frozenset().union(*(self._area[x] for x in learners)) - self.bought(learners)
            total = sum(self._worth[x] for x in learners)
        return total - round(sum(self.model.shared[t].points for t in things))

    def plan(self) -> Plan:
        """As a plan."""
        return Plan.of(self.model.candidates[j].line for js in self.of for j in js)


def _uses_of(model: Model) -> tuple[list[list[int]], dict[int, int]]:
    """Each learner's own things; and for each row that one of the area's things meets, which."""
    own: list[list[int]] = [[] for _ in model.blocks_of]
    shared: dict[int, int] = {}
    for number, thing in enumerate(model.shared):
        if thing.learner >= 0:
            own[thing.learner].append(number)
        else:
            shared |= {r: number for r, c in thing.rows if c < 0}
    return own, shared
