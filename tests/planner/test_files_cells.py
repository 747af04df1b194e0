"""What one cell means: what people type is understood where only one meaning is possible, and refused otherwise."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from planner.files import cells
from planner.files.cells import Wrong
from planner.problem import DAY, Session

if TYPE_CHECKING:
    from collections.abc import Callable

NIGHT = datetime(1900, 1, 1, 6)  # what openpyxl makes of 30:00


@pytest.mark.parametrize(
    ("read", "value", "meant"),
    [
        (cells.text, "  Sam ", "Sam"),
        (cells.text, 12.0, "12"),
        (cells.text, "a\r\nb", "a\nb"),
        (cells.identity, 7, "7"),
        (cells.parts, " a ;; b; ", ["a", "b"]),
        (cells.whole, 12.0, 12),
        (cells.whole, " 1,200 ", 1200),
        (cells.whole, "12.0", 12),
        (cells.money, 51.2, 5120),
        (cells.money, 0.07, 7),
        (cells.money, "£1,051.20", 105_120),
        (cells.money, "51", 5100),
        (cells.money, 1234567.89, 123_456_789),
        (cells.day_of_year, datetime(2027, 9, 6), date(2027, 9, 6)),
        (cells.day_of_year, date(2027, 9, 6), date(2027, 9, 6)),
        (cells.day_of_year, " 6/9/2027", date(2027, 9, 6)),
        (cells.day_of_year, "06.09.2027", date(2027, 9, 6)),
        (cells.day_of_year, "2027-09-06", date(2027, 9, 6)),
        (cells.yes, True, True),
        (cells.yes, "YES", True),
        (cells.yes, "n", False),
        (cells.clock_time, time(9, 30), 570),
        (cells.clock_time, "9.30", 570),
        (cells.clock_time, "9am", 540),
        (cells.clock_time, "12:15 am", 15),
        (cells.clock_time, "12pm", 720),
        (cells.clock_time, "24:00", DAY),
        (cells.clock_time, timedelta(days=1), DAY),
        (cells.weekday, "Thursday", 3),
        (cells.weekday, "thurs", 3),
        (cells.hours, 16, 960),
        (cells.hours, "16.5", 990),
        (cells.hours, "16:20", 980),
        (cells.hours, time(15, 0), 900),
        (cells.hours, timedelta(hours=30), 1800),
        (cells.hours, NIGHT, 1800),
        (cells.meetings, "Mon 09:30-12:30", (Session(570, 750),)),
        (cells.meetings, "sun 9 to 10am; tue 13.00—24:00", (Session(9180, 9240), Session(2220, 2880))),
    ],
)
def test_what_people_type_is_understood(read: Callable[[object], Any], value: object, meant: object) -> None:
    assert read(value) == meant


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (cells.text, True, "not text"),
        (cells.text, 1.5, "not text"),
        (cells.text, date(2027, 1, 1), "not text"),
        (cells.text, "x" * 2001, "2,001 characters"),
        (cells.text, "a\x07b", "cannot be shown"),
        (cells.identity, "a;b", "cannot be an id"),
        (cells.identity, "a\nb", "cannot be an id"),
        (cells.identity, "x" * 101, "101 characters"),
        (cells.whole, 1.5, "decimals"),
        (cells.whole, "1.5", "not a whole number"),
        (cells.whole, "twelve", "not a whole number"),
        (cells.whole, True, "not a whole number"),
        (cells.whole, float("nan"), "not a whole number"),
        (cells.whole, float("inf"), "not a whole number"),
        (cells.whole, -1, "not between"),
        (cells.whole, "9" * 400, "not a whole number"),
        (cells.money, 51.234, "more than two decimals"),
        (cells.money, "51.234", "more than two decimals"),
        (cells.money, -1, "below 0"),
        (cells.money, float("inf"), "below 0 or too large"),
        (cells.money, float("nan"), "not an amount"),
        (cells.money, "1.000,50", "not an amount"),
        (cells.money, "12,34", "not an amount"),
        (cells.money, True, "not an amount"),
        (cells.money, "9" * 5000, "too large"),
        (cells.day_of_year, "31/6/2027", "no such day"),
        (cells.day_of_year, "9/6/27", "not a date"),
        (cells.day_of_year, datetime(2027, 9, 6, 1), "with a time"),
        (cells.day_of_year, 46_000, "not a date"),
        (cells.yes, "maybe", "neither yes nor no"),
        (cells.yes, 1, "neither yes nor no"),
        (cells.clock_time, time(9, 30, 1), "seconds"),
        (cells.clock_time, "25:00", "no time"),
        (cells.clock_time, "9:75", "no time"),
        (cells.clock_time, "13pm", "not a time"),
        (cells.clock_time, 0.5, "not a time"),
        (cells.weekday, "mo", "not a day"),
        (cells.weekday, 1, "not a day"),
        (cells.hours, "lots", "not a number of hours"),
        (cells.hours, -1, "not a number of hours"),
        (cells.hours, 200, "not a number of hours"),
        (cells.hours, True, "not a number of hours"),
        (cells.hours, float("nan"), "not a number of hours"),
        (cells.hours, 1 / 7, "not whole minutes"),
        (cells.hours, timedelta(days=8), "within a week"),
        (cells.meetings, "Mon", "not a day with two times"),
        (cells.meetings, "Mon 09:30-12:30, Thu 13:00-15:00", "not a day with two times"),
        (cells.meetings, "Mon 12:00-12:00", "ends before"),
        (cells.meetings, "Mon 12:00-25:00", "no time"),
    ],
)
def test_what_has_no_one_meaning_is_refused(read: Callable[[object], Any], value: object, sentence: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read(value)
    assert sentence in wrong.value.sentence
    assert wrong.value.what_to_do


def test_a_choice_is_understood_in_any_case_of_letters() -> None:
    assert cells.choice(" Would Like", {"would like": 1}) == 1
    with pytest.raises(Wrong, match="not one of the choices"):
        cells.choice("loves", {"would like": 1})
