"""Who may change entries of the local offer, and when one is due to be looked at again. Facts in, decision out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Collection

DUE_AFTER = timedelta(days=80)  # then the organisation is asked
OLD_AFTER = timedelta(days=92)  # about three months: then families are told
REMIND_AGAIN_AFTER = timedelta(days=14)
EDITORS = frozenset({"organisation-administrator", "head-of-inclusion", "transition-lead", "facilitator"})


def may_edit(organisation: int, memberships: Collection[tuple[int, str]]) -> Decision:
    """The entries of an organisation are changed by those who answer for them there.

    `memberships` are (organisation, role) of today.
    """
    roles = {role for held, role in memberships if held == organisation}
    if roles & EDITORS:
        return Decision(True, _("you answer for the entries of this organisation"))
    if roles:
        return Decision(False, _("your role there does not change entries"))
    return Decision(False, _("you are not a member of this organisation"))


def is_due(last_confirmed: date, on: date) -> bool:
    """More than 80 days have gone by since somebody said that it is right."""
    return on - last_confirmed > DUE_AFTER


def is_old(last_confirmed: date, on: date) -> bool:
    """More than three months have gone by: a reader should be told."""
    return on - last_confirmed > OLD_AFTER
