"""For whom everything of a learner has stopped, and for whom it could. Those for whom it has find nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.learners import queries as learners
from wraparound.learners.policy import initials
from wraparound.sharing import faces
from wraparound.sharing.models import Freeze, Grant
from wraparound.sharing.policy_freezing import Freezing
from wraparound.sharing.queries.asking import my_organisations
from wraparound.sharing.queries.grants import names, standing

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class Around:
    """Somebody for whom everything could stop; `key` is what a form calls them."""

    key: str
    name: str
    about: str
    whom: Organisation | Person


@dataclass(frozen=True, slots=True)
class Frozen:
    """Somebody for whom everything has stopped. `may_ask`, `may_lift`: what the viewer can do about it."""

    id: UUID
    name: str
    is_person: bool
    initials: str
    symbol: str
    since: datetime
    by_learner: bool
    because: str
    lift_because: str
    asked_by_me: bool


@dataclass(frozen=True, slots=True)
class ToReview:
    """A freeze that somebody asked to lift, for the second person."""

    id: UUID
    learner: UUID
    name: str
    frozen: str
    since: datetime
    because: str
    lift_because: str
    asked_by: str


def frozen(viewer: Person, learner: Learner) -> list[Frozen]:
    """For whom everything has stopped: for the learner, and for who leads, but for themselves."""
    rows = list(_open(learner).select_related("organisation").order_by("-since", "pk"))
    known = names(viewer, {row.person_id for row in rows if row.person_id})
    return [_line(viewer, row, known) for row in rows]


def freeze(viewer: Person, key: str) -> Freeze | None:
    """One of these, or of those to review, for an action."""
    rows = Freeze.objects.filter(lifted_at__isnull=True)
    return next((row for row in rows if str(row.pk) == key), None)


def to_review(viewer: Person) -> list[ToReview]:
    """Those that somebody else asked to lift, where the viewer is the second person."""
    query = "select id, learner, name, frozen, since, because, lift_because, asked_by from app.freezes_i_review()"
    with connection.cursor() as cursor:
        cursor.execute(f"{query} order by since, id")
        return [ToReview(*row) for row in cursor.fetchall()]


def waits(viewer: Person) -> bool:
    """Whether one waits for the viewer."""
    return bool(to_review(viewer))


def around(viewer: Person, learner: Learner) -> list[Around]:
    """Everybody around the learner for whom something is open or could be: people first, then organisations."""
    people: dict[int, str] = {}
    for place in learners.places(viewer, learner):
        if place.person_id not in (learner.person_id, viewer.pk):
            at = place.organisation.name if place.organisation else str(place.get_part_display())
            people.setdefault(place.person_id, at)
    rows = Grant.objects.filter(learner=learner, until__gt=clock.now(), ending__isnull=True)
    shared = set(rows.values_list("person", "organisation"))
    for person, _organisation in shared:
        if person and person != viewer.pk:
            people.setdefault(person, "")
    teams = {p.organisation_id for p in learners.places(viewer, learner) if p.organisation_id}
    own = set() if standing(viewer, learner).is_the_learner else my_organisations(viewer)
    found = [
        Around(f"p.{one.public_id}", one.name, people[one.pk], one)
        for one in get_user_model().objects.filter(pk__in=people).order_by("name", "pk")
    ]
    wanted = (teams | {o for _person, o in shared if o}) - set(own)
    found += [
        Around(f"o.{one.public_id}", one.name, str(one.get_kind_display()), one)
        for one in accounts.organisations(viewer).filter(pk__in=wanted).order_by("name", "pk")
    ]
    stopped = {(row.person_id, row.organisation_id) for row in _open(learner)}
    return [one for one in found if _key(one.whom) not in stopped]


def facts(viewer: Person, learner: Learner, whom: Organisation | Person) -> Freezing:
    """What speaks against stopping everything for somebody."""
    person, organisation = _key(whom)
    stopped = {(row.person_id, row.organisation_id) for row in _open(learner)}
    leads = {(p.person_id, p.organisation_id) for p in learners.leads(viewer, learner)}
    left = {
        (p, o)
        for p, o in leads
        if (p, None) not in stopped
        and (None, o) not in stopped
        and p != person
        and (not organisation or o != organisation)
    }
    return Freezing(
        is_the_learner=person is not None and person == learner.person_id,
        is_me=person == viewer.pk or organisation in my_organisations(viewer),
        is_known=_key(whom) in {_key(one.whom) for one in around(viewer, learner)} | stopped | {(viewer.pk, None)},
        leaves_nobody_leading=not left,
        is_frozen=_key(whom) in stopped,
    )


def _open(learner: Learner) -> Any:
    return Freeze.objects.filter(learner=learner, lifted_at__isnull=True)


def _key(whom: Organisation | Person) -> tuple[int | None, int | None]:
    return (whom.pk, None) if whom._meta.model_name == "person" else (None, whom.pk)


def _line(viewer: Person, row: Freeze, known: dict[int, str]) -> Frozen:
    name = row.organisation.name if row.organisation else known.get(row.person_id or 0, _("somebody"))
    return Frozen(
        id=row.pk,
        name=name,
        is_person=row.person_id is not None,
        initials=initials(name),
        symbol=faces.of_kind(row.organisation.kind) if row.organisation else faces.FAMILY,
        since=row.since,
        by_learner=row.by_learner,
        because=row.because,
        lift_because=row.lift_because,
        asked_by_me=row.lift_asked_by_id == viewer.pk,
    )
