"""Shortlists: the lines that the search looks at for each learner, those that look best by themselves.

A shortlist keeps the services that look best for a learner, with what leads to them, and of their lines no more than
the search has room for. What it drops is counted, and stated in the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.candidates import seen, the_lines
from planner.progress import go_on
from planner.sieve import what_leads_where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.problem import Learner, Line, Problem
    from planner.sieve import Look, Sieve

COVERS = 2  # sets of remedies kept for one offering: the cheapest
BLOCK = 64  # lines of one learner in one stretch: the width of a bit mask
SPARE = 2  # starts looked at for each line that there is room for


@dataclass(frozen=True)
class Candidates:
    """The candidates of every learner, in the order of the problem's learners, and how many pairs were dropped."""

    of: Mapping[str, tuple[Candidate, ...]]
    dropped: int


def shortlists(
    sieve: Sieve,
    services: int | None,
    stretches: int,
    width: int,
    keep: Iterable[Line] = (),
    ask: Callable[[], None] = go_on,
) -> Candidates:
    """For each learner at most so many services (None: all) and whatever `keep` and accepted lines need.

    `width` and the number of `stretches` say how many lines will be wanted. `ask` is asked at each learner, and raises
    to end it.
    """
    kept: dict[str, list[Line]] = defaultdict(list)
    for line in keep:
        kept[line.learner].append(line)
    chosen: dict[str, tuple[Candidate, ...]] = {}
    dropped = 0
    for learner in sieve.problem.learners:
        ask()
        look = sieve.look(learner)
        must = {*kept[learner.id], *learner.accepted}
        pairs = _pairs(look, learner, services, SPARE * width * stretches, must, sieve)
        found = [c for c in seen(learner, look, pairs, sieve) if within_budgets(c, sieve.problem)]
        there = {c.line for c in found}
        found += the_lines(learner, must - there, sieve.problem)
        short = shorten(learner, found, services, must, sieve.problem)
        chosen[learner.id] = tuple(sorted(short, key=lambda c: (c.terms.start, c.line)))
        dropped += len({*look.which.tolist()} - {sieve.number[c.offering.id] for c in short})
    return Candidates(chosen, dropped)


def within_budgets(c: Candidate, problem: Problem) -> bool:
    """Whether the area's budgets reach for a line and its remedies by themselves."""
    budget = problem.funder[c.line.funder].budget_per_term if c.line.funder else None
    bought = [problem.remedy[r] for r in c.line.remedies]
    if budget is not None and c.offering.price + sum(r.to_pay(r.per_term) for r in bought) > budget:
        return False
    once: Counter[str] = Counter()
    for r in bought:
        once[r.paid_by] += r.to_pay(r.once) + r.to_pay(r.per_learner)
    limits = ((pence, problem.funder[payer].one_off_budget) for payer, pence in once.items())
    return all(limit is None or pence <= limit for pence, limit in limits)


def _pairs(
    look: Look, learner: Learner, services: int | None, most: int, must: set[Line], sieve: Sieve
) -> list[tuple[int, int]]:
    """The starts worth writing down as lines: of the services wanted, those that look best."""
    rows = np.arange(len(look.which))
    if services is not None and len(rows):
        best = np.full(len(sieve.services), -np.inf)
        np.maximum.at(best, sieve.service[look.which], look.looks.max(axis=1))
        order = np.argsort(-best, kind="stable")[: min(services, int(np.isfinite(best).sum()))]  # services are sorted
        wanted = {sieve.services[i] for i in order.tolist()}
        wanted |= {sieve.problem.offering[line.offering].service for line in must}
        wanted |= _leading_to(wanted, sieve.requires, sieve.giving, learner)
        there = np.array([name in wanted for name in sieve.services], np.bool_)
        rows = rows[there[sieve.service[look.which]]]
    row, start = np.nonzero(look.starts[rows])
    row = rows[row]
    order = np.lexsort((start, look.which[row], -look.looks[row, start]))[:most]
    return list(zip(row[order].tolist(), start[order].tolist(), strict=True))


def shorten(
    learner: Learner, candidates: Sequence[Candidate], services: int | None, must: set[Line], problem: Problem
) -> list[Candidate]:
    """A learner's candidates of so many services (None: all), with the cheapest remedies, and those of `must`."""
    if services is None:
        return list(candidates)
    best: dict[str, float] = {}
    for c in candidates:
        best[c.offering.service] = max(best.get(c.offering.service, -1e9), c.looks)
    wanted = set(sorted(best, key=lambda s: (-best[s], s))[:services])
    wanted |= {c.offering.service for c in candidates if c.line in must}
    offerings = {c.offering.id: c.offering for c in candidates}.values()
    wanted |= _leading_to(wanted, *what_leads_where(offerings), learner)
    pool = [c for c in candidates if c.offering.service in wanted]
    cheap = _cheapest(pool, problem)
    return [c for c in pool if c.line in must or c.line in cheap]


def fit(
    chosen: Candidates, stretches: Sequence[range], problem: Problem, keep: Iterable[Line], width: Mapping[str, int]
) -> Candidates:
    """At most so many lines of a learner in any stretch (`width`): accepted lines, then `keep`, then the best."""
    must = set(keep)
    fitted: dict[str, tuple[Candidate, ...]] = {}
    dropped = chosen.dropped
    for learner in problem.learners:
        candidates = chosen.of[learner.id]
        fitted[learner.id] = tuple(_fit(learner, candidates, stretches, must, width[learner.id]))
        if len(fitted[learner.id]) < len(candidates):
            dropped += len({c.offering.id for c in candidates} - {c.offering.id for c in fitted[learner.id]})
    return Candidates(fitted, dropped)


def _fit(
    learner: Learner, candidates: Sequence[Candidate], stretches: Sequence[range], must: set[Line], width: int
) -> list[Candidate]:
    if len(candidates) <= width:
        return list(candidates)
    agreed = set(learner.accepted)
    ranked = sorted(candidates, key=lambda c: (c.line not in agreed, c.line not in must, -c.looks, c.line))
    room = [width] * len(stretches)
    kept = []
    for c in ranked:
        touched = [i for i, s in enumerate(stretches) if s.start < c.terms.stop and c.terms.start < s.stop]
        if c.line in agreed or all(room[i] > 0 for i in touched):
            kept.append(c)
            for i in touched:
                room[i] -= 1
    return sorted(kept, key=lambda c: (c.terms.start, c.line))


def _leading_to(
    wanted: set[str], requires: Mapping[str, set[str]], giving: Mapping[str, set[str]], learner: Learner
) -> set[str]:
    """The services that give what the wanted ones require, and what those require in turn."""
    found: set[str] = set()
    front: set[str] = wanted
    while front:
        asked = {skill for service in front for skill in requires.get(service, ())} - learner.skills
        front = {service for skill in asked for service in giving.get(skill, ())} - found - wanted
        found |= front
    return found


def _cheapest(candidates: Sequence[Candidate], problem: Problem) -> set[Line]:
    """For each offering, start and funder, the lines with the cheapest sets of remedies."""
    same: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for c in candidates:
        same[c.line.offering, c.line.start, c.line.funder].append(c)
    return {c.line for group in same.values() for c in sorted(group, key=lambda c: (-c.looks, c.line))[:COVERS]}
