"""Calendars: which addresses there are, and what a person's calendar of a plan holds now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.accounts import queries as accounts
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.pages import Reading
from wraparound.directory import queries as directory
from wraparound.documents import calendar
from wraparound.documents.calendar import LineFacts, MeetingFacts, Shows, TermFacts
from wraparound.documents.calendar.lasting import Ending
from wraparound.documents.models import Feed
from wraparound.plans import queries as plans
from wraparound.plans.kinds import LineState
from wraparound.plans.kinds_of_reviews import ReviewState
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.documents.calendar import Dated, Weekly
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.queries import LineView

TOLD_FOR = timedelta(days=30)
IN_A_CALENDAR = frozenset({Category.PLAN, Category.PLACEMENTS})  # what of a plan has times


@dataclass(frozen=True, slots=True)
class Found:
    """Which calendar an address is of, whose, and in which learner's chain it is written. All ids."""

    feed: UUID
    person: int
    about: UUID


def fingerprint(viewer: Person | None, token: str) -> str:
    """What is kept of the token of an address: its sha256, as hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(viewer: Person | None, token: str) -> Found | None:
    """What an address is of; None where it is unknown or ended, or its person has no place here any more."""
    with connection.cursor() as cursor:
        cursor.execute("select feed, person, about from app.calendar_feed(%s)", [fingerprint(viewer, token)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def sees_plan(viewer: Person, learner: Learner) -> bool:
    """Whether anything that has times is open to the viewer."""
    return bool(categories_seen(viewer, learner))


def categories_seen(viewer: Person, learner: Learner) -> frozenset[Category]:
    """The categories out of which the viewer's calendar is made."""
    return sharing.open_categories(viewer, learner) & IN_A_CALENDAR


def live(viewer: Person, learner: Learner) -> QuerySet[Feed]:
    """The addresses of a plan that the viewer may know of and that have not ended: their own; the learner, all."""
    found = Feed.objects.filter(learner=learner, ended__isnull=True)
    return found.select_related("learner").order_by("made", "pk")


def own_feeds(viewer: Person, learner: Learner) -> list[Feed]:
    """The viewer's own addresses for a plan; one that ended in the last month too, so that they learn why."""
    since = clock.now() - TOLD_FOR
    found = Feed.objects.filter(learner=learner, person=viewer).exclude(ended__lt=since)
    return [f for f in found.order_by("made", "pk") if f.because != Ending.REPLACED]


def feeds_of_others(viewer: Person, learner: Learner) -> list[tuple[Feed, str]]:
    """For the learner: the addresses that others have for their plan, each with a name as far as it may be known."""
    found = list(live(viewer, learner).exclude(person=viewer))
    names = sharing.names(viewer, [f.person_id for f in found]) if found else {}
    return [(f, names.get(f.person_id, "")) for f in found]


def feed(viewer: Person, learner: Learner, key: UUID) -> Feed | None:
    """One address that has not ended."""
    return live(viewer, learner).filter(pk=key).first()


def language_of(viewer: Person) -> str:
    """In which language the viewer reads."""
    return Reading.from_stored(accounts.reading_of(viewer)).language_code


def occasions(viewer: Person, learner: Learner, shows: Shows) -> list[Weekly | Dated]:
    """Everything of the plan that goes into the viewer's calendar: what was accepted, and reviews to come."""
    rows = list(plans.lines(viewer, learner).filter(state=LineState.ACCEPTED, starts__isnull=False))
    calendars = _calendars(viewer, rows)
    terms = _terms(viewer, rows, calendars)
    with_terms = {term.organisation_key for term in terms}
    lines = [_line(row, with_terms, calendars) for row in rows]
    reviews = plans.reviews(viewer, learner).filter(state=ReviewState.PLANNED)
    meetings = [MeetingFacts(str(r.pk), r.on, r.made, r.changed) for r in reviews]
    return calendar.occasions(lines, terms, meetings, shows=shows, today=clock.today())


@dataclass(frozen=True, slots=True)
class OfWeek:
    """A session of a week: day 0 is Monday, `start` in minutes from midnight."""

    view: LineView
    day: int
    start: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PrintedWeek:
    """The sessions of a week, and what is on a day of it as a whole."""

    monday: date
    sessions: tuple[OfWeek, ...]
    days: tuple[Dated, ...]


def printed_week(viewer: Person, learner: Learner, monday: date) -> PrintedWeek:
    """One week with its real dates: within the terms, and with all that is open to the viewer."""
    views = {str(v.line.pk): v for v in plans.plan_page(viewer, learner).lines}
    found = [o for o in occasions(viewer, learner, Shows.TITLES) if calendar.falls_into_week(o, monday)]
    sessions = [
        OfWeek(views[o.key.split("/")[0]], o.start.weekday(), o.start.hour * 60 + o.start.minute, o.minutes)
        for o in found
        if isinstance(o, calendar.Weekly) and o.key.split("/")[0] in views
    ]
    return PrintedWeek(monday, tuple(sessions), tuple(o for o in found if isinstance(o, calendar.Dated)))


def _line(row: Line, with_terms: set[int], calendars: dict[int, int]) -> LineFacts:
    """With whose terms it keeps to: those of its organisation, or else those in which its offering starts."""
    kept = row.organisation_id if row.organisation_id in with_terms else calendars.get(row.offering_id or 0)
    return LineFacts(
        key=str(row.pk),
        kind=row.kind,
        title=row.title,
        organisation=row.organisation.name if row.organisation else "",
        terms_of=kept,
        starts=row.starts,
        ends=row.ends,
        sessions=tuple((start, end) for start, end in row.sessions),
        made=row.made,
        changed=row.changed,
    )


def _calendars(viewer: Person, rows: Sequence[Line]) -> dict[int, int]:
    """In whose calendar the offerings of lines start, by the key of the offering."""
    offerings = [row.offering for row in rows if row.offering]
    terms = directory.terms_of(viewer, offerings) if offerings else {}
    return {o.pk: terms[key].organisation_id for o in offerings for key in o.starts_in if key in terms}


def _terms(viewer: Person, rows: Sequence[Line], calendars: dict[int, int]) -> list[TermFacts]:
    """The terms of the organisations of lines, and of the calendars in which their offerings start."""
    keys = {row.organisation_id for row in rows if row.organisation_id} | set(calendars.values())
    found = directory.terms(viewer).filter(organisation__in=keys) if keys else ()
    return [TermFacts(str(t.pk), t.organisation_id, t.starts, t.ends) for t in found]
