"""When days that went badly become a flag: something for a named person to look at, not a label. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_reviews import Face, FlagKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LOOKED_AT = 5  # days
MISSED = 2
BAD = 2


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day of a line. What the learner says comes before what others say."""

    on: date
    came: bool | None = None
    face: Face | None = None


def follows(days: Sequence[DayFacts], kind: str) -> FlagKind | None:
    """The flag that the last five days call for: a missed taster, two missed days, two that went badly."""
    last = sorted(days, key=lambda d: d.on)[-LOOKED_AT:]
    missed = sum(day.came is False for day in last)
    if missed and kind == LineKind.TASTER:
        return FlagKind.MISSED_TASTER
    if missed >= MISSED:
        return FlagKind.MISSED
    return FlagKind.WOBBLE if sum(day.face is Face.BAD for day in last) >= BAD else None
