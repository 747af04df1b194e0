"""The local offer as the planner sees it: offerings, sites, remedies, and who may pay. Only what is published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Any

from planner.problem import ORGANISATION_KINDS, Contribution, Funder, Offering, Organisation, Remedy, Session, Site
from wraparound.directory import queries as directory
from wraparound.directory.kinds import Funder as Stream
from wraparound.directory.kinds import ServiceKind
from wraparound.directory.postcodes import METRES_A_MILE
from wraparound.plans import queries
from wraparound.plans.planning import terms as calendars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wraparound.accounts.models import Person

MOST_OFFERINGS = 1500  # the nearest; beyond it one learner's plan would take longer than people wait
HALF_DAY = 240  # minutes: a longer placement is no part of a carousel, and is planned like any other offering
COLLEGES = ("specialist-college", "general-fe", "sixth-form")
NOWHERE = "nowhere"  # the place of whatever has no point: the way there is not known and counts nothing
PAYS = (  # who is asked first
    Stream.YOUNG,
    Stream.ADULT,
    Stream.COUNCIL,
    Stream.HEALTH,
    Stream.SOCIAL_CARE,
    Stream.WORK,
    Stream.PERSONAL_BUDGET,
    Stream.FAMILY,
)
LAST_TO_PAY = (Stream.PERSONAL_BUDGET, Stream.FAMILY)  # asked only where nobody else is named
OLDER_WITH_PLAN, YOUNG, ADULT = 25, 18, 19


@dataclass(frozen=True)
class Local:
    """Rows of the local offer by key, and the row of terms."""

    terms: list[calendars.Stretch]
    calendar: dict[int, Any]  # terms of all calendars
    offerings: dict[int, Any]
    remedies: dict[int, Any]
    sites: dict[int, Any]  # with their organisation
    left_out: int  # offerings further away than the nearest MOST_OFFERINGS

    @property
    def place(self) -> dict[int, int]:
        """Where each term of a calendar stands in the row of terms."""
        return {key: n for n, stretch in enumerate(self.terms) for key in stretch.members}

    def running(self, offering: Any, start: int) -> tuple[range, list[Any]] | None:
        """Where an offering runs that starts in a term, and its terms; None where that is beyond what is planned."""
        first = self.calendar[start]
        own = sorted(
            (t for t in self.calendar.values() if t.organisation_id == first.organisation_id), key=lambda t: t.starts
        )
        return calendars.running(first, offering.lasts, own, self.place)


def local(viewer: Person, since: Any, terms: int, middle: tuple[int, int] | None) -> Local:
    """What is published, with as many terms as are asked for from a day on; the nearest to the middle if it is much."""
    calendar = {t.pk: t for t in directory.terms(viewer)}
    row = calendars.stretches(t for t in calendar.values() if t.starts >= since)[:terms]
    offerings = [o for o in directory.offerings(viewer) if _can_be_planned(o)]
    left_out = max(0, len(offerings) - MOST_OFFERINGS)
    if left_out:
        offerings = sorted(offerings, key=lambda o: (_metres(o.site, middle), o.pk))[:MOST_OFFERINGS]
    sites = {s.pk: s for s in directory.sites(viewer)}
    remedies = {r.pk: r for r in directory.remedies(viewer) if r.gives}
    return Local(row, calendar, {o.pk: o for o in offerings}, remedies, sites, left_out)


def _can_be_planned(offering: Any) -> bool:
    """Whether it says when it meets: a week can be made of that. Sessions that overlap are a slip of the pen."""
    sessions = sorted(offering.sessions)
    return bool(sessions) and not any(a[1] > b[0] for a, b in pairwise(sessions))


def _metres(site: Any, middle: tuple[int, int] | None) -> float:
    if middle is None or site.easting is None:
        return 0.0
    return hypot(site.easting - middle[0], site.northing - middle[1])


def starts(here: Local, offering: Any) -> dict[int, tuple[range, list[Any]]]:
    """The terms of its calendar in which an offering can start, each with where it then runs."""
    found = {}
    for key in offering.starts_in:
        runs = here.running(offering, key) if key in here.place else None
        if runs is not None:
            found[key] = runs
    return found


def with_room(
    viewer: Person, here: Local, rows: Iterable[Any], most: int
) -> dict[int, tuple[dict[int, tuple[range, list[Any]]], int]]:
    """Of each offering the starts with a place left, and how many places are left then, at the most so many."""
    by = {o.pk: starts(here, o) for o in rows}
    asked = [(pk, key, runs) for pk, found in by.items() for key, runs in found.items()]
    left = queries.places_left(viewer, [(pk, r[1][0].starts, r[1][-1].ends) for pk, _, r in asked], most)
    room: dict[int, dict[int, tuple[range, list[Any]]]] = defaultdict(dict)
    places: dict[int, int] = {}
    for (pk, key, runs), n in zip(asked, left, strict=True):
        if n:
            room[pk][key] = runs
            places[pk] = min(n, places.get(pk, n))
    return {pk: (room[pk], places[pk]) if pk in places else (found, 0) for pk, found in by.items()}


def offering_of(
    row: Any, room: tuple[dict[int, tuple[range, list[Any]]], int], skills: frozenset[str], streams: Sequence[str]
) -> Offering:
    """A row as the planner has it. Where its starts run for different lengths in the row of terms, the longest."""
    runs, places = room
    service = row.service
    gives = {*service.gives, *({service.reference} & skills)}
    return Offering(
        id=f"o{row.pk}",
        service=f"v{service.pk}",
        name=f"o{row.pk}",
        site=f"s{row.site_id}",
        sessions=tuple(Session(a, b) for a, b in sorted(row.sessions)),
        starts=frozenset(f"t{r.start}" for r, _ in runs.values()),
        places=places,
        lasts=max((len(r) for r, _ in runs.values()), default=row.lasts),
        contributes=tuple(Contribution(k, m) for k, m in sorted(row.contributes.items())),
        requires=frozenset(service.requires),
        grants=frozenset(gives),
        repeatable=service.repeatable,
        placement=_is_placement(row),
        provision=frozenset(row.provision),
        price=row.price or 0,
        funders=frozenset(streams),
        min_age=_narrower(service.min_age, row.min_age, max),
        max_age=_narrower(service.max_age, row.max_age, min),
        ehc_plan_only=service.ehc_plan_only,
    )


def _is_placement(row: Any) -> bool:
    minutes = sum(b - a for a, b in row.sessions)
    return row.service.kind == ServiceKind.PLACEMENT and minutes <= HALF_DAY and len(row.sessions) == 1


def _narrower(one: int | None, other: int | None, of: Any) -> int | None:
    return of(one, other) if one is not None and other is not None else other if one is None else one


def who_may_pay(row: Any) -> tuple[str, ...]:
    """The streams of money that are named; the family and its budget only where nobody else is; all if none is named.

    An offering without a price has no funder, unless a remedy paid by the term makes one needed.
    """
    named = [s for s in Stream if s.value in row.funders]
    others = [s for s in named if s not in LAST_TO_PAY] or named or [s for s in Stream if s not in LAST_TO_PAY]
    return tuple(s.value for s in others)


def funders(has_ehc_plan: bool) -> tuple[Funder, ...]:
    """The streams of money with their conditions, in the order in which they are asked.

    What one has set aside for a learner is not known: no ceilings.
    """
    told = {
        Stream.COUNCIL: Funder("", "", ehc_plan_only=True),
        Stream.YOUNG: Funder("", "", 16, OLDER_WITH_PLAN if has_ehc_plan else YOUNG, one_provider_a_year=True),
        Stream.ADULT: Funder("", "", ADULT),
        Stream.SOCIAL_CARE: Funder("", "", YOUNG),
        Stream.WORK: Funder("", "", 16),
    }
    plain = Funder("", "")
    found = []
    for stream in PAYS:
        t = told.get(stream, plain)
        found.append(Funder(stream.value, stream.value, t.min_age, t.max_age, t.ehc_plan_only, t.one_provider_a_year))
    return tuple(found)


def organisations(rows: Iterable[Any]) -> tuple[Organisation, ...]:
    """Organisations. Which college may work for which is not known: each for each."""
    known = {r.pk: r for r in rows}
    colleges = {f"g{pk}" for pk, r in known.items() if r.kind in COLLEGES}
    return tuple(
        Organisation(
            f"g{pk}",
            f"g{pk}",
            r.kind if r.kind in ORGANISATION_KINDS else "community",
            frozenset(colleges - {f"g{pk}"}) if f"g{pk}" in colleges else frozenset(),
        )
        for pk, r in sorted(known.items())
    )


def sites(rows: Iterable[Any]) -> tuple[Site, ...]:
    """Sites with what is in place there."""
    return tuple(
        Site(f"s{s.pk}", f"s{s.pk}", f"g{s.organisation_id}", place_of(s), frozenset(s.provision)) for s in rows
    )


def place_of(site: Any) -> str:
    """The name of a site's place."""
    return NOWHERE if site.easting is None else f"p{site.easting}-{site.northing}"


def remedies(here: Local, used: Mapping[int, Any], paid_by: str) -> tuple[Remedy, ...]:
    """Remedies, each for the sites that its provider reaches from one of their own; anywhere if they do not say."""
    own: dict[int, list[Any]] = defaultdict(list)
    for site in here.sites.values():
        own[site.organisation_id].append(site)
    found = []
    for r in here.remedies.values():
        there = frozenset(f"s{s.pk}" for s in used.values() if _reaches(r, own[r.organisation_id], s))
        if there:
            lead = max(r.lead_terms, 0)
            said = {"once": r.once, "per_learner": r.per_learner, "per_term": r.per_term, "vat": r.vat}
            found.append(
                Remedy(
                    f"r{r.pk}",
                    f"r{r.pk}",
                    frozenset(r.gives),
                    there,
                    f"g{r.organisation_id}",
                    paid_by,
                    **said,
                    lead_terms=lead,
                )
            )
    return tuple(found)


def _reaches(remedy: Any, own: Sequence[Any], site: Any) -> bool:
    if remedy.reach_miles is None or remedy.organisation_id == site.organisation_id or site.easting is None:
        return True
    points = [s for s in own if s.easting is not None]
    far = remedy.reach_miles * METRES_A_MILE
    return not points or any(hypot(s.easting - site.easting, s.northing - site.northing) <= far for s in points)
