"""What would put a contradiction of accepted lines right, where a fact says so: data, not words.

Figures are for all accepted lines together, so that what is said is enough: one place more, so many pounds more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.plan import Plan
from planner.rules.money import overspent, spent_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.cannot_hold import Contradiction
    from planner.problem import Line, Problem


class Way(StrEnum):
    """The kinds of way out, stored as short slugs."""

    PLACES = "places"  # so many places more of an offering
    BUDGET = "budget"  # so many pence more in a funder's budget, for a term or once
    CEILING = "ceiling"  # so many pence more from a funder for a learner in a term
    HOURS = "hours"  # so many minutes a week more for a learner in a term
    DAYS = "days"  # so many days a week more
    SETTINGS = "settings"  # so many settings at once more
    PLACEMENT = "placement"  # so many minutes of work placement a week more
    TRAVEL = "travel"  # so many minutes more, one way
    REMEDY = "remedy"  # a remedy that puts in place what is missing; the price of it for this line
    RULE = "rule"  # an exception from an area rule


@dataclass(frozen=True, slots=True, order=True)
class WayOut:
    """One way out. `about` is the id of an offering, funder, remedy or the name of a rule; fields not used are empty.

    `amount` is in the unit of its kind, see `Way`; with VAT where it is money.
    """

    way: Way
    about: str = ""
    learner: str = ""
    term: str = ""
    amount: int = 0
    offering: str = ""  # remedy, travel: where


_AREA_RULES = {"age_limits": "age-limits", "plan_limits": "plan-limits", "one_provider": "one-provider-a-year"}


def ways_out(one: Contradiction, problem: Problem) -> tuple[WayOut, ...]:
    """What would put a contradiction right besides letting go of one of its lines; none where no fact says so."""
    everything = Plan.of(y for x in problem.learners for y in x.accepted)
    rules = {b.rule for b in one.breaches}
    found: set[WayOut] = set()
    for rule, find in (
        ("places", _places),
        ("money", _money),
        ("availability", _limits),
        ("carousel", _limits),
        ("travel", _travel),
        ("needs", _needs),
    ):
        if rule in rules:
            found |= set(find(one, everything, problem))
    found |= {WayOut(Way.RULE, name) for rule, name in _AREA_RULES.items() if rule in rules}
    return tuple(sorted(found))


def _places(one: Contradiction, everything: Plan, problem: Problem) -> Iterator[WayOut]:
    taken = everything.places_taken(problem)
    for name in sorted({b.where for b in one.breaches if b.rule == "places"}):
        terms = {t for y in one.lines if y.offering == name for t in problem.running(y)}
        most = max(sorted(terms), key=lambda t: taken[name, t])
        yield WayOut(Way.PLACES, name, "", problem.terms[most].id, taken[name, most] - problem.offering[name].places)


def _money(one: Contradiction, everything: Plan, problem: Problem) -> Iterator[WayOut]:
    plan = Plan.of(one.lines)
    all_spent = spent_by(everything, problem)
    short = {(f, when): pence for f, when, pence in overspent(everything, all_spent, problem)}
    for funder, when, _ in overspent(plan, spent_by(plan, problem), problem):
        yield WayOut(Way.BUDGET, funder, "", when, short[funder, when])
    for (funder, name, term), pence in spent_by(plan, problem).items():
        ceiling = sum(f.per_term for f in problem.learner[name].funding if f.funder == funder)
        pays = funder in {f.funder for f in problem.learner[name].funding}
        if pays and pence > ceiling:
            over = all_spent[funder, name, term] - ceiling
            yield WayOut(Way.CEILING, funder, name, problem.terms[term].id, over)


def _limits(one: Contradiction, everything: Plan, problem: Problem) -> Iterator[WayOut]:
    """How far the learner's own limits are gone over, by all that was accepted, where these lines go over them."""
    for name in sorted({y.learner for y in one.lines}):
        learner = problem.learner[name]
        limits = {
            Way.HOURS: learner.minutes_a_week,
            Way.DAYS: learner.days_a_week,
            Way.SETTINGS: learner.settings_at_once,
            Way.PLACEMENT: learner.placement_minutes,
        }
        mine = [y for y in one.lines if y.learner == name]
        for term in sorted({t for y in mine for t in problem.running(y) if t < len(problem.terms)}):
            by_these, by_all = (_taken(lines, term, problem) for lines in (mine, everything.of_learner(name)))
            for way, limit in limits.items():
                if by_these[way] > limit:
                    yield WayOut(way, "", name, problem.terms[term].id, by_all[way] - limit)


def _taken(lines: list[Line] | tuple[Line, ...], term: int, problem: Problem) -> dict[Way, int]:
    running = [problem.offering[y.offering] for y in lines if term in problem.running(y)]
    return {
        Way.HOURS: sum(o.minutes for o in running),
        Way.DAYS: len({day for o in running for day in o.days}),
        Way.SETTINGS: len({o.site for o in running if not o.placement}),
        Way.PLACEMENT: sum(o.minutes for o in running if o.placement),
    }


def _travel(one: Contradiction, _: Plan, problem: Problem) -> Iterator[WayOut]:
    for line in one.lines:
        learner, site = problem.learner[line.learner], problem.site[problem.offering[line.offering].site]
        over = problem.minutes_to(learner, site) - learner.travel_limit
        if over > 0:
            yield WayOut(Way.TRAVEL, "", learner.id, "", over, line.offering)


def _needs(one: Contradiction, _: Plan, problem: Problem) -> Iterator[WayOut]:
    """The cheapest remedy for each need that is missing, where one is ready in time."""
    for line in one.lines:
        learner, offering = problem.learner[line.learner], problem.offering[line.offering]
        met = set(learner.brings | offering.provision | problem.site[offering.site].provision)
        for remedy in (problem.remedy[r] for r in line.remedies):
            met |= remedy.gives if offering.site in remedy.sites else frozenset()
        prices: dict[str, dict[str, int]] = defaultdict(dict)
        for need in learner.needs - met:
            for remedy in problem.remedies_at.get((need, offering.site), ()):
                if remedy.lead_terms <= problem.term_number[line.start] and remedy.id not in line.remedies:
                    in_all = remedy.once + remedy.per_learner + offering.lasts * remedy.per_term
                    prices[need][remedy.id] = remedy.to_pay(in_all)
        for of in prices.values():
            best = min(of, key=lambda r: (of[r], r))
            yield WayOut(Way.REMEDY, best, learner.id, "", of[best], offering.id)
