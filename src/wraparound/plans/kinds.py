"""Kinds of lines, states, replies and areas: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class LineKind(StrEnum):
    """What sort of part of a plan a line is; stored as the slug."""

    OFFERING = "offering"
    SUPPORT = "support"
    THERAPY = "therapy"
    PLACEMENT = "placement"
    STAY = "stay"
    TASTER = "taster"
    HANDOVER = "handover"
    REMEDY = "remedy"
    ACTION = "action"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _KINDS[self][0]

    @property
    def means(self) -> str | Promise:
        """What it is, for who chooses one."""
        return _KINDS[self][1]

    @property
    def symbol(self) -> str:
        """The picture beside it, for learners."""
        return _SYMBOLS[self]


class LineState(StrEnum):
    """How far a line is; stored as the slug. Ended lines stay, with the reason: failure is information."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _STATES[self]

    @property
    def is_live(self) -> bool:
        """Whether it still counts."""
        return self in LIVE


LIVE = (LineState.PROPOSED, LineState.ACCEPTED)


class Answer(StrEnum):
    """What somebody says to a line; stored as the slug."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not-yet"
    NOTHING = "nothing"  # what was said is taken back

    @property
    def label(self) -> str | Promise:
        """As it stands on the button."""
        return _ANSWERS[self][0]

    @property
    def symbol(self) -> str:
        """The face beside it."""
        return _ANSWERS[self][1]


class Area(StrEnum):
    """The four areas of Preparing for Adulthood; stored as the slug."""

    EMPLOYMENT = "employment"
    INDEPENDENT_LIVING = "independent-living"
    COMMUNITY = "community"
    HEALTH = "health"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _AREAS[self]


class OutcomeState(StrEnum):
    """How far an outcome is; stored as the slug."""

    WORKING = "working"
    REACHED = "reached"
    CHANGED = "changed"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _OUTCOME_STATES[self]


class Source(StrEnum):
    """Where a line came from; stored as the slug."""

    PERSON = "person"
    MEETING = "meeting"
    DOCUMENT = "document"
    REVIEW = "review"
    PATHWAY = "pathway"
    PLANNER = "planner"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _SOURCES[self]


class VersionReason(StrEnum):
    """Why a version was cut; stored as the slug."""

    AGREEMENT = "agreement"
    REVIEW = "review"
    KEPT = "kept"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _VERSION_REASONS[self]


_KINDS = {
    LineKind.OFFERING: (_("Course or activity"), _("Something an organisation offers, week by week.")),
    LineKind.SUPPORT: (_("Support"), _("Somebody helps: at college, at home or on the way.")),
    LineKind.THERAPY: (_("Therapy"), _("Speech and language, physiotherapy and others.")),
    LineKind.PLACEMENT: (_("Work placement"), _("Days at an employer, with help to learn the job.")),
    LineKind.STAY: (_("Residential stay"), _("Living somewhere for a time, to learn to live more by oneself.")),
    LineKind.TASTER: (_("Taster"), _("Part of the week at the next place, before the move.")),
    LineKind.HANDOVER: (_("Handover"), _("People who know the learner come along and show how.")),
    LineKind.REMEDY: (_("Something to put in place"), _("Training, equipment or a room, so that the rest can work.")),
    LineKind.ACTION: (_("Task"), _("Something that somebody does by a date.")),
}

_SYMBOLS = {
    LineKind.OFFERING: "1f393",
    LineKind.SUPPORT: "1f91d",
    LineKind.THERAPY: "1f4ac",
    LineKind.PLACEMENT: "1f4bc",
    LineKind.STAY: "1f3e0",
    LineKind.TASTER: "1f440",
    LineKind.HANDOVER: "1f465",
    LineKind.REMEDY: "1f527",
    LineKind.ACTION: "2705",
}

_STATES = {
    LineState.PROPOSED: _("Proposed"),
    LineState.ACCEPTED: _("Accepted"),
    LineState.DECLINED: _("Not possible"),
    LineState.DONE: _("Done"),
    LineState.STOPPED: _("Stopped"),
}

_ANSWERS = {
    Answer.YES: (_("Yes"), "1f642"),
    Answer.NO: (_("No"), "1f641"),
    Answer.NOT_YET: (_("Not yet"), "1f914"),
    Answer.NOTHING: (_("I take it back"), "21a9"),
}

_AREAS = {
    Area.EMPLOYMENT: _("Work"),
    Area.INDEPENDENT_LIVING: _("Living independently"),
    Area.COMMUNITY: _("Friends and community"),
    Area.HEALTH: _("Being healthy"),
}

_OUTCOME_STATES = {
    OutcomeState.WORKING: _("Working towards it"),
    OutcomeState.REACHED: _("Reached"),
    OutcomeState.CHANGED: _("No longer wanted"),
}

_SOURCES = {
    Source.PERSON: _("Somebody put it forward"),
    Source.MEETING: _("A conversation or meeting"),
    Source.DOCUMENT: _("A document"),
    Source.REVIEW: _("A review"),
    Source.PATHWAY: _("A pathway"),
    Source.PLANNER: _("The planner"),
}

_VERSION_REASONS = {
    VersionReason.AGREEMENT: _("To be agreed"),
    VersionReason.REVIEW: _("A review"),
    VersionReason.KEPT: _("Kept as it was"),
}
