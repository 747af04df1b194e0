"""What `solve` is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.proof import Proof

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Points
    from planner.rules.breach import Breach


@dataclass(frozen=True, slots=True)
class Params:
    """How hard to look. Limits are counts, so that equal seeds give equal plans; `seconds` is the only clock."""

    shortlist: int | None = 10  # services a learner is considered for; None for all
    width: int = 40  # lines of a learner that are looked at in one stretch of terms, at most 64
    gap: float = 0.001  # stop when the plan is proven to be within this share of the best
    seconds: float | None = None  # stop at this age, with the best plan so far; makes a run depend on the machine
    memory_mb: float | None = None  # stop when this process holds so much, likewise
    piece: int = 2_500  # learners planned in one piece; a larger area is planned in regions, in several processes
    rounds: int = 60  # price rounds at the most
    checks: int = 1_000_000  # of a learner's weeks in one search for the best programmes
    improve: int = 60  # neighbourhoods to plan again at the most
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a long search stands: what it does, its best value and bound so far."""

    doing: str
    seconds: float
    value: Points
    bound: float


@dataclass(frozen=True, slots=True)
class Result:
    """A plan with its proof: `value` <= best possible <= `bound`, for the shortlists that `params` states.

    `breaches` is the verdict of the independent checker: empty. `dropped` counts the pairs of learner and offering
    that were possible but not on a shortlist. `stopped` says that the search was ended from outside.
    `proof` is the bound taken apart; empty where a reference or a stopped search has none.
    """

    plan: Plan
    value: Points
    bound: float
    breaches: tuple[Breach, ...]
    params: Params
    seed: int
    dropped: int
    stopped: bool
    seconds: float
    proof: Proof = field(default_factory=Proof, compare=False, repr=False)

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound; 0 is proven best, 1 without a bound."""
        if self.bound == float("inf"):
            return 1.0
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0
