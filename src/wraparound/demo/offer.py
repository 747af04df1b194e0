"""The local offer of the area: sites, services, offerings, remedies and terms, each added by whoever answers for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.demo.told import dice, told
from wraparound.directory import actions

if TYPE_CHECKING:
    from random import Random

    from wraparound.accounts.models import Organisation, Person
    from wraparound.demo.area import Area

DAYS_OF_A_TERM = 14 * 7 - 3  # twelve weeks with sessions, and two holidays
CONFIRMED = [(0, 30), (0, 60), (20, 75), (70, 130)]  # days ago, one as often as the other: some are due


def make_terms(area: Area, council: Organisation, by: Person) -> dict[str, int]:
    """The terms, in the council's calendar: their keys by id."""
    with acting(as_person(by.pk)):
        found = {}
        for term in area.problem.terms:
            ends = term.starts + timedelta(days=DAYS_OF_A_TERM)
            added = actions.add_term(
                organisation=council, name=term.name, starts=term.starts, ends=ends, weeks=term.weeks, by=by
            )
            found[term.id] = added.pk
            made.note(f"term:{term.id}", added.pk)
    return found


def make_offer(area: Area, ref: str, organisation: Organisation, by: Person, terms: dict[str, int]) -> None:
    """Everything that one organisation offers."""
    rng = dice("offer", ref)
    sites = {}
    with acting(as_person(by.pk)):
        for site in (s for s in area.problem.sites if s.organisation == ref):
            east, north = area.problem.travel.points[site.place]
            sites[site.id] = actions.add_site(
                organisation=organisation,
                name=site.name,
                easting=east,
                northing=north,
                provision=site.provision,
                reference=site.id[-60:],
                by=by,
            )
        _services(area, organisation, sites, terms, by, rng)
        _remedies(area, ref, organisation, by, rng)
        made.note(f"offer:{ref}")


def _services(
    area: Area, organisation: Organisation, sites: dict[str, Any], terms: dict[str, int], by: Person, rng: Random
) -> None:
    by_service = defaultdict(list)
    for offering in area.problem.offerings:
        if offering.site in sites:
            by_service[offering.service].append(offering)
    for slug, offerings in by_service.items():
        first, said = offerings[0], told("offers")["services"][slug]
        service = actions.add_service(
            organisation=organisation,
            name=first.name,
            kind=said["kind"],
            description=said["says"],
            min_age=first.min_age or 16,
            max_age=first.max_age or 25,
            ehc_plan_only=first.ehc_plan_only,
            needs=said.get("needs", ()),
            outcomes={c.outcome for o in offerings for c in o.contributes},
            answers=told("offers")["answers"][organisation.kind],
            requires=first.requires,
            gives=first.grants,
            repeatable=first.repeatable,
            reference=slug,
            by=by,
            **_asked(by, rng),
        )
        for offering in offerings:
            _offering(service, sites[offering.site], offering, terms, by)


def _offering(service: Any, site: Any, offering: Any, terms: dict[str, int], by: Person) -> None:
    funders = told("offers")["funders"]
    actions.add_offering(
        service=service,
        site=site,
        sessions=[(s.start, s.end) for s in offering.sessions],
        starts_in=[terms[t] for t in sorted(offering.starts)],  # type: ignore[misc]  # keys of terms are taken too
        lasts=offering.lasts,
        places=offering.places,
        price=offering.price,
        funders={slug for f in offering.funders for slug in funders[f]},
        provision=offering.provision,
        contributes={c.outcome: c.minutes for c in offering.contributes},
        reference=offering.id,
        by=by,
    )


def _remedies(area: Area, ref: str, organisation: Organisation, by: Person, rng: Random) -> None:
    """One entry for each remedy, wherever it can be had: the area has one for each site."""
    kinds = told("offers")["remedies"]
    done = set()
    for remedy in (r for r in area.problem.remedies if r.provider == ref):
        slug = next(k for k in kinds if remedy.id.startswith(k))
        if slug in done:
            continue
        done.add(slug)
        actions.add_remedy(
            organisation=organisation,
            name=remedy.name.split(" at ")[0].removesuffix(" for placements"),
            kind=kinds[slug],
            gives=remedy.gives,
            once=remedy.once,
            per_learner=remedy.per_learner,
            per_term=remedy.per_term,
            vat=remedy.vat,
            lead_terms=remedy.lead_terms,
            lead_days=rng.choice([5, 10, 20, 30]),
            reach_miles=rng.choice([10, 15, 25]),
            reference=slug,
            by=by,
            **_asked(by, rng),
        )


def _asked(person: Person, rng: Random) -> dict[str, Any]:
    """The person to ask, and when they last said that the entry is right."""
    asked = {"person_name": person.name, "person_phone": person.phone, "person_email": person.email or ""}
    days = rng.randrange(*rng.choice(CONFIRMED))
    return {**asked, "last_confirmed": clock.today() - timedelta(days=days)}
