"""Roles in an organisation and kinds of organisation: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class MemberRole(StrEnum):
    """What a person is in an organisation; stored as the slug."""

    SUPPORT_WORKER = "support-worker"
    TRANSITION_LEAD = "transition-lead"
    HEAD_OF_INCLUSION = "head-of-inclusion"
    COMMISSIONER = "commissioner"
    FACILITATOR = "facilitator"
    EMPLOYER_SUPERVISOR = "employer-supervisor"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    ORGANISATION_ADMIN = "organisation-administrator"
    SYSTEM_ADMIN = "system-administrator"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _ROLES[self][0]

    @property
    def means(self) -> _StrPromise:
        """What somebody in this role does."""
        return _ROLES[self][1]


class CirclePart(StrEnum):
    """What a person is to a learner; stored as the slug. A learner is always at the centre of their own circle."""

    FAMILY = "family"
    ADVOCATE = "advocate"
    SUPPORT = "support"
    WORKS_WITH = "works-with"  # beside the learner, but does not speak for them: an employer, a commissioner
    LEAD = "lead"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _PARTS[self]


class OrganisationKind(StrEnum):
    """Kinds of organisation; stored as the slug, the planner's own where it has one."""

    SPECIALIST_COLLEGE = "specialist-college"
    GENERAL_FE = "general-fe"
    SIXTH_FORM = "sixth-form"
    COUNCIL = "council"
    HEALTH = "health"
    EMPLOYER = "employer"
    COMMUNITY = "community"
    PROGRAMME_BODY = "programme-body"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _KINDS[self]


_ROLES = {
    MemberRole.SUPPORT_WORKER: (
        _("Support worker"),
        _("Works with learners day by day, or coaches them at work."),
    ),
    MemberRole.TRANSITION_LEAD: (_("Transition lead"), _("Builds plans with learners who move on, and hands over.")),
    MemberRole.HEAD_OF_INCLUSION: (
        _("Head of inclusion"),
        _("Answers for what the college can offer and put in place."),
    ),
    MemberRole.COMMISSIONER: (_("Commissioner"), _("Decides for the council what is funded.")),
    MemberRole.FACILITATOR: (
        _("Facilitator"),
        _("Brings partner organisations together and keeps them going."),
    ),
    MemberRole.EMPLOYER_SUPERVISOR: (_("Supervisor at work"), _("Looks after a learner on placement.")),
    MemberRole.SAFEGUARDING_LEAD: (
        _("Safeguarding lead"),
        _("Looks at what colleagues share to keep somebody safe, as the second person."),
    ),
    MemberRole.ORGANISATION_ADMIN: (
        _("Organisation administrator"),
        _("Invites people, sets their roles, hands over."),
    ),
    MemberRole.SYSTEM_ADMIN: (_("System administrator"), _("Keeps the system running. Sees no learner.")),
}

_PARTS = {
    CirclePart.FAMILY: _("Family or carer"),
    CirclePart.ADVOCATE: _("Advocate"),
    CirclePart.SUPPORT: _("Support"),
    CirclePart.WORKS_WITH: _("Works with"),
    CirclePart.LEAD: _("Lead"),
}

_KINDS = {
    OrganisationKind.SPECIALIST_COLLEGE: _("Specialist college"),
    OrganisationKind.GENERAL_FE: _("General further education college"),
    OrganisationKind.SIXTH_FORM: _("Sixth form college"),
    OrganisationKind.COUNCIL: _("Council"),
    OrganisationKind.HEALTH: _("Health service"),
    OrganisationKind.EMPLOYER: _("Employer"),
    OrganisationKind.COMMUNITY: _("Community group"),
    OrganisationKind.PROGRAMME_BODY: _("Programme body"),
}
