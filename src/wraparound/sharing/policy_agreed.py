"""What organisations have agreed on in a shared policy, held against a new grant or a request. Facts in, decision out.

It binds the organisations, never the learner's own yes: what they agreed to ask for by itself a learner may give.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from wraparound.core.categories import Category
    from wraparound.partnerships.policy import GrantDefaults

DAY = timedelta(days=1)  # what is given "until a day" ends with that day


def fits(agreed: GrantDefaults, categories: Collection[Category], lasts: timedelta, *, typed: bool) -> Decision:
    """A grant to organisations that agreed: not for longer; what needs the learner's own hand is typed by nobody."""
    if lasts > agreed.longest + DAY:
        return Decision(False, _too_long(agreed))
    if typed and any(c.value in agreed.in_writing for c in categories):
        return Decision(False, _("they have agreed that for some of this only the learner's own yes counts"))
    return Decision(True, _("it is within what they have agreed"))


def fits_request(agreed: GrantDefaults, categories: Collection[Category], lasts: timedelta) -> Decision:
    """A request of an organisation that agreed: not for longer; and what is asked for by itself is."""
    if lasts > agreed.longest + DAY:
        return Decision(False, _too_long(agreed))
    alone = [c for c in categories if c.value in agreed.never]
    if alone and len(categories) > 1:
        named = ", ".join(str(c.label) for c in alone)
        return Decision(False, _("you have agreed to ask for this by itself: %(parts)s") % {"parts": named})
    return Decision(True, _("it is within what you have agreed"))


def ask_again_on(agreed: GrantDefaults, today: date, last: date) -> date | None:
    """On which day the learner is asked again, if that was agreed and comes before the end."""
    if agreed.ask_again is None or today + agreed.ask_again >= last:
        return None
    return today + agreed.ask_again


def _too_long(agreed: GrantDefaults) -> str:
    return _("they have agreed on %(days)d days at the most") % {"days": agreed.longest.days}
