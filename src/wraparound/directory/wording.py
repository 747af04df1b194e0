"""Facts of the local offer in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.jinja import clock_time, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

DAY = 1440
WEEK = 7 * DAY
SHORT_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # as workbooks say them, in any language
_SESSION = re.compile(r"([a-z]+)\W+(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)


def ages(least: int | None, most: int | None) -> str:
    """16 to 25; 19 and over; any age."""
    if least is not None and most is not None:
        return _("Ages %(from)d to %(to)d") % {"from": least, "to": most}
    if least is not None:
        return _("Ages %(from)d and over") % {"from": least}
    return _("Up to age %(to)d") % {"to": most} if most is not None else _("Any age")


def price(pence: int | None, lasts: int = 1) -> str:
    """A price per term in words; several terms also in total."""
    if pence is None:
        return _("Ask for the price")
    if pence == 0:
        return _("Free")
    each = _("%(price)s a term") % {"price": money(pence, pounds_only=True)}
    if lasts == 1:
        return each
    total = {"each": each, "total": money(pence * lasts, pounds_only=True), "terms": lasts}
    return _("%(each)s, %(total)s for all %(terms)d terms") % total


def ago(then: date, on: date) -> str:
    """Confirmed today, 3 days ago, 3 weeks ago, 5 months ago."""
    days = (on - then).days
    if days <= 0:
        return _("confirmed today")
    if days < 14:
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif days < 60:
        said = _("%(n)d weeks") % {"n": days // 7}
    else:
        said = _("%(n)d months") % {"n": days // 30}
    return _("confirmed %(time)s ago") % {"time": said}


def days(numbers: Iterable[int]) -> str:
    """Monday, Wednesday."""
    return ", ".join(str(WEEKDAYS[n]) for n in sorted(set(numbers)))


def short_days(numbers: Iterable[int]) -> str:
    """Mon, Wed."""
    return ", ".join(str(WEEKDAYS_ABBR[n]) for n in sorted(set(numbers)))


def distance(miles: float | None) -> str:
    """Under 1 mile; about 3 miles."""
    if miles is None:
        return _("Distance not known")
    if miles < 1:
        return _("Less than a mile away")
    whole = round(miles)
    return ngettext("About %(n)d mile away", "About %(n)d miles away", whole) % {"n": whole}


def sessions_as_typed(sessions: Sequence[Sequence[int]]) -> str:
    """One line for each: Mon 9:30-11:00. What `sessions_from` reads."""
    return "\n".join(
        f"{SHORT_DAYS[s // DAY].capitalize()} {_hm(s % DAY)}-{_hm(e - s // DAY * DAY)}" for s, e in sessions
    )


def sessions_from(text: str) -> list[list[int]]:
    """Sessions as minutes of the week, from lines or parts between semicolons. Raises ValueError naming the part."""
    found = []
    for part in filter(None, (p.strip() for p in re.split(r"[;\n]", text))):
        said = _SESSION.fullmatch(part)
        day = next((n for n, d in enumerate(SHORT_DAYS) if said and said[1].lower().startswith(d)), None)
        if said is None or day is None:
            raise ValueError(part)
        start, end = int(said[2]) * 60 + int(said[3] or 0), int(said[4]) * 60 + int(said[5] or 0)
        if not 0 <= start < end <= DAY:
            raise ValueError(part)
        found.append([day * DAY + start, day * DAY + end])
    return sorted(found)


def times(session: Sequence[int]) -> str:
    """9:30am to 11am."""
    return _("%(start)s to %(end)s") % {"start": clock_time(session[0]), "end": clock_time(session[1])}


def _hm(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
