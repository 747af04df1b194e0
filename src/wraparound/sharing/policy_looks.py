"""Who answers when something seems wrong to a learner, and by when. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKING_DAYS = 10  # within which a concern is answered
WEEKEND = 5
LEAD, ADMINISTRATOR = 1, 2  # as app.who_hears ranks them: a lead, who administers an organisation of one


class Hearer(NamedTuple):
    """Somebody who can be told that something seems wrong; `near`: 1 is a lead, and so on outwards."""

    near: int
    person: int
    name: str
    organisation: str
    place: int | None = None  # the key of that organisation

    @property
    def in_words(self) -> str:
        """Name and organisation."""
        if not self.organisation:
            return self.name
        return _("%(who)s from %(organisation)s") % {"who": self.name, "organisation": self.organisation}


def hearers(known: Sequence[Hearer], about: int | None) -> list[Hearer]:
    """Leads first, and beside them who administers a lead's organisation; nobody answers for themselves (`about`).

    Where it is about a lead, the administrators come first. Others only where there is none of these.
    """
    of_lead = any(one.near == LEAD and one.person == about for one in known)
    ranked = sorted((one for one in known if one.person != about), key=lambda one: one.near)
    once = list({one.person: one for one in reversed(ranked)}.values())[::-1]  # each person, as the nearest they are
    first = [one for one in once if one.near <= ADMINISTRATOR] or [one for one in once if one.near == once[0].near]
    return sorted(first, key=lambda one: -one.near) if of_lead else first


def answer_due(today: date, within: int = WORKING_DAYS) -> date:
    """The last day to answer: ten working days on, or so many; Monday to Friday."""
    day, left = today, within
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < WEEKEND
    return day
