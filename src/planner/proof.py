"""The bound of a plan, taken apart: what each learner may be worth at the prices of what the area shares.

Whoever changes something about a few learners, or about what there is of something, has a bound for the changed area
by working out again only what the change touches.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.colgen import Search
    from planner.model import Model
    from planner.problem import Problem

Name: TypeAlias = "tuple[object, ...]"
SHARED = ("place", "budget", "one-off")  # rows of the whole area; their names say of what, and in which term


@dataclass(frozen=True)
class Proof:
    """Prices in points and what they leave each learner at the most; all together are the bound.

    `rows`: ("place", offering, term number), ("budget", funder, term number) and ("one-off", funder) to the price of
    one place or one pound, and `left` to how many there are. `uses`: what each learner pays towards a remedy that the
    area buys once, by (remedy, learner). `learners`: a bound on what a learner's programme is worth after paying all
    that. `remedies`: what is left of these payments once the remedy is paid, 0 at least.
    """

    rows: Mapping[Name, float] = field(default_factory=dict)
    left: Mapping[Name, float] = field(default_factory=dict)
    uses: Mapping[tuple[str, str], float] = field(default_factory=dict)
    learners: Mapping[str, float] = field(default_factory=dict)
    remedies: Mapping[str, float] = field(default_factory=dict)

    @property
    def bound(self) -> float:
        """What no plan can exceed, in points."""
        shared = sum(price * self.left[name] for name, price in self.rows.items())
        return shared + sum(self.learners.values()) + sum(self.remedies.values())


def proof_of(problem: Problem, model: Model, search: Search) -> Proof:
    """The best bound of a search, by learner and by what is shared."""
    names = [x.id for x in problem.learners]
    prices = search.prices.tolist()
    rows, left = {}, {}
    learners: dict[str, float] = defaultdict(float, dict.fromkeys(names, 0.0))
    for block, most in zip(model.blocks, search.bounds.tolist(), strict=True):
        learners[names[block.learner]] += most
    whose = _owners(model)
    for r, name in enumerate(model.names):
        if name[0] in SHARED:
            if prices[r]:
                rows[name], left[name] = prices[r], model.upper[r]
        else:
            learners[names[whose[r]]] += prices[r] * model.upper[r]
    uses: dict[tuple[str, str], float] = defaultdict(float)
    remedies: dict[str, float] = defaultdict(float)
    for thing in model.shared:
        worth = max(0.0, -thing.points - sum(prices[r] * c for r, c in thing.rows))
        if thing.learner >= 0:
            learners[names[thing.learner]] += worth
        else:
            remedies[thing.remedy] += worth
            for r, c in thing.rows:
                if c < 0:
                    uses[thing.remedy, names[whose[r]]] += prices[r]
    return Proof(rows, left, dict(uses), dict(learners), dict(remedies))


def _owners(model: Model) -> dict[int, int]:
    """The learner (position) of every row that is about one learner only."""
    found: dict[int, int] = {}
    for block in model.blocks:
        for piece in block.pieces:
            found |= {r: block.learner for r, _ in piece.rows}
        found |= {bit.row: block.learner for bit in block.bits if bit.row >= 0}
    for thing in model.shared:
        if thing.learner >= 0:
            found |= {r: thing.learner for r, _ in thing.rows}
    return found
