"""Points of made-up homes and groups: scattered around real postcodes, never exactly where one is."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from areas import facts
from areas.chance import between
from areas.postcodes import coinciding, points_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from areas.postcodes import Point


def scatter(council: facts.Council, count: int, metres: Sequence[float], rng: Random) -> list[Point]:
    """So many points, each between these two distances from some postcode of the council, on none of their letters.

    A denser neighbourhood has more postcodes and so gets more homes. Raises PlacesMissing.
    """
    around = points_of(council.letters, facts.districts(council.code))
    found = [_near(rng.choice(around), metres, rng) for _ in range(count)]
    taken = coinciding(council.letters, found)
    while taken:
        found = [_near(rng.choice(around), metres, rng) if point in taken else point for point in found]
        taken = coinciding(council.letters, found)
    return found


def _near(point: Point, metres: Sequence[float], rng: Random) -> Point:
    angle, far = rng.uniform(0, 2 * pi), between(rng, metres)
    return round(point[0] + far * cos(angle)), round(point[1] + far * sin(angle))


def ring(centre: Point, number: int, metres: int = 1500) -> Point:
    """Stand-ins for points that are not known: the centre, then around it, so that no two share one point."""
    if number == 0:
        return centre
    angle, far = number * 2.4, metres * (1 + (number - 1) // 6)  # 2.4 radians apart: no two in one direction
    return round(centre[0] + far * cos(angle)), round(centre[1] + far * sin(angle))
