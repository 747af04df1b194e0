"""Which people, memberships and organisations, for this viewer (the person who is signed in, or None for a visitor)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts.models import Invitation, Membership, Organisation, live
from wraparound.accounts.policy import (
    MembershipFacts,
    Memberships,
    administers,
    may_end,
    may_give_role,
    may_see_people,
)
from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.accounts.ways_in import (
    InvitationFacts,
    OrganisationSignIn,
    WayBackFacts,
    WaysIn,
    fingerprint,
    has_administrator,
    has_second_step,
    invitation_by_token,
    organisations_to_sign_in_with,
    people_to_bring_back,
    way_back_by_token,
    ways_back_of,
    ways_in,
)
from wraparound.core import clock
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person

__all__ = [
    "InvitationFacts",
    "OrganisationSignIn",
    "WayBackFacts",
    "WaysIn",
    "colleagues",
    "colleagues_of",
    "fingerprint",
    "has_administrator",
    "has_second_step",
    "invitation_by_token",
    "may_i_end",
    "membership",
    "memberships_of",
    "open_invitations",
    "organisation",
    "organisations",
    "organisations_to_sign_in_with",
    "people_of",
    "people_to_bring_back",
    "reading_of",
    "roles_i_may_give",
    "way_back_by_token",
    "ways_back_of",
    "ways_in",
]


def memberships_of(viewer: Person | None) -> Memberships:
    """What the viewer is today and where, by the name of the organisation; nothing for a visitor."""
    if viewer is None or viewer.pk is None:
        return ()
    rows = Membership.objects.filter(live(), person_id=viewer.pk).order_by("organisation__name", "role")
    names = ("organisation_id", "organisation__public_id", "organisation__name", "organisation__kind", "role", "since")
    return tuple(
        MembershipFacts(key, public_id, name, OrganisationKind(kind), MemberRole(role), since)
        for key, public_id, name, kind, role, since in rows.values_list(*names)
    )


def organisations(viewer: Person | None) -> QuerySet[Organisation]:
    """All organisations, by name. What they say about themselves is public."""
    return Organisation.objects.order_by("name", "id")


def organisation(viewer: Person | None, public_id: UUID | str) -> Organisation | None:
    """The organisation with this id; None where there is none."""
    return organisations(viewer).filter(public_id=public_id).first()


def people_of(viewer: Person | None, organisation: Organisation) -> QuerySet[Membership]:
    """The memberships that hold today in an organisation, each with its person; for its own members only."""
    if not may_see_people(memberships_of(viewer), organisation.pk):
        return Membership.objects.none()
    found = Membership.objects.filter(live(), organisation=organisation)
    return found.select_related("person", "organisation").order_by("person__name", "role", "id")


def colleagues(viewer: Person | None) -> QuerySet[Membership]:
    """The memberships that hold today wherever the viewer is a member, each with its person, by organisation."""
    if viewer is None or viewer.pk is None:
        return Membership.objects.none()
    mine = Membership.objects.filter(live(), person_id=viewer.pk).values("organisation")
    found = Membership.objects.filter(live(), organisation__in=mine).select_related("person", "organisation")
    return found.order_by("organisation__name", "organisation_id", "person__name", "role", "id")


def membership(viewer: Person | None, public_id: UUID | str) -> Membership | None:
    """A colleague's membership or one's own, ended ones included; None for anybody else's."""
    found = Membership.objects.select_related("person", "organisation").filter(pk=public_id).first()
    if viewer is None or found is None:
        return None
    if found.person_id == viewer.pk or may_see_people(memberships_of(viewer), found.organisation_id):
        return found
    return None


def colleagues_of(viewer: Person | None, membership: Membership) -> QuerySet[Membership]:
    """Those in the same organisation who could take over: everybody there today but the person and the viewer."""
    found = people_of(viewer, membership.organisation).exclude(person_id=membership.person_id)
    return found if viewer is None else found.exclude(person_id=viewer.pk)


def may_i_end(viewer: Person | None, membership: Membership) -> Decision:
    """Whether the viewer may end this membership, change its role or hand over."""
    if membership.until is not None and membership.until < clock.today():
        return Decision(False, _("this membership has ended"))
    others = people_of(viewer, membership.organisation).filter(role=MemberRole.ORGANISATION_ADMIN, until=None)
    count = others.exclude(person_id=membership.person_id).count()
    role = MemberRole(membership.role)
    return may_end(memberships_of(viewer), membership.organisation_id, role, other_administrators=count)


def roles_i_may_give(viewer: Person | None, organisation: Organisation) -> tuple[MemberRole, ...]:
    """The roles that the viewer may give to somebody else in an organisation."""
    mine, has_one = memberships_of(viewer), has_administrator(viewer, organisation)
    return tuple(r for r in MemberRole if may_give_role(mine, organisation.pk, r, has_administrator=has_one))


def open_invitations(viewer: Person | None, organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations into an organisation that nobody has taken up and that have not run out; for its administrators."""
    if not administers(memberships_of(viewer), organisation.pk):
        return Invitation.objects.none()
    found = Invitation.objects.filter(organisation=organisation, accepted=None, expires__gt=clock.now())
    return found.select_related("invited_by").order_by("made", "id")


def reading_of(viewer: Person) -> object:
    """How the viewer likes to read; empty where they have not said."""
    return viewer.reading
