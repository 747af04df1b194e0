"""How many learners a new demo has."""

from __future__ import annotations

import os

SIZE = "WRAPAROUND_DEMO_LEARNERS"
LEARNERS, FEWEST, MOST = 150, 5, 1000  # the cast's support worker has five


class WrongSize(Exception):
    """The number of learners that was asked for makes no sense; the message says which do."""


def size() -> int:
    """How many learners the environment asks for. Raises WrongSize."""
    said = os.environ.get(SIZE, str(LEARNERS))
    if not said.isdecimal() or not FEWEST <= int(said) <= MOST:
        raise WrongSize(f"{SIZE} must be a number from {FEWEST} to {MOST}; it is {said!r}.")
    return int(said)
