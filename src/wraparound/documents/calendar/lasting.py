"""When the address of a calendar ends by itself."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import Promise

UNUSED = timedelta(days=90)  # a calendar app that is still there asks several times a day
MOST = 5  # addresses of one person for one plan at a time


class Ending(StrEnum):
    """Why an address ended; stored as the slug."""

    STOPPED = "stopped"
    REPLACED = "replaced"
    BY_THE_LEARNER = "by-the-learner"
    NOT_OPEN = "not-open"
    UNUSED = "unused"

    @property
    def label(self) -> str | Promise:
        """As its owner reads it."""
        return _ENDINGS[self]


_ENDINGS = {
    Ending.STOPPED: _("you stopped it"),
    Ending.REPLACED: _("you made a new address in its place"),
    Ending.BY_THE_LEARNER: _("the learner stopped it"),
    Ending.NOT_OPEN: _("the plan was no longer open to you"),
    Ending.UNUSED: _("nothing had read it for 90 days"),
}


def ends_because(*, used: datetime, now: datetime, sees_plan: bool) -> Ending | None:
    """Why an address that is asked for ends now, if it does. `used`: when it was read last, or made."""
    if not sees_plan:
        return Ending.NOT_OPEN
    return Ending.UNUSED if now - used > UNUSED else None
