"""When somebody gets a mail. Facts in, decision out; nothing here reads a database or a clock."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from datetime import date


class Mails(StrEnum):
    """When somebody wants a mail; stored as the slug."""

    DAILY = "daily"
    AT_ONCE = "at-once"
    NEVER = "never"

    @property
    def label(self) -> str:
        """What people call it."""
        return str(_MAILS[self])


_MAILS = {
    Mails.DAILY: _("One mail a day, if there is something new"),
    Mails.AT_ONCE: _("A mail at once if it is urgent, the rest once a day"),
    Mails.NEVER: _("No mails. I look here"),
}


def may_mail(wanted: Mails, *, at_once: bool, mailed_on: date | None, today: date) -> Decision:
    """Nothing to whoever wants none; at once to whoever asked for it; else one mail a day."""
    if wanted is Mails.NEVER:
        return Decision(False, "they want no mails")
    if at_once and wanted is Mails.AT_ONCE:
        return Decision(True, "they asked for what is urgent at once")
    if at_once:
        return Decision(False, "it waits for the mail of the day")
    return Decision(mailed_on != today, "there is one mail a day")
