"""Who may write learners down, staff their circles and merge two records. Facts in, decision out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core.decisions import Decision, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise

INVITATION_LASTS = timedelta(days=14)
LOOKS_AN_HOUR = 20  # sql/functions_duplicates.sql counts; this is for what pages say
INTAKE_ROLES = frozenset(
    {MemberRole.TRANSITION_LEAD, MemberRole.HEAD_OF_INCLUSION, MemberRole.COMMISSIONER, MemberRole.ORGANISATION_ADMIN}
)
TEAM_PARTS = frozenset({CirclePart.SUPPORT, CirclePart.WORKS_WITH, CirclePart.LEAD})
DECIDE_OR_EMPLOY = frozenset({MemberRole.COMMISSIONER, MemberRole.EMPLOYER_SUPERVISOR})  # never speak for a learner


class InvitedAs(StrEnum):
    """What somebody becomes who accepts an invitation to a circle; stored as the slug."""

    FAMILY = "family"
    ADVOCATE = "advocate"
    LEARNER = "learner"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _INVITED[self]


_INVITED = {
    InvitedAs.FAMILY: _("Family or carer"),
    InvitedAs.ADVOCATE: _("Advocate"),
    InvitedAs.LEARNER: _("The learner"),
}


class Refused(NotAllowed):
    """An action was not allowed; its text says why, in words for the person who tried."""


class TooManyLooks(Refused):
    """Somebody asked after more learners within an hour than their work needs."""


def required(decision: Decision) -> None:
    """Raises Refused, with the reason, where it is a no."""
    if not decision.allowed:
        raise Refused(decision.because)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a learner: the learner, a lead of the circle; and what they are in an organisation today."""

    is_the_learner: bool = False
    is_lead: bool = False
    is_member: bool = False  # of the organisation that this is about
    is_administrator: bool = False  # there


def may_write_down(roles: Collection[str]) -> Decision:
    """Somebody whose work it is to bring learners in, for the organisation in which they have the role."""
    if INTAKE_ROLES.intersection(roles):
        return Decision(True, _("this is part of your work there"))
    return Decision(False, _("your role in this organisation does not include writing learners down"))


def may_invite(standing: Standing, part: InvitedAs, has_sign_in: bool) -> Decision:
    """The learner and their leads invite; nobody else becomes the learner once there is a sign-in."""
    if part is InvitedAs.LEARNER and has_sign_in:
        return Decision(False, _("this learner already signs in"))
    return _learner_or_lead(standing)


def may_staff(
    standing: Standing,
    part: CirclePart,
    newcomers_roles: Collection[MemberRole],
    *,
    to_me: bool = False,
    leads_already: bool = False,
) -> Decision:
    """A lead or an administrator gives people of their own organisation a place in the team.

    Who only decides about money or employs works with the learner: they would speak for them as support. A place opens
    what is shared with the organisation: no administrator gives it to themselves. Nor do they make their organisation
    one that leads (`leads_already`: it does, or did, for this learner).
    """
    if part not in TEAM_PARTS:
        return Decision(False, _("family and advocates are invited"))
    if not newcomers_roles:
        return Decision(False, _("they do not belong to this organisation"))
    if part is CirclePart.SUPPORT and part_beside_a_lead(newcomers_roles) is not part:
        no = _("who decides about money or employs works with the learner and does not speak for them")
        return Decision(False, no)
    if standing.is_lead and standing.is_member:
        return Decision(True, _("you staff this team"))
    if standing.is_administrator and to_me:
        return Decision(False, _("nobody puts themselves into a team: the lead or another administrator has to do it"))
    if standing.is_administrator and part is CirclePart.LEAD and not leads_already:
        return Decision(False, _("the learner, or who leads for them, names who leads"))
    if standing.is_administrator:
        return Decision(True, _("you staff this team"))
    return Decision(False, _("only a lead or an administrator of the organisation can do this"))


def part_beside_a_lead(roles: Collection[MemberRole]) -> CirclePart:
    """What somebody of an organisation's team is who does not lead, by what they are there."""
    return CirclePart.WORKS_WITH if DECIDE_OR_EMPLOY.issuperset(roles) else CirclePart.SUPPORT


def may_end_place(standing: Standing, is_own: bool, is_last_lead: bool) -> Decision:
    """The learner, a lead or administrator of that organisation, or whoever has the place. A circle keeps a lead."""
    if is_last_lead and not standing.is_the_learner:
        return Decision(False, _("somebody else has to be lead first"))
    if standing.is_the_learner:
        return Decision(True, _("this is your circle"))
    if is_own or standing.is_administrator or (standing.is_lead and standing.is_member):
        return Decision(True, _("you staff this team"))
    return Decision(False, _("only the learner or their lead can do this"))


def may_link(standing: Standing, has_sign_in: bool, *, supports_them: bool = False) -> Decision:
    """A lead says which person is the learner, once; never one of those who support the learner, nor themselves."""
    if has_sign_in:
        return Decision(False, _("this learner already signs in"))
    if supports_them:
        return Decision(False, _("who supports a learner is not the learner"))
    return Decision(
        standing.is_lead, _("you lead for this learner") if standing.is_lead else _("you do not lead for this learner")
    )


def may_merge(leads_kept: bool, leads_merged: bool, is_same: bool, both_sign_in: bool) -> Decision:
    """Who leads for both may say that they are one."""
    if is_same:
        return Decision(False, _("this is one and the same record"))
    if not (leads_kept and leads_merged):
        return Decision(False, _("you have to lead for both"))
    if both_sign_in:
        return Decision(False, _("both have a sign-in of their own"))
    return Decision(True, _("you lead for both"))


def _learner_or_lead(standing: Standing) -> Decision:
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    if standing.is_lead:
        return Decision(True, _("you lead for this learner"))
    return Decision(False, _("only the learner or their lead can do this"))


def fingerprint(token: str) -> str:
    """What is kept of the token of a link: its sha256, as hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def initials(name: str) -> str:
    """Up to two letters to know somebody by."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
