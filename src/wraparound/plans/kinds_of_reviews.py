"""Kinds of reviews, of progress, of flags and of places to go on to: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class ReviewKind(StrEnum):
    """Why people meet about a plan; stored as the slug."""

    ANNUAL = "annual"
    TERMLY = "termly"
    TRANSITION = "transition"
    OTHER = "other"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _REVIEWS[self]


class ReviewState(StrEnum):
    """How far a review is; stored as the slug."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _REVIEW_STATES[self]


class TookPart(StrEnum):
    """How the learner took part in a review; stored as the slug."""

    THERE = "there"
    FILM = "film"
    SUPPORTER = "supporter"
    WRITING = "writing"
    CHOSE_NOT = "chose-not"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _TOOK_PART[self]


class Stage(StrEnum):
    """The part of RARPA that a note of progress belongs to; stored as the slug."""

    START = "start"
    STEP = "step"
    EVIDENCE = "evidence"
    VIEW = "view"
    REACHED = "reached"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _STAGES[self]


class Face(StrEnum):
    """How it went, as a face; stored as the slug."""

    GOOD = "good"
    SO_SO = "so-so"
    BAD = "bad"

    @property
    def label(self) -> str | Promise:
        """As it stands on the button."""
        return _FACES[self][0]

    @property
    def symbol(self) -> str:
        """The face."""
        return _FACES[self][1]


class FlagKind(StrEnum):
    """What somebody should look at: something that happened, never a label of a learner. Stored as the slug."""

    MISSED = "missed"
    WOBBLE = "wobble"
    MISSED_TASTER = "missed-taster"
    NOT_IN_PLACE = "not-in-place"
    OTHER = "other"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _FLAGS[self]


class DestinationKind(StrEnum):
    """Where somebody is after the plan; stored as the slug."""

    PAID_WORK = "paid-work"
    INTERNSHIP = "supported-internship"
    LEARNING = "further-learning"
    VOLUNTEERING = "volunteering"
    SUPPORTED_LIVING = "supported-living"
    COMMUNITY = "community-activities"
    SOCIAL_CARE = "day-service"
    LOOKING = "looking"
    NOT_KNOWN = "not-known"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _DESTINATIONS[self]


class When(StrEnum):
    """How long after the plan somebody asked; stored as the slug."""

    END = "end"
    SIX_MONTHS = "6-months"
    TWELVE_MONTHS = "12-months"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _WHEN[self]


_REVIEWS = {
    ReviewKind.ANNUAL: _("Annual review"),
    ReviewKind.TERMLY: _("Termly meeting"),
    ReviewKind.TRANSITION: _("Transition review"),
    ReviewKind.OTHER: _("Another meeting"),
}
_REVIEW_STATES = {
    ReviewState.PLANNED: _("Planned"),
    ReviewState.HELD: _("Held"),
    ReviewState.CANCELLED: _("Called off"),
}
_TOOK_PART = {
    TookPart.THERE: _("Was there"),
    TookPart.FILM: _("Made a film"),
    TookPart.SUPPORTER: _("A supporter spoke for them"),
    TookPart.WRITING: _("Wrote or drew something"),
    TookPart.CHOSE_NOT: _("Chose not to take part"),
}
_STAGES = {
    Stage.START: _("Where the learner began"),
    Stage.STEP: _("A step on the way"),
    Stage.EVIDENCE: _("Evidence"),
    Stage.VIEW: _("What the learner says"),
    Stage.REACHED: _("What was reached"),
}
_FACES = {
    Face.GOOD: (_("Good"), "1f642"),
    Face.SO_SO: (_("So-so"), "1f610"),
    Face.BAD: (_("Not good"), "1f641"),
}
_FLAGS = {
    FlagKind.MISSED: _("Missed several times"),
    FlagKind.WOBBLE: _("Not going well"),
    FlagKind.MISSED_TASTER: _("Missed a taster"),
    FlagKind.NOT_IN_PLACE: _("Something is not in place"),
    FlagKind.OTHER: _("Something else"),
}
_DESTINATIONS = {
    DestinationKind.PAID_WORK: _("Paid work"),
    DestinationKind.INTERNSHIP: _("Supported internship"),
    DestinationKind.LEARNING: _("More learning"),
    DestinationKind.VOLUNTEERING: _("Volunteering"),
    DestinationKind.SUPPORTED_LIVING: _("Supported living"),
    DestinationKind.COMMUNITY: _("Activities in the community"),
    DestinationKind.SOCIAL_CARE: _("A day service"),
    DestinationKind.LOOKING: _("Still looking"),
    DestinationKind.NOT_KNOWN: _("Not known"),
}
_WHEN = {
    When.END: _("When the plan ended"),
    When.SIX_MONTHS: _("After six months"),
    When.TWELVE_MONTHS: _("After twelve months"),
}
