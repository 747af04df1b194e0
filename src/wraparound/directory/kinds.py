"""Kinds of service and remedy, streams of money, and the seven questions: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum


class ServiceKind(StrEnum):
    """What sort of thing a service is; stored as the slug."""

    COURSE = "course"
    TASTER = "taster"
    SUPPORT = "support"
    THERAPY = "therapy"
    INTERNSHIP = "supported-internship"
    PLACEMENT = "work-placement"
    TRAVEL = "travel"
    SHORT_STAY = "short-stay"
    ADVICE = "advice"
    ACTIVITY = "activity"

    @property
    def label(self) -> str:
        """What people call it."""
        return _SERVICES[self]


class RemedyKind(StrEnum):
    """What sort of remedy it is; stored as the slug."""

    TRAINING = "training"
    NURSING = "nursing"
    EQUIPMENT = "equipment"
    BUILDING = "building"
    STAFF = "staff"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What people call it."""
        return _REMEDIES[self]


class Funder(StrEnum):
    """Streams of money that can pay; stored as the slug, the planner's own where it has one."""

    COUNCIL = "council"
    YOUNG = "education-16-19"
    ADULT = "adult-skills"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    WORK = "access-to-work"
    PERSONAL_BUDGET = "personal-budget"
    FAMILY = "family"

    @property
    def label(self) -> str:
        """What people call it."""
        return _FUNDERS[self]


class Question(StrEnum):
    """The seven things that families ask of every service; stored as the slug."""

    FOR_WHOM = "for-whom"
    HOW_TO_START = "how-to-start"
    SUPPORT = "support"
    STAFF = "staff"
    HEALTH_AND_SAFETY = "health-and-safety"
    PROGRESS = "progress"
    NEXT = "next"

    @property
    def label(self) -> str:
        """The question."""
        return _QUESTIONS[self]


_SERVICES = {
    ServiceKind.COURSE: "Learning programme",
    ServiceKind.TASTER: "Taster",
    ServiceKind.SUPPORT: "Support",
    ServiceKind.THERAPY: "Therapy",
    ServiceKind.INTERNSHIP: "Supported internship",
    ServiceKind.PLACEMENT: "Work placement",
    ServiceKind.TRAVEL: "Travel",
    ServiceKind.SHORT_STAY: "Short stay",
    ServiceKind.ADVICE: "Information and advice",
    ServiceKind.ACTIVITY: "Activity",
}

_REMEDIES = {
    RemedyKind.TRAINING: "Training for people who work there",
    RemedyKind.NURSING: "Nursing hours",
    RemedyKind.EQUIPMENT: "Equipment",
    RemedyKind.BUILDING: "Work on a building",
    RemedyKind.STAFF: "Somebody who comes along",
    RemedyKind.OTHER: "Something else",
}

_FUNDERS = {
    Funder.COUNCIL: "The council, for learners with an EHC plan",
    Funder.YOUNG: "Government money for ages 16 to 19",
    Funder.ADULT: "Government money for adult skills",
    Funder.HEALTH: "The health service",
    Funder.SOCIAL_CARE: "Adult social care",
    Funder.WORK: "Access to Work",
    Funder.PERSONAL_BUDGET: "A personal budget",
    Funder.FAMILY: "The learner or the family",
}

_QUESTIONS = {
    Question.FOR_WHOM: "Who is it for?",
    Question.HOW_TO_START: "How does somebody start?",
    Question.SUPPORT: "What help is there during sessions?",
    Question.STAFF: "Who works there, and what are they trained in?",
    Question.HEALTH_AND_SAFETY: "How are health, care and safety looked after?",
    Question.PROGRESS: "How do the learner and the family hear how it is going?",
    Question.NEXT: "What can come next, and how is the move prepared?",
}
