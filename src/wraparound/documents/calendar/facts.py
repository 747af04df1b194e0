"""What of a plan goes into a calendar: sessions week by week within the terms, first and last days, meetings.

A calendar app keeps what it gets with somebody else, on servers that we do not know. So an occasion is a title and a
time: no place, no person, no reason. Help and therapy are appointments, whatever they are called in the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.utils.functional import Promise

DAY = timedelta(days=1)
MINUTES = 24 * 60
AHEAD = timedelta(days=400)  # so far a line is shown that has no last day
BY_NAME = frozenset({"offering", "taster", "placement", "stay"})  # kinds of lines that a calendar may name


class Shows(StrEnum):
    """What the person chose to have in their calendar; stored as the slug."""

    TITLES = "titles"
    BUSY = "busy"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _SHOWS[self][0]

    @property
    def means(self) -> str | Promise:
        """What it is, for who chooses."""
        return _SHOWS[self][1]


_SHOWS = {
    Shows.TITLES: (
        gettext_lazy("What it is and where"),
        gettext_lazy("For example: Plumbing, Northside College. Support and therapy are shown as “Appointment”."),
    ),
    Shows.BUSY: (gettext_lazy("Only that the time is taken"), gettext_lazy("Everything is shown as “Busy”.")),
}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of a plan. `sessions`: minutes of the week, 0 is Monday, midnight; `made` and `changed` are its log's."""

    key: str
    kind: str
    title: str
    organisation: str
    terms_of: int | None  # the organisation in whose terms it runs
    starts: date | None
    ends: date | None
    sessions: tuple[tuple[int, int], ...]
    made: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A review of the plan on a day."""

    key: str
    on: date
    made: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A term in the calendar of an organisation."""

    key: str
    organisation_key: int
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something in a calendar. `key` stays the same whatever changes in it; `sequence` grows with each change."""

    key: str
    title: str
    changed: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class Weekly(Occasion):
    """The same hours each week, from the first day to the last: `start` is local time, `minutes` how long."""

    start: datetime  # without a time zone: what the clock on the wall says in Great Britain
    minutes: int
    last: date

    @property
    def until(self) -> date:
        """The last day on which there is any of it."""
        return self.last

    @property
    def span(self) -> tuple[int, int]:
        """Start and end as minutes of the week."""
        start = self.start.weekday() * MINUTES + self.start.hour * 60 + self.start.minute
        return start, start + self.minutes


@dataclass(frozen=True, slots=True)
class Dated(Occasion):
    """A whole day."""

    on: date

    @property
    def until(self) -> date:
        """The day."""
        return self.on


def occasions(
    lines: Iterable[LineFacts],
    terms: Sequence[TermFacts],
    meetings: Iterable[MeetingFacts],
    *,
    shows: Shows,
    today: date,
) -> list[Weekly | Dated]:
    """Everything that goes into a calendar, by when it begins."""
    found: list[Weekly | Dated] = []
    for line in lines:
        found += _weekly(line, terms, shows, today)
        if not line.sessions and shows is Shows.TITLES and line.kind in BY_NAME:
            found += _days(line)
    for one in meetings:
        title = _("Busy") if shows is Shows.BUSY else _("Meeting about the plan")
        found.append(Dated(one.key, title, one.changed, _sequence(one.made, one.changed), one.on))
    return sorted(found, key=lambda o: (_begins(o), o.key))


def _begins(occasion: Weekly | Dated) -> datetime:
    if isinstance(occasion, Weekly):
        return occasion.start
    return datetime(occasion.on.year, occasion.on.month, occasion.on.day)


def falls_into_week(one: Weekly | Dated, monday: date) -> bool:
    """Whether there is any of it in the seven days from a Monday."""
    if isinstance(one, Weekly):
        day = monday + DAY * one.start.weekday()
        return one.start.date() <= day <= one.last
    return monday <= one.on < monday + 7 * DAY


def title_of(kind: str, title: str, organisation: str, shows: Shows) -> str:
    """What a line is called in a calendar."""
    if shows is Shows.BUSY:
        return _("Busy")
    if kind not in BY_NAME:
        return _("Appointment")
    return ", ".join(text for text in (" ".join(title.split()), organisation) if text)


def _sequence(made: datetime, changed: datetime) -> int:
    """Seconds between the first and the last change: never less than it was."""
    return max(0, int((changed - made).total_seconds()))


def _weekly(line: LineFacts, terms: Sequence[TermFacts], shows: Shows, today: date) -> Iterator[Weekly]:
    if line.starts is None:
        return
    title = title_of(line.kind, line.title, line.organisation, shows)
    for name, first, last in _stretches(line, line.starts, terms, today):
        for number, (start, end) in enumerate(sorted(line.sessions)):
            day = first + DAY * ((start // MINUTES - first.weekday()) % 7)
            if day <= last and end > start:
                begins = datetime(day.year, day.month, day.day) + timedelta(minutes=start % MINUTES)
                key = f"{line.key}/{number}/{name}"
                told = (key, title, line.changed, _sequence(line.made, line.changed))
                yield Weekly(*told, begins, end - start, last - DAY * ((last - day).days % 7))


def _stretches(
    line: LineFacts, starts: date, terms: Sequence[TermFacts], today: date
) -> Iterator[tuple[str, date, date]]:
    """From when until when there are sessions: the terms of the organisation within the line's dates.

    Where its terms are not known, the line's own dates. Terms that overlap or follow at once are one stretch.
    """
    ends = line.ends or max(starts, today.replace(day=1)) + AHEAD
    own = sorted(
        (t for t in terms if t.organisation_key == line.terms_of and t.starts <= ends and t.ends >= starts),
        key=lambda t: (t.starts, t.ends, t.key),
    )
    if not own:
        yield ("", starts, ends)
        return
    name, first, last = own[0].key, own[0].starts, own[0].ends
    for term in own[1:]:
        if term.starts <= last + DAY:
            last = max(last, term.ends)
            continue
        yield (name, max(first, starts), min(last, ends))
        name, first, last = term.key, term.starts, term.ends
    yield (name, max(first, starts), min(last, ends))


def _days(line: LineFacts) -> Iterator[Dated]:
    title = title_of(line.kind, line.title, line.organisation, Shows.TITLES)
    said = (line.changed, _sequence(line.made, line.changed))
    if line.starts:
        yield Dated(f"{line.key}/first", _("%(title)s: first day") % {"title": title}, *said, line.starts)
    if line.ends and line.ends != line.starts:
        yield Dated(f"{line.key}/last", _("%(title)s: last day") % {"title": title}, *said, line.ends)
