"""Which learners, circles and invitations, for this viewer. Row-level security says who sees which row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Case, Prefetch, Q, When

from wraparound.accounts import queries as accounts
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.learners import policy
from wraparound.learners.models import CircleInvitation, CircleMember, Learner, Merge, now_held
from wraparound.learners.policy import INTAKE_ROLES, InvitedAs, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person

ALIKE = 0.4  # as in sql/functions_duplicates.sql


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a circle as a page shows it."""

    id: UUID
    name: str
    initials: str
    part: CirclePart
    organisation: str
    since: date
    until: date | None
    is_mine: bool


def my_learners(viewer: Person) -> QuerySet[Learner]:
    """The learners whose identity is open to the viewer; `mine` of each holds the viewer's own places in the circle."""
    mine = CircleMember.objects.filter(now_held(), person=viewer).select_related("organisation")
    found = Learner.objects.filter(merged_into__isnull=True)
    return found.prefetch_related(Prefetch("circle", queryset=mine, to_attr="mine")).order_by("name", "pk")


def learner(viewer: Person, public_id: UUID | str) -> Learner | None:
    """One learner. None is the same answer for "there is none" and "not yours"."""
    return Learner.objects.filter(public_id=public_id, merged_into__isnull=True).first()


def me_as_learner(viewer: Person) -> Learner | None:
    """The learner who the viewer is, if they are one."""
    return Learner.objects.filter(person=viewer).first()


def me_and_mine(viewer: Person, most: int) -> tuple[Learner | None, list[Learner]]:
    """`me_as_learner` and, where the viewer is none, the first of `my_learners`, by name: in one query."""
    found = Learner.objects.filter(Q(merged_into__isnull=True) | Q(person=viewer)).annotate(
        own=Case(When(person=viewer, then=0), default=1)
    )
    rows: list[Learner] = [*found.order_by("own", "name", "pk")[:most]]
    own = [row for row in rows if row.person_id == viewer.pk]
    return (min(own, key=lambda row: row.pk), []) if own else (None, rows)


def circle(viewer: Person, learner: Learner, *, everybody: bool = False) -> list[Place]:
    """Who supports a learner today (with `everybody`, also who did), leads first."""
    rows = CircleMember.objects.filter(learner=learner).select_related("person", "organisation")
    rows = rows if everybody else rows.filter(now_held())
    order = [CirclePart.LEAD, CirclePart.FAMILY, CirclePart.ADVOCATE, CirclePart.SUPPORT, CirclePart.WORKS_WITH]
    found = [_place(row, viewer) for row in rows]
    return sorted(found, key=lambda p: (order.index(p.part), p.name, str(p.id)))


def my_parts(viewer: Person, learner: Learner) -> frozenset[CirclePart]:
    """What the viewer is in a learner's circle today."""
    mine = CircleMember.objects.filter(now_held(), learner=learner, person=viewer)
    return frozenset(map(CirclePart, mine.values_list("part", flat=True)))


def my_places(viewer: Person, learner: Learner) -> list[tuple[CirclePart, int | None]]:
    """What the viewer is to a learner today, each with the organisation (its key) for which they are it."""
    mine = CircleMember.objects.filter(now_held(), learner=learner, person=viewer)
    return [(CirclePart(part), key) for part, key in mine.values_list("part", "organisation_id")]


def places(viewer: Person, learner: Learner) -> QuerySet[CircleMember]:
    """The places in a learner's circle that are held today, each with its person and organisation, by name."""
    held = CircleMember.objects.filter(now_held(), learner=learner).select_related("person", "organisation")
    return held.order_by("person__name", "pk")


def place(viewer: Person, key: UUID) -> CircleMember | None:
    """One place in a circle that the viewer may know of."""
    return CircleMember.objects.select_related("learner", "organisation", "person").filter(pk=key).first()


def standing(viewer: Person, learner: Learner, organisation: Organisation | None = None) -> Standing:
    """What the viewer is to a learner today, and in an organisation."""
    roles = [m.role for m in accounts.memberships_of(viewer) if organisation and m.organisation == organisation.pk]
    return Standing(
        is_the_learner=learner.pk in _numbers("select app.my_own_learners()"),
        is_lead=learner.pk in _numbers("select app.learners_i_lead()"),
        is_member=bool(roles),
        is_administrator=MemberRole.ORGANISATION_ADMIN in roles,
    )


def leads_for(viewer: Person) -> frozenset[int]:
    """The keys of the learners for whom the viewer is lead today."""
    return frozenset(_numbers("select app.learners_i_lead()"))


def intake_organisations(viewer: Person) -> list[Organisation]:
    """The organisations for which the viewer may write learners down."""
    keys = {m.organisation for m in accounts.memberships_of(viewer) if m.role in INTAKE_ROLES}
    return list(accounts.organisations(viewer).filter(pk__in=keys))


def colleagues(viewer: Person, learner: Learner) -> list[tuple[Organisation, Person]]:
    """Whom the viewer can give a place in a circle: people of organisations for which the viewer staffs the team."""
    found: dict[tuple[int, int], tuple[Organisation, Person]] = {}
    for organisation in accounts.organisations(viewer).filter(
        pk__in={m.organisation for m in accounts.memberships_of(viewer)}
    ):
        mine = standing(viewer, learner, organisation)
        if mine.is_administrator or mine.is_lead:
            for membership in accounts.people_of(viewer, organisation):
                found[organisation.pk, membership.person_id] = (organisation, membership.person)
    return list(found.values())


def roles_of(viewer: Person, who: Person, organisation: Organisation) -> frozenset[MemberRole]:
    """What somebody is in an organisation today, as far as the viewer may know; nothing where they do not belong."""
    roles = accounts.people_of(viewer, organisation).filter(person=who).order_by().values_list("role", flat=True)
    return frozenset(map(MemberRole, roles))


def leads(viewer: Person, learner: Learner) -> QuerySet[CircleMember]:
    """The places of leads that are held today."""
    return CircleMember.objects.filter(now_held(), learner=learner, part=CirclePart.LEAD)


def alike(viewer: Person, name: str, born: date) -> list[Learner]:
    """Learners that the viewer can see, born on this day and called much like this."""
    near = my_learners(viewer).filter(born=born).annotate(likeness=TrigramSimilarity("name", name))
    return list(near.filter(likeness__gte=ALIKE).order_by("-likeness", "pk"))


def invitations(viewer: Person, learner: Learner) -> QuerySet[CircleInvitation]:
    """Invitations to a circle that still wait for an answer."""
    waiting = {"accepted": None, "withdrawn": None, "expires__gt": clock.now()}
    return CircleInvitation.objects.filter(learner=learner, **waiting).select_related("learner").order_by("made", "pk")


def invitation(viewer: Person, learner: Learner, key: UUID) -> CircleInvitation | None:
    """One of these."""
    return invitations(viewer, learner).filter(pk=key).first()


def offered(viewer: Person | None, token: str) -> InvitedAs | None:
    """What the link of an invitation offers; None where it is used, over or none."""
    with connection.cursor() as cursor:
        cursor.execute("select app.circle_invitation(%s)", [policy.fingerprint(token)])
        (part,) = cursor.fetchone()
    return InvitedAs(part) if part else None


def merges(viewer: Person, learner: Learner) -> list[Merge]:
    """What was merged into a learner and not undone, the newest first."""
    return list(Merge.objects.filter(kept=learner, undone__isnull=True).order_by("-at", "pk"))


def merge(viewer: Person, learner: Learner, key: UUID) -> Merge | None:
    """One of these."""
    return Merge.objects.filter(kept=learner, undone__isnull=True, pk=key).first()


def places_held(viewer: Person, organisation: Organisation, who: Person) -> QuerySet[CircleMember]:
    """The places somebody holds today in circles, for an organisation."""
    return CircleMember.objects.filter(now_held(), organisation=organisation, person=who).order_by("pk")


def _place(row: CircleMember, viewer: Person) -> Place:
    name = row.person.name if row.person_id else ""
    organisation = row.organisation.name if row.organisation else ""
    return Place(
        row.pk,
        name,
        policy.initials(name),
        CirclePart(row.part),
        organisation,
        row.since,
        row.until,
        row.person_id == viewer.pk,
    )


def _numbers(query: str) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchone()[0])
