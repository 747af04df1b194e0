"""A problem with some of its things changed or left out, made without looking at the rest again.

Checking a whole area takes as long as its size; one learner's news should not. Whoever calls this has checked what is
new (`faults.faults_of`), or leaves out what nothing else names.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from planner.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.learner import Learner

# What is worked out from these fields alone, and so stays true while they stay as they are.
REMEMBERED = {
    "learner": "learners",
    "site": "sites",
    "organisation": "organisations",
    "funder": "funders",
    "offering": "offerings",
    "remedy": "remedies",
    "remedies_at": "remedies",
    "term_number": "terms",
}


def with_changed(problem: Problem, **changed: Any) -> Problem:
    """The problem with these fields instead of its own. Nothing is checked."""
    new = object.__new__(Problem)
    for field in fields(Problem):
        object.__setattr__(new, field.name, changed.get(field.name, getattr(problem, field.name)))
    for name, field_name in REMEMBERED.items():
        if field_name not in changed:
            new.__dict__[name] = getattr(problem, name)  # worked out once, for all that is made from the problem
    return new


def part(problem: Problem, learners: Iterable[Learner]) -> Problem:
    """The problem of some of its learners alone, as if all places and money were theirs."""
    return with_changed(problem, learners=tuple(learners))
