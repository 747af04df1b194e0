"""Which lines are possible for a learner: candidates, lines that no fact forbids (`obstacles.py`).

One offering after the other here, and all that look good at once (`seen`) from what `sieve.py` finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.covers import Cover
from planner.goals import aim_points, line_points, price_points
from planner.obstacles import (
    covers,
    gives,
    lacking,
    obstacles,
    payers,
    possible_starts,
    term_price,
    time_clashes,
    who_may_pay,
)
from planner.problem import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.problem import Learner, Offering, Pence, Points, Problem
    from planner.sieve import Look, Sieve

NOTHING = (Cover((), 0, 0),)  # to buy


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible line with the term numbers in which it runs, and what a term of it adds (outcomes apart)."""

    line: Line
    offering: Offering
    terms: range
    points: Points  # wishes, travel and money of the offering in one term; remedies are priced apart
    looks: float  # how good it looks by itself, in points for a minute a week and term: what a shortlist goes by


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


def seen(learner: Learner, look: Look, pairs: Iterable[tuple[int, int]], sieve: Sieve) -> list[Candidate]:
    """The lines of a learner at some places of a look: (row, term number) pairs that can start."""
    problem = sieve.problem
    found = []
    payers: dict[tuple[int, int], list[tuple[str, Pence]]] = {}
    points, outcomes = look.points.tolist(), look.outcomes.tolist()
    for row, start in pairs:
        offering = problem.offerings[look.which[row]]
        terms = range(start, start + offering.lasts)
        if (start, offering.lasts) not in payers:
            payers[start, offering.lasts] = who_may_pay(learner, terms, problem)
        paying = payers[start, offering.lasts] if offering.funders else [("", 0)]
        for funder, ceiling in paying:
            if offering.funders and funder not in offering.funders:
                continue
            for cover in sieve.covers_of(look, row)[start] if look.lacking[row] else NOTHING:
                if offering.price + cover.by_term <= ceiling:
                    line = Line(learner.id, offering.id, problem.terms[start].id, funder, cover.remedies)
                    plain = points[row] + outcomes[row] - sieve.dear[look.which[row], start]
                    looks = _looks(plain, cover.by_term + cover.once // offering.lasts, offering, problem)
                    found.append(Candidate(line, offering, terms, points[row], looks))
    return found


def _looks(plain: float, remedies: Pence, offering: Offering, problem: Problem) -> float:
    return (plain - price_points(remedies, problem.goals)) / max(offering.minutes, 1)


def possible(learner: Learner, offerings: Iterable[Offering], problem: Problem) -> list[Candidate]:
    """The lines of a learner with these offerings, and the accepted ones; what they require is not looked at."""
    found: dict[Line, Candidate] = {}
    for offering in offerings:
        if offering.places and not obstacles(learner, offering, problem):
            for line in _lines(learner, offering, problem):
                found[line] = _candidate(line, learner, problem)
    for line in learner.accepted:
        found[line] = _candidate(line, learner, problem)
    return sorted(found.values(), key=lambda c: (c.terms.start, c.line))


def _candidate(line: Line, learner: Learner, problem: Problem) -> Candidate:
    offering = problem.offering[line.offering]
    goals = problem.goals
    points = sum(line_points(offering, learner, problem))
    aims = {a.outcome: a for a in learner.aims}
    outcomes = sum(aim_points(aims[p.outcome], p.minutes, goals) for p in offering.contributes if p.outcome in aims)
    bought = [problem.remedy[r] for r in line.remedies]
    by_term = sum(r.to_pay(r.per_term) for r in bought)
    once = sum(r.to_pay(r.once) // 4 + r.to_pay(r.per_learner) for r in bought)  # a few will share what is bought once
    looks = _looks(outcomes + points, by_term + once // offering.lasts, offering, problem)
    return Candidate(line, offering, problem.running(line), points, looks)


def _lines(learner: Learner, offering: Offering, problem: Problem) -> Iterable[Line]:
    needs = lacking(learner, offering, problem)
    for start in possible_starts(offering, problem):
        if not _open(learner, offering, start, problem) or time_clashes(learner, offering, start, problem):
            continue
        for funder, ceiling in payers(learner, offering, start, problem):
            for cover in covers(needs, offering.site, start, problem):
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
