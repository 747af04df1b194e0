"""Which lines are possible for each learner, and the shortlist that the search looks at.

A candidate is a line that no fact forbids (`obstacles.py`). The shortlist keeps the services that look best for a
learner, with what leads to them; what it drops is counted, and stated in the result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.goals import aim_points, line_points, price_points
from planner.obstacles import (
    covers,
    lacking,
    obstacles,
    payers,
    possible_starts,
    term_price,
    time_clashes,
)
from planner.problem import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.problem import Learner, Offering, Points, Problem

COVERS = 2  # sets of remedies kept for one offering on a shortlist: the cheapest
BLOCK = 64  # lines of one learner in one stretch: the width of a bit mask


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible line with the term numbers in which it runs, and what a term of it adds (outcomes apart)."""

    line: Line
    offering: Offering
    terms: range
    points: Points  # wishes, travel and money of the offering in one term; remedies are priced apart


@dataclass(frozen=True)
class Candidates:
    """The candidates of every learner, in the order of the problem's learners, and how many pairs were dropped."""

    of: Mapping[str, tuple[Candidate, ...]]
    dropped: int


def all_candidates(problem: Problem) -> Mapping[str, tuple[Candidate, ...]]:
    """Every possible line of every learner; accepted lines are always among them."""
    return {x.id: candidates_of(x, problem) for x in problem.learners}


def candidates_of(
    learner: Learner, problem: Problem, offerings: Iterable[Offering] | None = None
) -> tuple[Candidate, ...]:
    """Every possible line of one learner, with these offerings (all)."""
    looked_at = problem.offerings if offerings is None else offerings
    return tuple(_ready(learner, possible(learner, looked_at, problem), problem))


def the_lines(learner: Learner, lines: Iterable[Line], problem: Problem) -> tuple[Candidate, ...]:
    """Lines as candidates, as they are."""
    return tuple(sorted((_candidate(y, learner, problem) for y in lines), key=lambda c: (c.terms.start, c.line)))


def shortlist(
    problem: Problem, everything: Mapping[str, tuple[Candidate, ...]], services: int | None, keep: Iterable[Line] = ()
) -> Candidates:
    """At most so many services for each learner (None: all), and whatever `keep` and accepted lines need."""
    if services is None:
        return Candidates(everything, 0)
    kept: dict[str, list[Line]] = defaultdict(list)
    for line in keep:
        kept[line.learner].append(line)
    chosen: dict[str, tuple[Candidate, ...]] = {}
    dropped = 0
    for learner in problem.learners:
        must = {*kept[learner.id], *learner.accepted}
        chosen[learner.id] = tuple(_shorten(learner, everything[learner.id], services, must, problem))
        before = {c.offering.id for c in everything[learner.id]}
        dropped += len(before - {c.offering.id for c in chosen[learner.id]})
    return Candidates(chosen, dropped)


def possible(learner: Learner, offerings: Iterable[Offering], problem: Problem) -> list[Candidate]:
    """The lines of a learner with these offerings, and the accepted ones; what they require is not looked at."""
    found: dict[Line, Candidate] = {}
    for offering in offerings:
        if offering.places and not obstacles(learner, offering, problem):
            points = sum(line_points(offering, learner, problem))
            for line in _lines(learner, offering, problem):
                found[line] = Candidate(line, offering, problem.running(line), points)
    for line in learner.accepted:
        found[line] = _candidate(line, learner, problem)
    return sorted(found.values(), key=lambda c: (c.terms.start, c.line))


def _candidate(line: Line, learner: Learner, problem: Problem) -> Candidate:
    offering = problem.offering[line.offering]
    return Candidate(line, offering, problem.running(line), sum(line_points(offering, learner, problem)))


def _lines(learner: Learner, offering: Offering, problem: Problem) -> Iterable[Line]:
    needs = lacking(learner, offering, problem)
    for start in possible_starts(offering, problem):
        if not _open(learner, offering, start, problem) or time_clashes(learner, offering, start, problem):
            continue
        for funder, ceiling in payers(learner, offering, start, problem):
            for cover in covers(needs, offering, start, problem):
                if term_price(offering, cover, problem) <= ceiling:  # nobody's ceiling is 0: only what is free
                    yield Line(learner.id, offering.id, problem.terms[start].id, funder, cover)


def _open(learner: Learner, offering: Offering, start: int, problem: Problem) -> bool:
    if "plan-limits" in problem.rules and offering.ehc_plan_only and not learner.ehc_plan:
        return False
    if "age-limits" not in problem.rules:
        return True
    ages = [learner.age_on(problem.terms[t].starts) for t in range(start, start + offering.lasts)]
    return all(
        (offering.min_age or 0) <= age <= (age if offering.max_age is None else offering.max_age) for age in ages
    )


def _ready(learner: Learner, candidates: list[Candidate], problem: Problem) -> list[Candidate]:
    """Without the lines that nothing before them can make the learner ready for."""
    while True:
        kept = [
            c
            for c in candidates
            if c.line in learner.accepted
            or all(s in learner.skills or _leads(candidates, s, c.terms.start) for s in c.offering.requires)
        ]
        if len(kept) == len(candidates):
            return kept
        candidates = kept


def _leads(candidates: Iterable[Candidate], skill: str, before: int) -> bool:
    return any(c.terms.stop <= before and gives(c.offering, skill) for c in candidates)


def gives(offering: Offering, skill: str) -> bool:
    """Whether completing an offering counts as holding a skill, or as having done that service."""
    return skill in offering.grants or skill == offering.service


def score(learner: Learner, candidate: Candidate, problem: Problem) -> float:
    """How good a line looks by itself, in points for a minute a week and term: what a shortlist goes by."""
    aims = {a.outcome: a for a in learner.aims}
    parts = candidate.offering.contributes
    outcomes = sum(aim_points(aims[p.outcome], p.minutes, problem.goals) for p in parts if p.outcome in aims)
    bought = (problem.remedy[r] for r in candidate.line.remedies)
    remedies = sum(
        price_points(
            r.to_pay(r.per_term) + (r.to_pay(r.once) // 4 + r.to_pay(r.per_learner)) // len(candidate.terms),
            problem.goals,
        )
        for r in bought
    )
    return (outcomes + candidate.points - remedies) / candidate.offering.minutes


def _shorten(
    learner: Learner, candidates: Sequence[Candidate], services: int, must: set[Line], problem: Problem
) -> list[Candidate]:
    best: dict[str, float] = {}
    for c in candidates:
        best[c.offering.service] = max(best.get(c.offering.service, -1e9), score(learner, c, problem))
    wanted = set(sorted(best, key=lambda s: (-best[s], s))[:services])
    wanted |= _leading_to(wanted, candidates, learner) | {c.offering.service for c in candidates if c.line in must}
    pool = [c for c in candidates if c.offering.service in wanted]
    cheap = _cheapest(pool, problem)
    return [c for c in pool if c.line in must or c.line in cheap]


def fit(
    chosen: Candidates, stretches: Sequence[range], problem: Problem, keep: Iterable[Line] = (), width: int = BLOCK
) -> Candidates:
    """At most `width` lines of a learner in any stretch: the best-looking stay, `keep` and accepted lines first."""
    must = set(keep)
    fitted: dict[str, tuple[Candidate, ...]] = {}
    dropped = chosen.dropped
    for learner in problem.learners:
        candidates = chosen.of[learner.id]
        fitted[learner.id] = tuple(_fit(learner, candidates, stretches, must, width, problem))
        dropped += len({c.offering.id for c in candidates} - {c.offering.id for c in fitted[learner.id]})
    return Candidates(fitted, dropped)


def _fit(
    learner: Learner,
    candidates: Sequence[Candidate],
    stretches: Sequence[range],
    must: set[Line],
    width: int,
    problem: Problem,
) -> list[Candidate]:
    if len(candidates) <= width:
        return list(candidates)
    must = must | set(learner.accepted)
    ranked = sorted(candidates, key=lambda c: (c.line not in must, -score(learner, c, problem), c.line))
    room = [width] * len(stretches)
    kept = []
    for c in ranked:
        touched = [i for i, s in enumerate(stretches) if s.start < c.terms.stop and c.terms.start < s.stop]
        if all(room[i] for i in touched):
            kept.append(c)
            for i in touched:
                room[i] -= 1
    return sorted(kept, key=lambda c: (c.terms.start, c.line))


def _leading_to(wanted: set[str], candidates: Sequence[Candidate], learner: Learner) -> set[str]:
    """The services that give what the wanted ones require, and what those require in turn."""
    found: set[str] = set()
    front = wanted
    while front:
        asked = {s for c in candidates if c.offering.service in front for s in c.offering.requires} - learner.skills
        front = {c.offering.service for c in candidates for s in asked if gives(c.offering, s)} - found - wanted
        found |= front
    return found


def _cheapest(candidates: Sequence[Candidate], problem: Problem) -> set[Line]:
    """For each offering, start and funder, the lines with the cheapest sets of remedies."""
    same: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for c in candidates:
        same[c.line.offering, c.line.start, c.line.funder].append(c)

    def price(c: Candidate) -> int:
        bought = [problem.remedy[r] for r in c.line.remedies]
        return sum(
            r.to_pay(r.per_learner) + r.to_pay(r.once) // 4 + len(c.terms) * r.to_pay(r.per_term) for r in bought
        )

    return {c.line for group in same.values() for c in sorted(group, key=lambda c: (price(c), c.line))[:COVERS]}
