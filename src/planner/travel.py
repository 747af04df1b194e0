"""How long the way from one place to another takes, in minutes. Stated where it is known, estimated where not."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, hypot
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Minute: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between places: as stated, either way round, else estimated from points in metres (easting, northing)."""

    points: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    stated: Mapping[tuple[str, str], Minute] = field(default_factory=dict)
    base: Minute = 10
    metres_per_minute: int = 400

    def __post_init__(self) -> None:
        for name in ("points", "stated"):  # copies: what the caller does with its own later changes nothing here
            object.__setattr__(self, name, dict(getattr(self, name)))

    def knows(self, a: str, b: str) -> bool:
        """Whether a time between the two can be told."""
        return a == b or (a, b) in self.stated or (b, a) in self.stated or (a in self.points and b in self.points)

    def minutes(self, a: str, b: str) -> Minute:
        """Minutes from one place to the other. KeyError where nothing is known of a place."""
        if a == b:
            return 0
        stated = self.stated.get((a, b), self.stated.get((b, a)))
        if stated is not None:
            return stated
        (ax, ay), (bx, by) = self.points[a], self.points[b]
        return self.base + ceil(hypot(ax - bx, ay - by) / self.metres_per_minute)
