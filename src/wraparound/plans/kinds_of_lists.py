"""How far a plan is, and when something is due: slugs with plain words, for lists of many learners."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

SOON = timedelta(days=30)


class PlanState(StrEnum):
    """How far the plan of a learner is."""

    NOTHING = "nothing"  # no outcome and no line that counts
    COMPOSED = "composed"  # something, and nobody is asked to agree yet
    WAITING = "waiting"  # the newest version to be agreed waits for somebody
    AGREED = "agreed"  # everybody who was asked has signed it
    CHANGED = "changed"  # and the plan has changed since

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _STATES[self]


class Due(StrEnum):
    """When something is due, as seen today."""

    OVERDUE = "overdue"
    SOON = "soon"  # within 30 days
    LATER = "later"
    NONE = "none"  # nothing is planned

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _DUE[self]

    @classmethod
    def of(cls, day: date | None, today: date) -> Due:
        """How soon a day is."""
        if day is None:
            return cls.NONE
        if day < today:
            return cls.OVERDUE
        return cls.SOON if day <= today + SOON else cls.LATER


_STATES = {
    PlanState.NOTHING: _("Nothing yet"),
    PlanState.COMPOSED: _("Being composed"),
    PlanState.WAITING: _("Waiting to be signed"),
    PlanState.AGREED: _("Agreed"),
    PlanState.CHANGED: _("Agreed, and changed since"),
}

_DUE = {
    Due.OVERDUE: _("Overdue"),
    Due.SOON: _("Within 30 days"),
    Due.LATER: _("Later"),
    Due.NONE: _("None planned"),
}
