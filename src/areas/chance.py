"""Drawing by chance, always from a generator with a seed: the same seed and the same words give the same draws."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


def dice(seed: int, *about: object) -> Random:
    """A generator of its own for each thing that is drawn, so that a change in one leaves the others as they were."""
    return Random("/".join(map(str, (seed, *about))))


def happens(rng: Random, chance: float) -> bool:
    """True with this chance, from 0 to 1."""
    return rng.random() < chance


def draw(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, in proportion to the weights."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def draw_some(rng: Random, weights: Mapping[T, float], count: int) -> list[T]:
    """Different keys, drawn one after the other in proportion to the weights; fewer if there are fewer."""
    left = dict(weights)
    found: list[T] = []
    while left and len(found) < count:
        found.append(draw(rng, left))
        del left[found[-1]]
    return found


def between(rng: Random, limits: Sequence[float]) -> float:
    """A number between the two limits, each as likely."""
    low, high = limits
    return rng.uniform(low, high)
