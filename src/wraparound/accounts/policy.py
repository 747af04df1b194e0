"""What a role allows in an organisation. Facts in, decision out; nothing here reads a database or a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A place that a person holds in an organisation today."""

    organisation: int  # its key in the database
    public_id: UUID  # of the organisation, for addresses and the record
    name: str  # of the organisation
    kind: OrganisationKind
    role: MemberRole
    since: date


Memberships = tuple[MembershipFacts, ...]

MUST_HAVE_SECOND_STEP = frozenset({MemberRole.ORGANISATION_ADMIN, MemberRole.SYSTEM_ADMIN})


def administers(mine: Iterable[MembershipFacts], organisation: int) -> bool:
    """Whether one of these memberships makes somebody an administrator of the organisation."""
    return any(m.organisation == organisation and m.role is MemberRole.ORGANISATION_ADMIN for m in mine)


def keeps_the_system(mine: Iterable[MembershipFacts]) -> bool:
    """Whether one of these memberships makes somebody a system administrator."""
    return any(m.role is MemberRole.SYSTEM_ADMIN for m in mine)


def belongs_to(mine: Iterable[MembershipFacts], organisation: int) -> bool:
    """Whether one of these memberships is in the organisation."""
    return any(m.organisation == organisation for m in mine)


def must_have_second_step(mine: Iterable[MembershipFacts]) -> bool:
    """Whether somebody may not work here without a second step at sign-in, or a passkey."""
    return any(m.role in MUST_HAVE_SECOND_STEP for m in mine)


def may_see_people(mine: Iterable[MembershipFacts], organisation: int) -> Decision:
    """Colleagues know each other."""
    if belongs_to(mine, organisation):
        return Decision(True, _("you work there"))
    return Decision(False, _("you are not a member of this organisation"))


def may_found(mine: Iterable[MembershipFacts]) -> Decision:
    """New organisations are written down by whoever keeps the system."""
    if keeps_the_system(mine):
        return Decision(True, _("you keep the system"))
    return Decision(False, _("only a system administrator adds organisations"))


def may_give_role(
    mine: Iterable[MembershipFacts],
    organisation: int,
    role: MemberRole,
    *,
    has_administrator: bool = True,
    to_me: bool = False,
) -> Decision:
    """Who may make somebody (or invite somebody to be) what in an organisation.

    An organisation's administrators give every role but that of a system administrator. A system administrator gives
    that one in their own organisation, and names an administrator where there is none; never themselves, because a
    system administrator sees no learner and must not become somebody who does.
    """
    mine = tuple(mine)
    if role is MemberRole.SYSTEM_ADMIN:
        if keeps_the_system(m for m in mine if m.organisation == organisation):
            return Decision(True, _("you keep the system"))
        return Decision(False, _("only a system administrator names another one"))
    if administers(mine, organisation):
        return Decision(True, _("you are an administrator of this organisation"))
    if keeps_the_system(mine) and role is MemberRole.ORGANISATION_ADMIN and not to_me and not has_administrator:
        return Decision(True, _("this organisation has no administrator yet"))
    return Decision(False, _("only an administrator of this organisation can do that"))


def may_end(
    mine: Iterable[MembershipFacts], organisation: int, role: MemberRole, *, other_administrators: int
) -> Decision:
    """Who may end a membership, change its role or hand over what its person did.

    `other_administrators` are those who stay: an organisation never loses its last one.
    """
    mine = tuple(mine)
    if role is MemberRole.SYSTEM_ADMIN:
        if keeps_the_system(m for m in mine if m.organisation == organisation):
            return Decision(True, _("you keep the system"))
        return Decision(False, _("only a system administrator ends that membership"))
    if not administers(mine, organisation):
        return Decision(False, _("only an administrator of this organisation can do that"))
    if role is MemberRole.ORGANISATION_ADMIN and not other_administrators:
        return Decision(False, _("an organisation needs an administrator: name another one first"))
    return Decision(True, _("you are an administrator of this organisation"))


def may_take_over(*, to_me: bool) -> Decision:
    """Whoever hands over what a leaver did names somebody else: it would open a leaver's learners to themselves."""
    if to_me:
        return Decision(False, _("nobody takes over for themselves: another administrator has to hand over to you"))
    return Decision(True, _("you are an administrator of this organisation"))


def may_bring_back(*, to_me: bool, has_address: bool, has_role: bool, leads: bool) -> Decision:
    """Who may make a link that lets somebody in who has no address and has lost their device.

    Only the lead of every circle that they belong to. A lead knows them and can see that it is they who take the link.
    An administrator does not, and must not come to see a learner by it; whoever leads one circle not those of others.
    """
    if to_me:
        return Decision(False, _("you cannot make a link for yourself"))
    if has_role:
        return Decision(False, _("they have a role in an organisation, which has other ways in"))
    if has_address:
        return Decision(False, _("they can have a code sent by e-mail"))
    if not leads:
        return Decision(False, _("only whoever leads each circle that they belong to can do that"))
    return Decision(True, _("you lead their circle"))


def may_edit_organisation(mine: Iterable[MembershipFacts], organisation: int) -> Decision:
    """Who may change what an organisation says about itself."""
    if administers(mine, organisation):
        return Decision(True, _("you are an administrator of this organisation"))
    return Decision(False, _("only an administrator of this organisation can do that"))
