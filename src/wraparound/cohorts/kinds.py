"""Which runs there are, for whom, and how far one is: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(StrEnum):
    """What is asked."""

    TOGETHER = "together"
    PATHWAY = "pathway"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return {Kind.TOGETHER: _("Plan together"), Kind.PATHWAY: _("Test a pathway")}[self]


class Whom(StrEnum):
    """About which learners; always of those whose plan the person who asks composes with."""

    CASELOAD = "caseload"
    LEAVERS = "leavers"
    AREA = "area"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return {
            Whom.CASELOAD: _("My caseload"),
            Whom.LEAVERS: _("Who leaves my organisation in one year"),
            Whom.AREA: _("Learners of a council's area"),
        }[self]


class State(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _STATES[self]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self in (State.STOPPED, State.DONE, State.FAILED)


_STATES = {
    State.WAITING: _("Waiting"),
    State.RUNNING: _("Working"),
    State.STOPPED: _("Stopped"),
    State.DONE: _("Done"),
    State.FAILED: _("Could not be done"),
}

DOING: dict[str, _StrPromise] = {
    "": _("Starting"),
    "reading": _("Reading what is open to you"),
    "looking": _("Looking at what is possible"),
    "prices": _("Sharing the places out"),
    "choosing": _("Choosing a programme for everybody"),
    "improving": _("Making it better, a few learners at a time"),
    "explaining": _("Finding the reasons"),
    "testing": _("Trying the pathway"),
    "keeping": _("Writing it down"),
}

TROUBLES: dict[str, _StrPromise] = {
    "too-long": _("The planner took too long and was stopped."),
    "too-big": _("The planner needed too much memory and was stopped. Ask for fewer terms or fewer learners."),
    "broke": _("The planner stopped before it was ready. Ask again; if it happens again, tell those who run the site."),
    "no-terms": _("No calendar has a term that begins then. Ask for an earlier day."),
    "nobody": _("No learner is open to you for this. You plan for learners in whose plan you take part."),
    "not-allowed": _("You may not plan for several learners any more."),
    "died": _("The worker was ended three times in the middle of this. Tell those who run the site, then ask again."),
    "gone": _("The pathway is not there any more."),
}
