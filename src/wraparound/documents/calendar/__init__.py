"""The calendar of a plan as iCalendar. Pure: facts in, bytes out; what a calendar app is told is decided here alone.

`occasions(facts, terms, meetings, shows=...)` says what there is, `file(...)` writes it.
"""

from wraparound.documents.calendar.facts import (
    Dated,
    LineFacts,
    MeetingFacts,
    Occasion,
    Shows,
    TermFacts,
    Weekly,
    falls_into_week,
    occasions,
)
from wraparound.documents.calendar.writing import file

__all__ = [
    "Dated",
    "LineFacts",
    "MeetingFacts",
    "Occasion",
    "Shows",
    "TermFacts",
    "Weekly",
    "falls_into_week",
    "file",
    "occasions",
]
