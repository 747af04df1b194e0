"""Kinds of service and remedy, streams of money, and the seven questions: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


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
    def label(self) -> _StrPromise:
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
    def label(self) -> _StrPromise:
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
    def label(self) -> _StrPromise:
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
    def label(self) -> _StrPromise:
        """The question."""
        return _QUESTIONS[self]


_SERVICES = {
    ServiceKind.COURSE: _("Learning programme"),
    ServiceKind.TASTER: _("Taster"),
    ServiceKind.SUPPORT: _("Support"),
    ServiceKind.THERAPY: _("Therapy"),
    ServiceKind.INTERNSHIP: _("Supported internship"),
    ServiceKind.PLACEMENT: _("Work placement"),
    ServiceKind.TRAVEL: _("Travel"),
    ServiceKind.SHORT_STAY: _("Short stay"),
    ServiceKind.ADVICE: _("Information and advice"),
    ServiceKind.ACTIVITY: _("Activity"),
}

_REMEDIES = {
    RemedyKind.TRAINING: _("Training for people who work there"),
    RemedyKind.NURSING: _("Nursing hours"),
    RemedyKind.EQUIPMENT: _("Equipment"),
    RemedyKind.BUILDING: _("Work on a building"),
    RemedyKind.STAFF: _("Somebody who comes along"),
    RemedyKind.OTHER: _("Something else"),
}

_FUNDERS = {
    Funder.COUNCIL: _("The council, for learners with an EHC plan"),
    Funder.YOUNG: _("Government money for ages 16 to 19"),
    Funder.ADULT: _("Government money for adult skills"),
    Funder.HEALTH: _("The health service"),
    Funder.SOCIAL_CARE: _("Adult social care"),
    Funder.WORK: _("Access to Work"),
    Funder.PERSONAL_BUDGET: _("A personal budget"),
    Funder.FAMILY: _("The learner or the family"),
}

_QUESTIONS = {
    Question.FOR_WHOM: _("Who is it for?"),
    Question.HOW_TO_START: _("How does somebody start?"),
    Question.SUPPORT: _("What help is there during sessions?"),
    Question.STAFF: _("Who works there, and what are they trained in?"),
    Question.HEALTH_AND_SAFETY: _("How are health, care and safety looked after?"),
    Question.PROGRESS: _("How do the learner and the family hear how it is going?"),
    Question.NEXT: _("What can come next, and how is the move prepared?"),
}
