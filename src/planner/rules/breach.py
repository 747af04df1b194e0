"""A rule that a plan breaks, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One breach: the rule's name, the learner concerned ("" for the area), where, and a sentence."""

    rule: str
    learner: str
    where: str
    sentence: str
