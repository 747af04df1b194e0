"""The lines that one learner could still take while everybody else stays as they are: what is left, not what there is.

Left out are lines that cannot be in any best programme: full, too far, or worth nothing by themselves where nothing
asks for them first. `candidates.py` has the facts; this looks at fewer offerings, so that it is quick in a large area.
Where there are very many, it looks at the best-looking, and counts the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.candidates import possible, the_lines
from planner.goals import aim_points, line_points
from planner.obstacles import possible_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.candidates import Candidate
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.problem import Offering, Problem


ENOUGH = 250  # lines, several times what is searched at once; then offerings that look worse are left out
CHUNK = 50


@dataclass(frozen=True)
class Open:
    """Lines in the order of their start, and how many offerings were left out because there were lines enough."""

    lines: tuple[Candidate, ...]
    left_out: int = 0


def still_open(learner: Learner, problem: Problem, ledger: Ledger, keep: Iterable[Line] = ()) -> Open:
    """What the learner could take. `ledger` holds what others have, `keep` are lines that are there anyway.

    A line of `keep` that is full is left out; the learner's accepted lines never are.
    """
    keep = [*keep, *learner.accepted]
    kept = {y.offering for y in keep}
    offerings = sorted(_worth_a_look(learner, problem, ledger, kept), key=lambda x: (-x[0], x[1].id))
    found = {c.line: c for c in the_lines(learner, keep, problem)}
    first = 0
    while first < len(offerings) and len(found) < ENOUGH:
        some = [o for _, o in offerings[first : first + CHUNK]]
        found |= {c.line: c for c in possible(learner, some, problem)}
        first += CHUNK
    there = [c for c in found.values() if c.line in learner.accepted or ledger.has_place(c.offering.id, c.terms)]
    return Open(tuple(sorted(there, key=lambda c: (c.terms.start, c.line))), max(0, len(offerings) - first))


def _worth_a_look(
    learner: Learner, problem: Problem, ledger: Ledger, kept: set[str]
) -> Iterator[tuple[float, Offering]]:
    """Offerings with a place, within reach, that add points by themselves or that another asks for; with their looks.

    Those that are there anyway, and those that another asks for, come first.
    """
    reach = max(problem.transport_limit, learner.travel_limit)
    near = {s.id for s in problem.sites if problem.minutes_to(learner, s) <= reach}
    here = [o for o in problem.offerings if o.site in near and o.minutes <= learner.minutes_a_week]
    asked = {s for o in here for s in o.requires} - learner.skills
    for o in here:
        if not any(ledger.has_place(o.id, range(n, n + o.lasts)) for n in possible_starts(o, problem)):
            continue
        if o.id in kept or o.service in asked or o.grants & asked:
            yield float("inf"), o
        elif (points := _most(learner, o, problem)) > 0:
            yield points / o.minutes, o


def adds_points(learner: Learner, problem: Problem, names: Iterable[str]) -> list[Offering]:
    """Those of the offerings that are within reach and worth something to a learner by themselves."""
    reach = max(problem.transport_limit, learner.travel_limit)
    found = []
    for name in sorted(names):
        offering = problem.offering[name]
        if problem.minutes_to(learner, problem.site[offering.site]) <= reach and _most(learner, offering, problem) > 0:
            found.append(offering)
    return found


def _most(learner: Learner, offering: Offering, problem: Problem) -> int:
    """Points that an offering adds to a programme in a term at the most: with nothing else for the same outcomes."""
    minutes = {part.outcome: part.minutes for part in offering.contributes}
    outcomes = sum(aim_points(a, minutes[a.outcome], problem.goals) for a in learner.aims if a.outcome in minutes)
    return outcomes + sum(line_points(offering, learner, problem))
