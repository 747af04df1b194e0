"""Puts an area together: real places and figures, and everything else drawn from the assumptions."""

from __future__ import annotations

from math import hypot
from statistics import median
from typing import TYPE_CHECKING

from areas import facts, homes
from areas.assumptions import assumptions
from areas.chance import dice
from areas.hosts import make_hosts
from areas.offerings import make_offerings, make_placements, with_places
from areas.people import Around, make_learner
from areas.postcodes import points_of
from areas.remedies import make_remedies
from areas.sampling import draw_people
from areas.terms import FIRST, make_terms
from planner.problem import Funder, Problem
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from areas.postcodes import Point

MOST_LEARNERS, MOST_TERMS = 50_000, 30


def make_area(council: str, learners: int, terms: int, seed: int, first: date = FIRST) -> Problem:
    """An area of made-up learners in the real places of a council, ready to be planned.

    `council` is a name or a code, `first` the first day of the first term. The same arguments give the same area.
    Raises UnknownCouncil, PlacesMissing, and ValueError for numbers that make no sense.
    """
    _sensible("the number of learners", learners, MOST_LEARNERS)
    _sensible("the number of terms", terms, MOST_TERMS)
    _sensible("the year of the first day", first.year, 2100, 2000)
    where = facts.council(council)
    calendar = make_terms(terms, first)
    hosts = make_hosts(where, learners, seed)
    drafts = make_offerings(hosts, calendar, learners, seed)
    placements = list(make_placements(hosts, calendar, seed))
    around = Around.of(calendar, hosts, drafts + placements)
    drawn = draw_people(where.code, learners, dice(seed, "people"))
    people = [make_learner(n, one, around, seed, where.name) for n, one in enumerate(drawn, start=1)]
    points = homes.scatter(where, learners, assumptions().learners["home_metres"], dice(seed, "homes"))
    at: dict[str, Point] = {h.site.place: h.point for h in hosts}
    at |= {x.home: point for x, point in zip(people, points, strict=True)}
    return Problem(
        terms=calendar,
        organisations=tuple({h.organisation.id: h.organisation for h in hosts}.values()),
        sites=tuple(h.site for h in hosts),
        funders=_funders(learners),
        offerings=(*with_places(drafts, people, calendar, seed), *placements),
        learners=tuple(people),
        travel=_travel(where, at),
        remedies=tuple(make_remedies(hosts, people, seed)),
    )


def _sensible(what: str, number: int, most: int, least: int = 1) -> None:
    if not least <= number <= most:
        raise ValueError(f"{what[0].upper()}{what[1:]} must be from {least} to {most}; {number} was asked for.")


def _travel(council: facts.Council, at: Mapping[str, Point]) -> Travel:
    """Ways between the places, at a speed by how far apart the council's postcodes are."""
    stated = assumptions().travel
    around = points_of(council.letters, facts.districts(council.code))
    spread = median(hypot(x - council.centre[0], y - council.centre[1]) for x, y in around)
    country = (spread - stated["town_metres"]) / (stated["country_metres"] - stated["town_metres"])
    faster = (stated["country_speed"] - stated["town_speed"]) * min(1, max(0, country))
    return Travel(at, base=stated["minutes_at_ends"], metres_per_minute=round(stated["town_speed"] + faster))


def _funders(learners: int) -> tuple[Funder, ...]:
    def pence(pounds: float | None) -> int | None:
        return None if pounds is None else round(pounds * learners) * 100

    return tuple(
        Funder(
            id=f.slug,
            name=f.name,
            min_age=f.min_age,
            max_age=f.max_age,
            ehc_plan_only=f.ehc_plan_only,
            one_provider_a_year=f.one_provider_a_year,
            budget_per_term=pence(f.budget_per_learner),
            one_off_budget=pence(f.one_off_per_learner),
        )
        for f in assumptions().funders
    )
