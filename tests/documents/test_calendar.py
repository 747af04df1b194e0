"""The file of a calendar, read by a second reader that knows nothing of the one that wrote it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical

from wraparound.documents import calendar
from wraparound.documents.calendar import Dated, LineFacts, MeetingFacts, Shows, TermFacts, Weekly, writing
from wraparound.documents.calendar.lasting import UNUSED, Ending, ends_because

MADE = datetime(2026, 9, 1, 10, tzinfo=UTC)
SPACE = UUID("6b5a1e0c-58cf-4b0b-9f28-4a1d5d1c1a11")
LONDON = ZoneInfo("Europe/London")
TUESDAY, WEDNESDAY = (24 * 60 * day for day in (1, 2))
MORNING = (WEDNESDAY + 9 * 60, WEDNESDAY + 12 * 60)
YEAR = (date(2026, 9, 7), date(2027, 7, 16))


def line(**more: Any) -> LineFacts:
    told: dict[str, Any] = {"key": "one", "kind": "offering", "title": "Plumbing", "organisation": "Northside"}
    told |= {"terms_of": 7, "starts": YEAR[0], "ends": YEAR[1], "sessions": (MORNING,)}
    return LineFacts(**{**told, "made": MADE, "changed": MADE, **more})


def of(
    *lines: LineFacts, terms: tuple[TermFacts, ...] = (), meetings: Any = (), shows: Shows = Shows.TITLES
) -> list[Weekly | Dated]:
    return calendar.occasions(lines, terms, meetings, shows=shows, today=date(2026, 11, 22))


@dataclass
class Read:
    """An event as the second reader has it: dateutil, which knows nothing of the library that wrote the file."""

    said: dict[str, str]  # by the name of the property, without its parameters
    zone: Any

    def at(self, name: str) -> Any:
        """A moment in the zone of the file, or a date."""
        if len(self.said[name]) == len("20261122"):
            return datetime.strptime(self.said[name], "%Y%m%d").date()
        return datetime.strptime(self.said[name], "%Y%m%dT%H%M%S").replace(tzinfo=self.zone)

    def hours(self) -> list[datetime]:
        """When it is, as moments in UTC that follow from the rules of the file alone."""
        if "RRULE" not in self.said:
            return [self.at("DTSTART").astimezone(UTC)]
        return [one.astimezone(UTC) for one in rrulestr(self.said["RRULE"], dtstart=self.at("DTSTART"))]


def read(occasions: list[Weekly | Dated], space: UUID = SPACE) -> list[Read]:
    """The events, as the second reader has them."""
    text = calendar.file("My week", occasions, space=space).decode().replace("\r\n ", "")
    zone = tzical(io.StringIO(text)).get()
    found = []
    for part in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        named = (row.split(":", 1) for row in part.splitlines())
        found.append(Read({name.split(";")[0]: re.sub(r"\\(.)", r"\1", said) for name, said in named}, zone))
    return found


def test_a_second_reader_shows_the_hour_of_the_wall_across_both_changes_of_the_clock() -> None:
    (event,) = read(of(line()))
    found = event.hours()
    assert found == [datetime(2026, 9, 9, 9, tzinfo=LONDON) + timedelta(weeks=n) for n in range(45)]
    at = {one.date(): one.hour for one in found}
    assert [at[date(2026, 10, 21)], at[date(2026, 10, 28)]] == [8, 9]
    assert [at[date(2027, 3, 24)], at[date(2027, 3, 31)], at[date(2027, 7, 14)]] == [9, 8, 8]
    assert max(at) == date(2027, 7, 14)


def test_a_clock_of_which_the_rules_come_to_an_end_is_found_to_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above could not fail."""
    zone = writing._zone()
    for part in zone.subcomponents:
        part["RRULE"]["UNTIL"] = [datetime(2026, 6, 1, tzinfo=UTC)]
    monkeypatch.setattr(writing, "_zone", lambda: zone)
    (event,) = read(of(line()))
    at = {one.date(): one.hour for one in event.hours()}
    assert at[date(2026, 10, 28)] == 8  # an hour early


def test_sessions_keep_to_the_terms_of_their_organisation_and_the_dates_of_the_line() -> None:
    terms = (
        TermFacts("a", 7, date(2026, 9, 1), date(2026, 12, 18)),
        TermFacts("b", 7, date(2027, 1, 4), date(2027, 2, 12)),
        TermFacts("c", 7, date(2027, 2, 13), date(2027, 3, 26)),  # follows at once: one stretch
        TermFacts("other", 8, date(2026, 1, 1), date(2027, 12, 31)),
    )
    first, second = of(line(), terms=terms)
    assert [first.until, second.until] == [date(2026, 12, 16), date(2027, 3, 24)]
    assert isinstance(second, Weekly) and second.start == datetime(2027, 1, 6, 9)
    days = {one.date() for event in read([first, second]) for one in event.hours()}
    assert date(2026, 12, 23) not in days and len(days) == 15 + 12
    (alone,) = of(line(ends=date(2026, 9, 14)), terms=terms)
    assert alone.until == date(2026, 9, 9) and "RRULE" not in read([alone])[0].said
    assert of(line(starts=date(2026, 9, 10), ends=date(2026, 9, 14)), terms=terms) == []


def test_a_session_over_midnight_ends_on_the_next_day() -> None:
    (event,) = read(of(line(sessions=((TUESDAY + 23 * 60, WEDNESDAY + 60),))))
    assert event.at("DTEND") - event.at("DTSTART") == timedelta(hours=2)


def test_a_line_without_an_end_is_shown_for_more_than_a_year_and_not_for_ever() -> None:
    (found,) = of(line(ends=None))
    assert date(2027, 11, 22) < found.until < date(2028, 1, 31)


def test_titles_say_what_was_chosen_and_nothing_of_support_or_therapy() -> None:
    kinds = ("offering", "taster", "placement", "stay", "support", "therapy", "handover", "remedy", "action")
    lines = [line(key=kind, kind=kind, title="Epilepsy; nurse\ncomes", organisation="NHS Trust") for kind in kinds]
    meeting = MeetingFacts("m", date(2026, 11, 30), MADE, MADE)
    titles = [o.title for o in of(*lines, meetings=[meeting])]
    assert titles.count("Epilepsy; nurse comes, NHS Trust") == 4
    assert titles.count("Appointment") == 5 and titles[-1] == "Meeting about the plan"
    assert {o.title for o in of(*lines, meetings=[meeting], shows=Shows.BUSY)} == {"Busy"}
    told = calendar.file("Week", of(*lines, meetings=[meeting], shows=Shows.BUSY), space=SPACE)
    assert b"Epilepsy" not in told and b"NHS" not in told
    first, *_rest = read(of(lines[0]))
    assert first.said["SUMMARY"] == "Epilepsy; nurse comes, NHS Trust"
    allowed = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "CLASS", "DTSTART", "DTEND", "RRULE", "TRANSP"}
    assert set(first.said) == allowed


def test_a_line_without_sessions_has_its_first_and_its_last_day() -> None:
    stay = line(kind="stay", title="Flat", sessions=())
    found = read(of(stay))
    assert [(e.said["SUMMARY"], e.at("DTSTART")) for e in found] == [
        ("Flat, Northside: first day", YEAR[0]),
        ("Flat, Northside: last day", YEAR[1]),
    ]
    assert of(stay, shows=Shows.BUSY) == []
    assert of(line(kind="action", sessions=())) == []


def test_what_changes_keeps_its_id_and_counts_on() -> None:
    before, after = of(line()), of(line(title="Tiling", changed=MADE + timedelta(hours=2), sessions=((600, 660),)))
    assert before[0].key == after[0].key
    one, two = read(before)[0], read(after)[0]
    assert one.said["UID"] == two.said["UID"]
    assert int(one.said["SEQUENCE"]) < int(two.said["SEQUENCE"])
    (other,) = read(before, UUID(int=1))
    assert other.said["UID"] != one.said["UID"]  # two calendars cannot be told to be of one person
    assert calendar.file("x", before, space=SPACE) == calendar.file("x", of(line()), space=SPACE)


def test_a_week_has_what_falls_into_it() -> None:
    every, day = of(line(), meetings=[MeetingFacts("m", date(2026, 12, 6), MADE, MADE)])
    assert calendar.falls_into_week(every, date(2026, 9, 7)) and not calendar.falls_into_week(every, date(2026, 8, 31))
    assert calendar.falls_into_week(every, date(2027, 7, 12)) and not calendar.falls_into_week(every, date(2027, 7, 19))
    assert calendar.falls_into_week(day, date(2026, 11, 30)) and not calendar.falls_into_week(day, date(2026, 12, 7))


@pytest.mark.parametrize(
    ("days", "sees", "ending"),
    [(0, True, None), (90, True, None), (91, True, Ending.UNUSED), (0, False, Ending.NOT_OPEN)],
)
def test_an_address_ends_when_the_plan_is_closed_or_nobody_reads_it(days: int, sees: bool, ending: Any) -> None:
    assert ends_because(used=MADE, now=MADE + timedelta(days=days), sees_plan=sees) is ending
    assert timedelta(days=90) == UNUSED
