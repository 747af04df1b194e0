"""Organisations that subjects above know of beside a learner's circle: those whose lines stand in the plan, say.

A subject registers in `ready()`: `around.also(fn)`, where `fn(viewer, learner)` gives keys of organisations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

    Knows = Callable[[Person, Learner], Iterable[int]]

_knowing: list[Knows] = []


def also(knows: Knows) -> Knows:
    """Registers who else knows of organisations, once."""
    if knows not in _knowing:
        _knowing.append(knows)
    return knows


def organisations(viewer: Person, learner: Learner) -> set[int]:
    """The keys of all of them, for this viewer."""
    return {key for knows in _knowing for key in knows(viewer, learner)}
