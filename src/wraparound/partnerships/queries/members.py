"""Who works together, for this viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.accounts import queries as accounts
from wraparound.partnerships import policy
from wraparound.partnerships.models import Member, Partnership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Membership, Organisation, Person
    from wraparound.core.decisions import Decision


@dataclass(frozen=True, slots=True)
class PartnershipLine:
    """A partnership of the viewer's, with who is in it; `invited`: their own organisations that have to answer."""

    partnership: Partnership
    members: Sequence[Member]
    invited: Sequence[Member]


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """A partnership. `members` are in it now, `waiting` are invited, `gone` have left."""

    partnership: Partnership
    members: Sequence[Member]
    waiting: Sequence[Member]
    gone: Sequence[Member]
    is_member: bool  # the viewer's organisation is in it
    may_invite: bool
    mine: Sequence[Member]  # in it or invited, and the viewer may speak for them


def may_speak(viewer: Person | None, organisation: Organisation) -> Decision:
    """Whether the viewer may speak for an organisation."""
    return policy.may_speak(accounts.memberships_of(viewer), organisation.pk)


def my_organisations(viewer: Person | None) -> list[Organisation]:
    """Where the viewer is a member today, by name."""
    keys = {m.organisation for m in accounts.memberships_of(viewer)}
    return list(accounts.organisations(viewer).filter(pk__in=keys))


def i_speak_for(viewer: Person | None) -> list[Organisation]:
    """The organisations for which the viewer may speak, by name."""
    return list(accounts.organisations(viewer).filter(pk__in=_spoken_for(viewer)))


def partnerships(viewer: Person | None) -> list[PartnershipLine]:
    """Those that an organisation of the viewer's is in or invited to, the newest first."""
    mine, found = _spoken_for(viewer), []
    for one in Partnership.objects.order_by("-since", "id") if viewer is not None else ():
        members = list(_members(viewer).filter(partnership=one, until=None))
        asked = [m for m in members if m.since is None and m.organisation_id in mine]
        found.append(PartnershipLine(one, [m for m in members if m.since], asked))
    return found


def invitations(viewer: Person | None) -> int:
    """How many invitations wait for an organisation that the viewer may speak for."""
    waiting = _members(viewer).filter(since=None, until=None)
    return waiting.filter(organisation__in=_spoken_for(viewer)).count()


def partnership(viewer: Person | None, key: UUID) -> Partnership | None:
    """One of those; None for whoever does not know it."""
    return Partnership.objects.filter(pk=key).first() if viewer is not None else None


def partnership_page(viewer: Person | None, found: Partnership) -> PartnershipPage:
    """A partnership as the viewer may see it."""
    rows = list(_members(viewer).filter(partnership=found))
    live = [m for m in rows if m.until is None]
    members, waiting = [m for m in live if m.since], [m for m in live if not m.since]
    gone = [m for m in rows if m.until and m.since]
    memberships = accounts.memberships_of(viewer)
    here = {m.organisation for m in memberships}
    speaks = _spoken_for(viewer)
    mine = [m for m in live if m.organisation_id in speaks]
    is_member = any(m.organisation_id in here for m in members)
    return PartnershipPage(found, members, waiting, gone, is_member, any(m.since for m in mine), mine)


def member(viewer: Person | None, key: UUID) -> Member | None:
    """One organisation's place in a partnership that the viewer knows."""
    return _members(viewer).filter(pk=key).first()


def to_invite(viewer: Person | None, found: Partnership) -> list[tuple[str, str]]:
    """(public id, name) of the organisations that are not in it and not invited, for a form."""
    taken = _members(viewer).filter(partnership=found, until=None).values_list("organisation_id", flat=True)
    rows = accounts.organisations(viewer).exclude(pk__in=set(taken)).values_list("public_id", "name")
    return [(str(key), name) for key, name in rows]


def speakers(viewer: Person | None, found: Member) -> list[Membership]:
    """Those of a member who may speak for it, by name, each once; for its own people."""
    rows = accounts.people_of(viewer, found.organisation).filter(role__in=[r.value for r in policy.SPEAKS])
    return list({row.person_id: row for row in rows}.values())


def _members(viewer: Person | None) -> QuerySet[Member]:
    found = Member.objects.select_related("organisation", "partnership").order_by("organisation__name", "invited")
    return found if viewer is not None else found.none()


def _spoken_for(viewer: Person | None) -> set[int]:
    mine = accounts.memberships_of(viewer)
    return {m.organisation for m in mine if policy.may_speak(mine, m.organisation)}
