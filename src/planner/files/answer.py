"""Everything that goes out together: the problem, what the planner answered, why not, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.fairness import Fairness
    from planner.problem import Points, Problem
    from planner.reasons import Change, Reason
    from planner.result import Result


@dataclass(frozen=True)
class Answer:
    """What `write_answer` writes. `by_hand` is the value, in points, of what first come, first served would give."""

    problem: Problem
    result: Result
    by_hand: Points
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    fairness: Fairness | None = None  # compared with planning by hand
