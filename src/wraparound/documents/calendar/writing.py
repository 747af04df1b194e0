"""Writes occasions as iCalendar (RFC 5545), so that each reader shows the hour that the clock on the wall shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from wraparound.core.clock import HERE
from wraparound.documents.calendar.facts import Dated, Weekly

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

ZONE = "Europe/London"
AGAIN = timedelta(hours=6)  # so often a calendar app should ask what is new


def file(name: str, occasions: Iterable[Weekly | Dated], *, space: UUID) -> bytes:
    """The calendar. `space`: from it and an occasion's key follows its id, which is no id of ours that others know."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wraparound//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")  # the same, as older readers know it
    calendar.add_component(_zone())
    for one in occasions:
        calendar.add_component(_event(one, space))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    """Great Britain's clock as two rules. A list of dates, which the library would make, ends: after its last one other
    readers are an hour late.
    """
    zone = Timezone()
    zone.add("tzid", ZONE)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, starts, month, before, after, called in (
        (summer, datetime(1981, 3, 29, 1), 3, 0, 1, "BST"),
        (winter, datetime(1996, 10, 27, 2), 10, 1, 0, "GMT"),
    ):
        part.add("dtstart", starts)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", called)
        zone.add_component(part)
    return zone


def _event(one: Weekly | Dated, space: UUID) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(space, one.key)}@wraparound")
    event.add("sequence", one.sequence)
    for key in ("dtstamp", "last-modified"):
        event.add(key, one.changed.astimezone(UTC).replace(microsecond=0))
    event.add("summary", one.title)
    event.add("class", "PRIVATE")
    if isinstance(one, Dated):
        event.add("dtstart", one.on)
        event.add("transp", "TRANSPARENT")
        return event
    event.add("dtstart", one.start.replace(tzinfo=HERE))
    event.add("dtend", (one.start + timedelta(minutes=one.minutes)).replace(tzinfo=HERE))
    if one.last > one.start.date():
        until = datetime.combine(one.last, one.start.time(), HERE).astimezone(UTC)
        event.add("rrule", {"freq": "weekly", "until": until})
    event.add("transp", "OPAQUE")
    return event
