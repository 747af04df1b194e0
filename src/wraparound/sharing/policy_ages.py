"""Birthdays that change what holds in England: 16, 18 and 25. Dates in, dates out; nothing here reads a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wraparound.sharing.policy import HERE

AGES = (16, 18, 25)
AHEAD = (90, 30, 7, 0)  # so many days before, it is said; 0: on the day
SAID_LATE = 28  # days after the day on which it is still said, where nothing ran on the day
OWN_SAY, GROWN_UP, PLAN_ENDS = AGES
SCHOOL_YEAR_ENDS = (7, 31)


@dataclass(frozen=True, slots=True)
class Step:
    """A birthday that changes something."""

    age: int
    on: date

    def days_to(self, today: date) -> int:
        """How many days are left; less than nothing, once it has been."""
        return (self.on - today).days


def birthday(born: date, age: int) -> date:
    """The day on which somebody reaches an age. Who was born on 29 February reaches it on 1 March in other years."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(born: date, day: date) -> int:
    """How old somebody is on a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def begins(day: date) -> datetime:
    """The first moment of a day where the learners live, whichever way the clocks go."""
    return datetime.combine(day, time(), HERE)


def steps(born: date) -> tuple[Step, ...]:
    """All three."""
    return tuple(Step(age, birthday(born, age)) for age in AGES)


def near(born: date, today: date) -> Step | None:
    """The one that people are warned of, or were until of late; None where none is."""
    return next((s for s in steps(born) if -SAID_LATE <= s.days_to(today) <= max(AHEAD)), None)


def next_step(born: date, today: date) -> Step | None:
    """The one that is near, or else the next; None where all have been."""
    return near(born, today) or next((s for s in steps(born) if s.on >= today), None)


def warning_due(days_left: int) -> int | None:
    """Which of AHEAD is said when so many days are left; None: not yet, or not any more.

    A warning that was missed is said by the next run, so this is the nearest one that is not below the days left.
    """
    if not -SAID_LATE <= days_left <= max(AHEAD):
        return None
    return min(ahead for ahead in AHEAD if days_left <= ahead)


def plan_may_go_on_until(born: date) -> date:
    """The last day for which a council may keep an EHC plan: the end of the school year in which somebody turns 25."""
    day = birthday(born, PLAN_ENDS)
    end = date(day.year, *SCHOOL_YEAR_ENDS)
    return end if day <= end else date(day.year + 1, *SCHOOL_YEAR_ENDS)


def parents_say_ends(born: date, today: date, *, cannot_decide: bool) -> date:
    """The first day without parental responsibility: the 18th birthday; from 16 on it covers only what somebody cannot
    decide, so without that the 16th. A day that has been means that there is none.
    """
    return birthday(born, GROWN_UP if cannot_decide else OWN_SAY)


def longest(until: datetime, now: datetime) -> datetime:
    """At most a year from now."""
    return min(until, now + timedelta(days=366))
