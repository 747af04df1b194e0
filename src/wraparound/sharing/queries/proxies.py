"""Who decides for a learner, about what; what they said; and the pages of those who decide."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.core.categories import Category, in_categories
from wraparound.learners import queries as learners
from wraparound.learners.policy import initials
from wraparound.sharing import wording_looks as wording
from wraparound.sharing.models import Grant, GrantEnding, Proxy
from wraparound.sharing.policy import Permission
from wraparound.sharing.policy_proxies import RESPECTED, ProxyKind, Say
from wraparound.sharing.queries.asking import requests_waiting
from wraparound.sharing.queries.grants import names, open_categories, standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

LATEST = 30  # so many lines of who looked


@dataclass(frozen=True, slots=True)
class SaidYes:
    """Something to which a proxy said yes, that holds now."""

    grant: UUID
    to: str
    categories: tuple[Category, ...]
    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class ProxyLine:
    """Somebody who decides for a learner, or speaks for them; `over` is when their say ended, None while it holds."""

    id: UUID
    person: int
    name: str
    initials: str
    kind: ProxyKind
    categories: tuple[Category, ...]
    may_decide: bool
    may_see_looks: bool
    until: datetime
    by_learner: bool
    evidence: str
    over: datetime | None
    said: tuple[SaidYes, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A grant that is wholly within what a proxy decides; `is_ours`: a proxy gave it, so a proxy may end it."""

    grant: UUID
    to: str
    categories: tuple[Category, ...]
    purpose: str
    until: datetime
    is_ours: bool
    permission: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked, as a proxy reads it."""

    day: date
    who: str
    did: str
    often: str


@dataclass(frozen=True, slots=True)
class DecidingPage:
    """Everything on a proxy's page."""

    say: Say
    grants: tuple[Held, ...]
    waiting: int
    looks: tuple[Looked, ...]


def say(viewer: Person, learner: Learner) -> Say | None:
    """What the viewer may do as a proxy of a learner now; None where they are none, any more, or nothing is open."""
    row = _mine().filter(learner=learner).order_by("-may_decide", "pk").first()
    opened = open_categories(viewer, learner) if row else frozenset()
    if row is None or Category.IDENTITY not in opened:
        return None
    about = frozenset(in_categories(row.categories)) & opened - {Category.IDENTITY}
    return Say(row.pk, ProxyKind(row.kind), about, row.may_decide, row.may_see_looks, row.until)


def says(viewer: Person) -> list[tuple[Learner, Say]]:
    """The learners for whom the viewer has a say now, by name."""
    rows = _mine().select_related("learner").order_by("learner__name", "pk")
    found = {row.learner: say(viewer, row.learner) for row in rows}
    return [(learner, one) for learner, one in found.items() if one is not None]


def deciding_page(viewer: Person, learner: Learner) -> DecidingPage | None:
    """A proxy's page, with nothing that is not wholly within their say; None for everybody else."""
    mine = say(viewer, learner)
    if mine is None:
        return None
    rows = _within(viewer, learner)
    known = names(viewer, {g.person_id for g in rows if g.person_id})
    held = tuple(_held(grant, known.get(grant.person_id or 0, _("somebody"))) for grant in rows)
    waiting = requests_waiting(viewer, learner) if mine.decides else 0
    return DecidingPage(mine, held, waiting, tuple(_looks(learner)) if mine.may_see_looks else ())


def proxies(viewer: Person, learner: Learner) -> list[ProxyLine]:
    """Who decides and who did, for the learner and who leads: those whose say holds first. Of others, their own."""
    rows = list(Proxy.objects.filter(learner=learner).select_related("ending").order_by("-made", "pk"))
    yes: dict[UUID | None, list[Grant]] = {}
    for grant in Grant.objects.filter(learner=learner, proxy__isnull=False, ending__isnull=True).select_related(
        "organisation"
    ):
        if grant.until > clock.now():
            yes.setdefault(grant.proxy_id, []).append(grant)
    known = names(viewer, {r.person_id for r in rows} | {g.person_id or 0 for of in yes.values() for g in of})
    found = [_line(row, known, yes.get(row.pk, ()), learner) for row in rows]
    return sorted(found, key=lambda one: one.over is not None)


def proxy(viewer: Person, learner: Learner, key: str) -> Proxy | None:
    """One of these, for an action."""
    found = {str(row.pk): row for row in Proxy.objects.filter(learner=learner).select_related("learner", "opens")}
    return found.get(key)


def candidates(viewer: Person, learner: Learner) -> list[Person]:
    """Who may be appointed: the family and the advocates of the circle, but nobody of a lead's own organisations."""
    circle = {p.person_id: p.person for p in learners.places(viewer, learner) if p.organisation_id is None}
    own = standing(viewer, learner).is_the_learner
    none = {viewer.pk, learner.person_id, *(() if own else (p for p in circle if is_colleague(viewer, p)))}
    return [one for key, one in circle.items() if key not in none]


def is_colleague(viewer: Person, person: int) -> bool:
    """Whether somebody belongs to an organisation of the viewer's today."""
    return accounts.colleagues(viewer).filter(person=person).exists()


def has_a_say(viewer: Person, learner: Learner, person: int) -> bool:
    """Whether somebody is a proxy of the learner now, for the learner and who leads."""
    held = Proxy.objects.filter(learner=learner, person=person, until__gt=clock.now(), ending__isnull=True)
    return held.exists()


def stopped_for(viewer: Person, learner: Learner, person: int) -> frozenset[Category]:
    """What the learner themself stopped for somebody in the last 90 days; for the learner and who leads."""
    if learner.person_id is None:
        return frozenset()
    ended = GrantEnding.objects.filter(
        learner=learner, grant__person=person, by=learner.person_id, at__gt=clock.now() - RESPECTED
    )
    return frozenset(c for g in ended.select_related("grant") for c in in_categories(g.grant.categories)) - {
        Category.IDENTITY
    }


def said_no(viewer: Person, learner: Learner, to: Organisation | Person) -> frozenset[Category]:
    """What the viewer, a proxy, cannot open to somebody: others stopped or refused it in the last 90 days."""
    is_person = to._meta.model_name == "person"
    with connection.cursor() as cursor:
        keys = [learner.pk, None if is_person else to.pk, to.pk if is_person else None]
        cursor.execute("select app.said_no_to(%s, %s, %s)", keys)
        return frozenset(in_categories(cursor.fetchone()[0]))


def held(viewer: Person, learner: Learner, key: str) -> Grant | None:
    """A grant that a proxy gave and that the viewer, a proxy, may change."""
    return next((g for g in _within(viewer, learner) if str(g.pk) == key and _is_ours(g)), None)


def _mine() -> QuerySet[Proxy]:
    return Proxy.objects.filter(pk__in=_ids("select app.my_proxies()"))


def _ids(query: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchone()[0])


def _within(viewer: Person, learner: Learner) -> list[Grant]:
    found = Grant.objects.filter(learner=learner, pk__in=_ids("select app.grants_i_decide()"))
    return list(found.select_related("organisation", "learner", "request").order_by("-made", "pk"))


def _is_ours(grant: Grant) -> bool:
    return grant.permission == Permission.BY_PROXY


def _held(grant: Grant, person: str) -> Held:
    return Held(
        grant=grant.pk,
        to=grant.organisation.name if grant.organisation else person,
        categories=in_categories(grant.categories),
        purpose=grant.purpose,
        until=grant.until,
        is_ours=_is_ours(grant),
        permission=str(Permission(grant.permission).label),
    )


def _line(row: Proxy, known: dict[int, str], yes: Iterable[Grant], learner: Learner) -> ProxyLine:
    name, ending = known.get(row.person_id) or _("somebody"), getattr(row, "ending", None)
    said = (
        SaidYes(
            g.pk,
            g.organisation.name if g.organisation else known.get(g.person_id or 0, _("somebody")),
            in_categories(g.categories),
            g.until,
            g.made,
        )
        for g in yes
    )
    return ProxyLine(
        id=row.pk,
        person=row.person_id,
        name=name,
        initials=initials(name),
        kind=ProxyKind(row.kind),
        categories=in_categories(row.categories),
        may_decide=row.may_decide,
        may_see_looks=row.may_see_looks,
        until=row.until,
        by_learner=row.appointed_by_id == learner.person_id,
        evidence=row.evidence,
        over=ending.at if ending else (row.until if row.until <= clock.now() else None),
        said=tuple(said),
    )


def _looks(learner: Learner) -> list[Looked]:
    with connection.cursor() as cursor:
        cursor.execute("select day, times, name, what, details from app.looks_for_proxy(%s)", [learner.pk])
        rows = cursor.fetchmany(LATEST)
    found = []
    for day, times, name, what, details in rows:
        said = json.loads(details or "{}")
        seen = {c for c in Category if c.value in wording.listed(said.get("categories"))}
        did = wording.did(what, said.get("page", ""), sorted(seen, key=lambda c: c.number))
        found.append(Looked(day, name, did, wording.how_often(times)))
    return found
