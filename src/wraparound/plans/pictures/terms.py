"""Time from left to right: dates become places, terms become headings. Headings are dates, never academic years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.dates import MONTHS_3

from wraparound.plans.pictures.drawing import Letters, line, said, wrap, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEADING, SMALL = Letters(16, bold=True), Letters(14)
LEAST_YEAR, LEAST_MONTH = 50, 34  # units that a heading needs
MOST_ROWS = 2  # of terms that overlap and have other names; with more, or where names do not fit, months are clearer
NEAR = 7  # to the line of a year: one line is enough
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A term of anybody's calendar: its name, first and last day."""

    name: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first to the last day, between two places."""

    first: date
    last: date
    left: float
    right: float

    def place(self, day: date) -> float:
        """Where a day begins; days outside lie at the edge."""
        part = (day - self.first) / (self.last + A_DAY - self.first)
        return self.left + (self.right - self.left) * min(max(part, 0), 1)

    def end(self, day: date) -> float:
        """Where a day is over."""
        return self.place(day + A_DAY)

    def years(self) -> Iterator[tuple[int, float, float]]:
        """The calendar years, each with where it begins and ends here."""
        for year in range(self.first.year, self.last.year + 1):
            yield year, self.place(date(year, 1, 1)), self.place(date(year + 1, 1, 1))


def axis_for(days: Sequence[tuple[date, date]], terms: Sequence[TermSpan], left: float, right: float) -> Axis:
    """From the first to the last of these days, and to the edges of the terms in which they lie."""
    first, last = min(start for start, _ in days), max(end for _, end in days)
    near = [t for t in terms if t.starts <= last and t.ends >= first]
    whole_first = min([first, *(t.starts for t in near if t.starts <= first)])
    whole_last = max([last, *(t.ends for t in near if t.ends >= last)])
    if not near:
        whole_first = whole_first.replace(day=1)
        whole_last = (whole_last.replace(day=1) + timedelta(days=31)).replace(day=1) - A_DAY
    return Axis(whole_first, whole_last, left, right)


def rows_of(terms: Iterable[TermSpan]) -> list[list[TermSpan]]:
    """Terms in as few rows as need be. Terms of one name that overlap in two calendars become one."""
    merged: list[TermSpan] = []
    for term in sorted(terms, key=lambda t: (t.starts, t.ends, t.name)):
        same = next((m for m in merged if _same(m, term)), None)
        if same:
            merged[merged.index(same)] = TermSpan(same.name, same.starts, max(same.ends, term.ends))
        else:
            merged.append(term)
    rows: list[list[TermSpan]] = []
    for term in merged:
        row = next((r for r in rows if r[-1].ends < term.starts), None)
        if row is None:
            rows.append([term])
        else:
            row.append(term)
    return rows


def _same(one: TermSpan, other: TermSpan) -> bool:
    return one.name.casefold() == other.name.casefold() and other.starts <= one.ends


def heading(axis: Axis, terms: Sequence[TermSpan], bottom: float) -> tuple[list[str], float]:
    """Years and terms (or months), with lines down to `bottom`; and where the heading ends."""
    parts, y = [], 4.0
    for _year, start, end in axis.years():
        if end - start >= LEAST_YEAR:
            parts.append(write((start + end) / 2, y, [str(_year)], HEADING, anchor="middle"))
        if start > axis.left:
            parts.append(line(start, y, start, bottom, "year"))
    y += HEADING.line + 4
    seen = [t for t in terms if t.starts <= axis.last and t.ends >= axis.first]
    rows = rows_of(seen)
    fitting = [term for row in rows for term in row if _fits(axis, term)]
    if len(rows) > MOST_ROWS or len(fitting) * 2 <= sum(map(len, rows)):
        return parts + _months(axis, y, bottom), y + SMALL.line + 4
    for row in rows:
        for term in row:
            start, end = axis.place(term.starts), axis.end(term.ends)
            if _fits(axis, term):
                parts.append(
                    write((start + end) / 2, y, wrap(term.name, _room(axis, term), SMALL), SMALL, anchor="middle")
                )
            if all(abs(start - year) > NEAR for _year, year, _end in axis.years()):
                parts.append(line(start, y, start, bottom, "grid", stroke_dasharray="3 4"))
        y += max((_lines(axis, term) for term in row if _fits(axis, term)), default=0) * SMALL.line + 4
    return parts, y


def _lines(axis: Axis, term: TermSpan) -> int:
    return len(wrap(term.name, _room(axis, term), SMALL))


def _fits(axis: Axis, term: TermSpan) -> bool:
    """Whether its name stands in at most two lines, with no word broken."""
    room = _room(axis, term)
    return _lines(axis, term) <= 2 and all(SMALL.width(word) <= room for word in said(term.name).split())


def _room(axis: Axis, term: TermSpan) -> float:
    return axis.end(term.ends) - axis.place(term.starts) - 4


def _months(axis: Axis, y: float, bottom: float) -> list[str]:
    parts = []
    month = axis.first.replace(day=1)
    wide = (axis.right - axis.left) / ((axis.last - axis.first).days + 1) * 30
    every = next((n for n in (1, 3, 6, 12) if n * wide >= LEAST_MONTH), 12)
    while month <= axis.last:
        start, after = axis.place(month), (month + timedelta(days=31)).replace(day=1)
        if (month.month - 1) % every == 0:
            if axis.place(after) - start >= LEAST_MONTH or every > 1:
                parts.append(write(start + 3, y, [said(MONTHS_3[month.month]).capitalize()], SMALL))
            parts.append(line(start, y, start, bottom, "grid", stroke_dasharray="3 4"))
        month = after
    return parts
