"""Changing the local offer: sites, services, offerings, remedies, terms, and saying that an entry is still right.

Words are slugs, prices are pence, sessions are minutes of the week ([start, end]; 0 is Monday, midnight).
`organisation` is the organisation's row; who acts (`by`) must answer for its entries, else Refused says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import Stale
from wraparound.core.language import in_english
from wraparound.directory import policy, queries
from wraparound.directory.kinds import Funder, Question, RemedyKind, ServiceKind
from wraparound.directory.models import Offering, Remedy, Service, Site, Term
from wraparound.directory.postcodes import find
from wraparound.directory.wording import DAY, WEEK
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    Entry = Site | Service | Offering | Remedy


E = TypeVar("E", Site, Service, Offering, Remedy)


class Refused(Exception):
    """It may not be done, or makes no sense; the message says why."""


@transaction.atomic
def add_site(
    *,
    organisation: Any,
    name: str,
    by: Any,
    address: str = "",
    town: str = "",
    postcode: str = "",
    easting: int | None = None,
    northing: int | None = None,
    provision: Iterable[str] = (),
    getting_there: str = "",
    reference: str = "",
    published: bool = True,
) -> Site:
    """A place where the organisation works. Without a point, the postcode's is taken where we know it."""
    _may(organisation.pk, by)
    said: dict[str, Any] = {
        "address": address,
        "town": town,
        "postcode": postcode,
        "easting": easting,
        "northing": northing,
    }
    said |= {"provision": provision, "getting_there": getting_there}
    return _add(Site, organisation, by, name=name, reference=reference, published=published, **said)


@transaction.atomic
def add_service(
    *,
    organisation: Any,
    name: str,
    kind: str,
    description: str,
    person_name: str,
    person_email: str,
    by: Any,
    person_role: str = "",
    person_phone: str = "",
    min_age: int | None = None,
    max_age: int | None = None,
    ehc_plan_only: bool = False,
    needs: Iterable[str] = (),
    outcomes: Iterable[str] = (),
    answers: Mapping[str, str] | None = None,
    requires: Iterable[str] = (),
    gives: Iterable[str] = (),
    repeatable: bool = False,
    website: str = "",
    last_confirmed: date | None = None,
    reference: str = "",
    published: bool = True,
) -> Service:
    """Something the organisation can do for learners. `answers` are to the seven questions, by slug of Question."""
    _may(organisation.pk, by)
    said: dict[str, Any] = {
        "kind": kind,
        "description": description,
        "min_age": min_age,
        "max_age": max_age,
        "website": website,
    }
    said |= {"ehc_plan_only": ehc_plan_only, "needs": needs, "outcomes": outcomes, "answers": answers or {}}
    said |= {"requires": requires, "gives": gives, "repeatable": repeatable}
    said |= _asked(person_name, person_role, person_phone, person_email, last_confirmed)
    return _add(Service, organisation, by, name=name, reference=reference, published=published, **said)


@transaction.atomic
def add_offering(
    *,
    service: Service,
    site: Site,
    sessions: Sequence[Sequence[int]],
    by: Any,
    starts_in: Iterable[Term] = (),
    lasts: int = 1,
    places: int = 1,
    price: int | None = None,
    funders: Iterable[str] = (),
    provision: Iterable[str] = (),
    contributes: Mapping[str, int] | None = None,
    min_age: int | None = None,
    max_age: int | None = None,
    name: str = "",
    reference: str = "",
    published: bool = True,
) -> Offering:
    """A service at a site of the same organisation; `starts_in` are the terms in which a learner can start."""
    _may(service.organisation_id, by)
    said: dict[str, Any] = {
        "service": service,
        "site": site,
        "sessions": sessions,
        "starts_in": starts_in,
        "lasts": lasts,
    }
    said |= {"places": places, "price": price, "funders": funders, "provision": provision}
    said |= {"contributes": dict(contributes or {}), "min_age": min_age, "max_age": max_age}
    organisation = service.organisation
    return _add(Offering, organisation, by, name=name, reference=reference, published=published, **said)


@transaction.atomic
def add_remedy(
    *,
    organisation: Any,
    name: str,
    kind: str,
    gives: Iterable[str],
    person_name: str,
    person_email: str,
    by: Any,
    person_role: str = "",
    person_phone: str = "",
    description: str = "",
    once: int = 0,
    per_learner: int = 0,
    per_term: int = 0,
    vat: bool = False,
    lead_days: int = 0,
    lead_terms: int = 0,
    reach_miles: int | None = None,
    last_confirmed: date | None = None,
    reference: str = "",
    published: bool = True,
) -> Remedy:
    """Something that turns missing provision into provision in place. Prices in pence, VAT not included."""
    _may(organisation.pk, by)
    said: dict[str, Any] = {
        "kind": kind,
        "description": description,
        "gives": gives,
        "once": once,
        "per_learner": per_learner,
    }
    said |= {"per_term": per_term, "vat": vat, "lead_days": lead_days, "lead_terms": lead_terms}
    said |= {"reach_miles": reach_miles, **_asked(person_name, person_role, person_phone, person_email, last_confirmed)}
    return _add(Remedy, organisation, by, name=name, reference=reference, published=published, **said)


@transaction.atomic
def add_term(*, organisation: Any, name: str, starts: date, ends: date, by: Any, weeks: int = 12) -> Term:
    """A stretch of dates in the organisation's calendar; others may offer things in it too."""
    _may(organisation.pk, by)
    if ends < starts:
        raise Refused(_("the term ends before it starts"))
    if Term.objects.filter(organisation=organisation, name=name).exists():
        raise Refused(_("there is a term of this name"))
    made = Term.objects.create(organisation=organisation, name=name, starts=starts, ends=ends, weeks=weeks)
    audit.record("term added", about=organisation.public_id, details={"term": str(made.pk)})
    return made


@transaction.atomic
def change_entry(*, entry: Entry, version: int, changes: Mapping[str, Any], by: Any) -> None:
    """Changes fields of a site, service, offering or remedy. Raises Stale where it is not in this version any more."""
    _may(entry.organisation_id, by)
    model: Any = type(entry)
    said = _tidied(model, dict(changes), by, entry)
    if "name" in said and model is not Offering:
        _refuse_double(model, entry.organisation_id, said["name"], entry.pk)
    changed = model.objects.filter(pk=entry.pk, version=version).update(
        **said, version=F("version") + 1, changed=clock.now()
    )
    current = model.objects.get(pk=entry.pk)
    if not changed:
        raise Stale(current)
    if isinstance(current, Service):
        Service.objects.filter(pk=entry.pk).update(found_by=_found_by(current, by))
    _settle(current)
    details: dict[str, Any] = {"entry": str(entry.public_id), "fields": sorted(changes)}
    audit.record(f"{model.__name__.lower()} changed", about=entry.organisation.public_id, details=details)


@transaction.atomic
def confirm_entry(*, entry: Service | Remedy, by: Any) -> None:
    """Says that everything about a service or a remedy is still right today. Its words, and their version, stay."""
    _may(entry.organisation_id, by)
    type(entry).objects.filter(pk=entry.pk).update(last_confirmed=clock.today())
    details = {"entry": str(entry.public_id)}
    audit.record(f"{type(entry).__name__.lower()} confirmed", about=entry.organisation.public_id, details=details)


@transaction.atomic
def confirm_service(*, service: Service, by: Any) -> None:
    """`confirm_entry` of a service."""
    confirm_entry(entry=service, by=by)


# ------------------------------------------------------------------------------------------- their parts


def _may(organisation: int, by: Any) -> None:
    decision = policy.may_edit(organisation, queries.memberships(by))
    if not decision.allowed:
        raise Refused(decision.because)


def _add(model: type[E], organisation: Any, by: Any, **said: Any) -> E:
    if model is not Offering:
        _refuse_double(model, organisation.pk, said["name"], None)
    made = model(organisation=organisation, **_tidied(model, said, by, None))
    if isinstance(made, Service):
        made.found_by = _found_by(made, by)
    if isinstance(made, Offering):
        _refuse_strangers(made)
        made.shown = made.published and made.service.published and made.site.published
    made.save(force_insert=True)
    details = {"entry": str(made.public_id)}
    audit.record(f"{model.__name__.lower()} added", about=organisation.public_id, details=details)
    return made


def _asked(name: str, role: str, phone: str, email: str, confirmed: date | None) -> dict[str, Any]:
    said: dict[str, Any] = {"person_name": name, "person_role": role, "person_phone": phone, "person_email": email}
    return {**said, "last_confirmed": confirmed or clock.today()}


def _tidied(model: Any, said: dict[str, Any], by: Any, entry: Entry | None) -> dict[str, Any]:
    """The fields as they are stored; Refused where one makes no sense."""
    for field, kind in (("needs", "need"), ("provision", "need"), ("outcomes", "outcome")):
        _words(said, field, kind, by)
    if model is Remedy:
        _words(said, "gives", "need", by)
    for field in ("gives", "requires", "funders"):
        if field in said:
            said[field] = sorted(set(said[field]))
    if set(said.get("funders", ())) - set(Funder):
        raise Refused("unknown funders: " + ", ".join(sorted(set(said["funders"]) - set(Funder))))
    if set(said.get("answers", ())) - set(Question):
        raise Refused("unknown questions: " + ", ".join(sorted(set(said["answers"]) - set(Question))))
    if "kind" in said and said["kind"] not in set(RemedyKind if model is Remedy else ServiceKind):
        raise Refused(f"unknown kind: {said['kind']}")
    for least, most in (("min_age", "max_age"),):
        low, high = (said.get(f, getattr(entry, f, None)) for f in (least, most))
        if low is not None and high is not None and low > high:
            raise Refused(_("the first age is above the last"))
    if "sessions" in said:
        said["sessions"] = _sessions(said["sessions"])
        said["days"] = sorted({start // DAY for start, _end in said["sessions"]})
    if "starts_in" in said:
        said["starts_in"] = [getattr(term, "pk", term) for term in said["starts_in"]]
    moved = "postcode" in said and said["postcode"] != getattr(entry, "postcode", "")
    if moved and said.get("easting") is None:
        place = find(said["postcode"])
        said |= {"easting": place.easting if place else None, "northing": place.northing if place else None}
    return said


def _words(said: dict[str, Any], field: str, kind: str, by: Any) -> None:
    if field not in said:
        return
    said[field] = sorted(set(said[field]))
    strange = vocabulary.unknown(by, said[field], kind) if said[field] else []
    if strange:
        raise Refused("not in the vocabulary: " + ", ".join(strange))


def _sessions(sessions: Iterable[Sequence[int]]) -> list[list[int]]:
    found = sorted([int(start), int(end)] for start, end in sessions)
    for start, end in found:
        if not (0 <= start < end <= WEEK and start // DAY == (end - 1) // DAY):
            raise Refused(_("a session starts and ends on one day of the week"))
    return found


def _refuse_double(model: Any, organisation: int, name: str, besides: int | None) -> None:
    if model.objects.filter(organisation_id=organisation, name=name).exclude(pk=besides).exists():
        raise Refused(_("there is an entry of this name already"))


def _refuse_strangers(offering: Offering) -> None:
    if offering.site.organisation_id != offering.service.organisation_id:
        raise Refused(_("service and site belong to different organisations"))


def _found_by(service: Service, by: Any) -> str:
    """The words under which a service is found besides its own."""
    words = vocabulary.labels(by, [*service.needs, *service.outcomes])
    return "\n".join([service.organisation.name, in_english(ServiceKind(service.kind).label), *words.values()])


def _settle(entry: Entry) -> None:
    """Offerings are shown if they, their service and their site are all published."""
    if isinstance(entry, Remedy):
        return
    by = {Site: "site", Service: "service", Offering: "pk"}[type(entry)]
    service = Exists(Service.objects.filter(pk=OuterRef("service_id"), published=True))
    site = Exists(Site.objects.filter(pk=OuterRef("site_id"), published=True))
    mine = Offering.objects.filter(**{by: entry.pk})
    both = mine.filter(Q(service) & Q(site), published=True).values("pk")
    shown = set(both.values_list("pk", flat=True))
    mine.filter(pk__in=shown, shown=False).update(shown=True)
    mine.exclude(pk__in=shown).filter(shown=True).update(shown=False)
