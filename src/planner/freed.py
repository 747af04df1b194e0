"""Who could gain from what has become free: a cheap look at single lines, before anybody is planned again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.candidates import candidates_of, the_lines
from planner.conflicts import Conflicts
from planner.goals import worth
from planner.still_open import adds_points

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.plan import Plan
    from planner.problem import Points, Problem


def freed(
    before: Problem, after: Problem, old: Plan, now: Mapping[str, tuple[Line, ...]], ledger: Ledger
) -> frozenset[str]:
    """The offerings with a place that was not there before: one has left it, or the offering is new or changed."""
    there = {y for lines in now.values() for y in lines}
    left = {y.offering for y in old.lines if y not in there}
    new = {o.id for o in after.offerings if before.offering.get(o.id) is not o}
    return frozenset(
        o for o in left | new if o in after.offering and any(ledger.places_left(o, t) for t in range(len(after.terms)))
    )


def could_gain(
    problem: Problem,
    now: Mapping[str, tuple[Line, ...]],
    ledger: Ledger,
    offerings: Collection[str],
    disturbance: Points,
    done: Collection[str],
) -> list[str]:
    """The learners, not in `done`, who could gain from a place in one of the offerings, most promising first.

    What is in the way of a line costs its disturbance too; agreed lines stay.
    """
    conflicts = Conflicts(problem)
    promise = {}
    for learner in problem.learners:
        if learner.id not in done:
            promise[learner.id] = _promise(
                learner, problem, now.get(learner.id, ()), ledger, offerings, disturbance, conflicts
            )
    return sorted((x for x in promise if promise[x] > 0), key=lambda x: (-promise[x], x))


def _promise(
    learner: Learner,
    problem: Problem,
    mine: tuple[Line, ...],
    ledger: Ledger,
    offerings: Collection[str],
    disturbance: Points,
    conflicts: Conflicts,
) -> Points:
    """The most points that one line more brings, less those of what it pushes out."""
    look = [o for o in adds_points(learner, problem, offerings) if o.id not in {y.offering for y in mine}]
    best = 0
    if not look:
        return best
    have, taken = worth(learner, mine, problem).total, the_lines(learner, mine, problem)
    for c in candidates_of(learner, problem, look):
        if c.offering.id in offerings and ledger.has_place(c.offering.id, c.terms):
            out = {other.line for other in taken if conflicts.between(c, other)}
            if not out & set(learner.accepted):
                gain = worth(learner, [*(y for y in mine if y not in out), c.line], problem).total - have
                best = max(best, gain - disturbance * len(out))
    return best
