"""Roles in an organisation and kinds of organisation: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum


class MemberRole(StrEnum):
    """What a person is in an organisation; stored as the slug."""

    SUPPORT_WORKER = "support-worker"
    TRANSITION_LEAD = "transition-lead"
    HEAD_OF_INCLUSION = "head-of-inclusion"
    COMMISSIONER = "commissioner"
    FACILITATOR = "facilitator"
    EMPLOYER_SUPERVISOR = "employer-supervisor"
    ORGANISATION_ADMIN = "organisation-administrator"
    SYSTEM_ADMIN = "system-administrator"

    @property
    def label(self) -> str:
        """What people call it."""
        return _ROLES[self][0]

    @property
    def means(self) -> str:
        """What somebody in this role does."""
        return _ROLES[self][1]


class CirclePart(StrEnum):
    """What a person is to a learner; stored as the slug. A learner is always at the centre of their own circle."""

    FAMILY = "family"
    ADVOCATE = "advocate"
    SUPPORT = "support"
    LEAD = "lead"

    @property
    def label(self) -> str:
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
    def label(self) -> str:
        """What people call it."""
        return _KINDS[self]


_ROLES = {
    MemberRole.SUPPORT_WORKER: ("Support worker", "Works with learners day by day, or coaches them at work."),
    MemberRole.TRANSITION_LEAD: ("Transition lead", "Builds plans with learners who move on, and hands over."),
    MemberRole.HEAD_OF_INCLUSION: ("Head of inclusion", "Answers for what the college can offer and put in place."),
    MemberRole.COMMISSIONER: ("Commissioner", "Decides for the council what is funded."),
    MemberRole.FACILITATOR: ("Facilitator", "Brings partner organisations together and keeps them going."),
    MemberRole.EMPLOYER_SUPERVISOR: ("Supervisor at work", "Looks after a learner on placement."),
    MemberRole.ORGANISATION_ADMIN: ("Organisation administrator", "Invites people, sets their roles, hands over."),
    MemberRole.SYSTEM_ADMIN: ("System administrator", "Keeps the system running. Sees no learner."),
}

_PARTS = {
    CirclePart.FAMILY: "Family or carer",
    CirclePart.ADVOCATE: "Advocate",
    CirclePart.SUPPORT: "Support",
    CirclePart.LEAD: "Lead",
}

_KINDS = {
    OrganisationKind.SPECIALIST_COLLEGE: "Specialist college",
    OrganisationKind.GENERAL_FE: "General further education college",
    OrganisationKind.SIXTH_FORM: "Sixth form college",
    OrganisationKind.COUNCIL: "Council",
    OrganisationKind.HEALTH: "Health service",
    OrganisationKind.EMPLOYER: "Employer",
    OrganisationKind.COMMUNITY: "Community group",
    OrganisationKind.PROGRAMME_BODY: "Programme body",
}
