"""What one cell of a workbook means. A value that openpyxl gives comes in, a value of `problem.py` goes out.

Every function here raises `Wrong` with a sentence and what to do; none knows where the cell stands. Numbers and dates
typed as text are read where only one meaning is possible; 6/9/2027 is the sixth of September, as in Britain.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.files.json_values import LONGEST, control_character
from planner.files.plain import DAYS
from planner.problem import DAY, Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.problem import Minute, Pence

MOST = 10**9  # the largest whole number that a cell may hold
CELL = 32_767  # characters in a cell at the most: Excel's own limit, which only lists come near
LONGEST_ID = 100

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_MEETING = re.compile(r"([a-z]+)\s+([\d:.]+\s*(?:am|pm)?)\s*(?:-|–|—|to|until)\s*([\d:.]+\s*(?:am|pm)?)", re.IGNORECASE)
_UK_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WHOLE = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?")
_MONEY = re.compile(r"£?\s*(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")
_LENGTH = re.compile(r"(\d{1,3}):(\d{2})")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Wrong(Exception):
    """A cell that cannot be read: a sentence, and what to do."""

    def __init__(self, sentence: str, what_to_do: str) -> None:
        super().__init__(sentence)
        self.sentence, self.what_to_do = sentence, what_to_do


def shown(value: object) -> str:
    """A value as it may stand in a sentence: short, in quotation marks."""
    text = str(value).strip()
    return f'"{text[:60]}{"..." if len(text) > 60 else ""}"'


def text(value: object, longest: int = LONGEST) -> str:
    """A text without blanks around it; whole numbers count as text, for those who use numbers as ids."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Wrong(f"{shown(value)} is not text.", "Set the format of the cell to Text and type it again.")
    said = str(value).replace("\r\n", "\n").strip()
    if len(said) > longest:
        raise Wrong(f"This text has {len(said):,} characters.", f"Use at most {longest:,}.")
    if control_character(said):
        raise Wrong("This text holds a character that cannot be shown.", "Delete it and type it again.")
    return said


def identity(value: object) -> str:
    """An id: a short text on one line, without a semicolon, which parts the ids of a list."""
    said = text(value, LONGEST_ID)
    if ";" in said or "\n" in said or "\t" in said:
        raise Wrong(f"{shown(said)} cannot be an id.", "Use letters, digits and hyphens, such as crawley-main.")
    return said


def parts(value: object) -> list[str]:
    """The parts of a list that is separated by semicolons; empty parts do not count."""
    return [text(part) for part in text(value, CELL).split(";") if part.strip()]


def whole(value: object, least: int = 0, most: int = MOST) -> int:
    """A whole number within limits."""
    advice = f"Type a whole number from {least} to {most}." if most < MOST else "Type a whole number, such as 12."
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = float(value.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= 10**15:
        raise Wrong(f"{shown(value)} is not a whole number.", advice)
    if value != int(value):
        raise Wrong(f"{shown(value)} has decimals.", advice)
    if not least <= value <= most:
        raise Wrong(f"{shown(int(value))} is not between {least:,} and {most:,}.", advice)
    return int(value)


def money(value: object) -> Pence:
    """Pounds as pence: 51.2, "51.20", "£1,051.20"; no more than two decimals, not below nothing."""
    advice = "Type pounds, such as 51.20."
    if isinstance(value, str):
        found = _MONEY.fullmatch(value.strip())
        if not found:
            raise Wrong(f"{shown(value)} is not an amount of money.", advice)
        value = Decimal(found[1].replace(",", "") + "." + (found[2] or "0"))
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise Wrong(f"{shown(value)} is not an amount of money.", advice)
    pence = Decimal(str(value)) * 100  # by way of its print, so that 51.2 is 51.20 and not a hair beside it
    if pence.is_nan():
        raise Wrong(f"{shown(value)} is not an amount of money.", advice)
    if not 0 <= pence <= MOST * 100:
        raise Wrong(f"{shown(value)} is below 0 or too large.", advice)
    if pence == int(pence):
        return int(pence)
    raise Wrong(f"{shown(value)} has more than two decimals.", "Round it to whole pence, such as 51.20.")


def day_of_year(value: object) -> date:
    """A date: a date cell, "2027-09-06", or "6/9/2027" with the day first."""
    advice = "Type a date, such as 06/09/2027 (day first) or 2027-09-06."
    if isinstance(value, datetime):
        if value.time() != time():
            raise Wrong(f"{shown(value)} is a date with a time.", "Type the date alone.")
        return value.date()
    if isinstance(value, date):
        return value
    said = value.strip() if isinstance(value, str) else ""
    uk, iso = _UK_DATE.fullmatch(said), _ISO_DATE.fullmatch(said)
    try:
        if uk:
            return date(int(uk[3]), int(uk[2]), int(uk[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        raise Wrong(f"There is no such day as {shown(said)}.", advice) from None
    raise Wrong(f"{shown(value)} is not a date.", advice)


def yes(value: object) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    said = value.strip().casefold() if isinstance(value, str) else ""
    if said in ("yes", "y", "true"):
        return True
    if said in ("no", "n", "false"):
        return False
    raise Wrong(f"{shown(value)} is neither yes nor no.", "Choose yes or no from the list.")


def choice(value: object, choices: Mapping[str, object]) -> object:
    """One of some words, in any case of letters; the value it stands for."""
    said = text(value).casefold()
    for word, stands_for in choices.items():
        if said == word.casefold():
            return stands_for
    raise Wrong(f"{shown(value)} is not one of the choices.", f"Choose one of: {', '.join(choices)}.")


def clock_time(value: object) -> Minute:
    """Minutes since midnight: a time cell, "09:30", "9.30", "9am", "24:00"."""
    if isinstance(value, time):
        if value.second or value.microsecond:
            raise Wrong(f"{shown(value)} has seconds.", "Type hours and minutes, such as 09:30.")
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta) and value == timedelta(days=1):
        return DAY
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise Wrong(f"{shown(value)} is not a time of day.", "Type it as 09:30.")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise Wrong(f"{shown(value)} is not a time of day.", "Type it as 09:30.")
        hour = hour % 12 + 12 * (half == "pm")
    if minute > 59 or hour * 60 + minute > DAY:
        raise Wrong(f"There is no time {shown(value)}.", "Type a time from 00:00 to 24:00.")
    return hour * 60 + minute


def weekday(value: object) -> int:
    """A day of the week as 0 (Monday) to 6: "Mon", "monday"."""
    said = value.strip().casefold() if isinstance(value, str) else ""
    for number, day in enumerate(_LONG_DAYS):
        if len(said) >= 3 and day.startswith(said):
            return number
    raise Wrong(f"{shown(value)} is not a day of the week.", f"Choose one of: {', '.join(DAYS)}.")


def hours(value: object) -> Minute:
    """A length of time in hours as minutes: 16, 16.5, "16:30", or a time cell."""
    advice = "Type hours, such as 16 or 16.5 or 16:30."
    if isinstance(value, time):
        return clock_time(value)
    if isinstance(value, datetime):  # what Excel makes of 30:00 in a cell of no special format
        value = value - datetime(1899, 12, 31)
    if isinstance(value, timedelta):
        minutes = value.total_seconds() / 60
        if minutes == int(minutes) and 0 <= minutes <= 7 * DAY:
            return int(minutes)
        raise Wrong(f"{shown(value)} is not a length of time within a week.", advice)
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found and int(found[2]) < 60 and int(found[1]) <= 168:
        return int(found[1]) * 60 + int(found[2])
    try:
        minutes = float(value) * 60 if isinstance(value, (int, float, str)) and not isinstance(value, bool) else -1
    except ValueError:
        minutes = -1
    if not 0 <= minutes <= 7 * DAY:
        raise Wrong(f"{shown(value)} is not a number of hours in a week.", advice)
    if abs(minutes - round(minutes)) > 1e-6:
        raise Wrong(f"{shown(value)} hours are not whole minutes.", "Type it as hours and minutes, such as 16:20.")
    return round(minutes)


def meetings(value: object) -> tuple[Session, ...]:
    """Weekly sessions: "Mon 09:30-12:30; Thu 13:00-15:00"."""
    found = []
    for part in parts(value):
        match = _MEETING.fullmatch(part)
        if not match:
            raise Wrong(f"{shown(part)} is not a day with two times.", "Type such as Mon 09:30-12:30; Thu 13:00-15:00.")
        midnight = weekday(match[1]) * DAY
        start, end = clock_time(match[2]), clock_time(match[3])
        if end <= start:
            raise Wrong(f"{shown(part)} ends before it starts.", "Put the earlier time first.")
        found.append(Session(midnight + start, midnight + end))
    return tuple(found)
