"""The picture of a week: days beside each other, hours down the side, what happens as blocks, travel dashed.

Hours are at least a little wide each and wider where the words of a short block need it; so nothing is ever cut.
Two things at one hour stand side by side, and both say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.jinja import clock_time
from wraparound.plans.pictures import drawing
from wraparound.plans.pictures.blocks import PAD, PICTURE, Day, Entry, WeekItem, block, clash_words, colours, photo
from wraparound.plans.pictures.drawing import Letters, wrap, write
from wraparound.plans.pictures.week_narrow import narrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE, HOURS = 1000.0, 84.0
HOUR = 52.0  # the least height of an hour
DAY, TITLE, SMALL = Letters(18, bold=True), Letters(16, bold=True), Letters(14)
WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """`svg` for wide screens and paper, `narrow` for phones, both safe to write into a page; `days` for the list;
    `notes`: a sentence for each clash.
    """

    svg: str
    narrow: str
    days: tuple[Day, ...]
    notes: tuple[str, ...]


def week(
    items: Sequence[WeekItem], *, title: str, first_hour: int | None = None, last_hour: int | None = None,
    size: float = 1.0,
) -> Week:  # fmt: skip
    """The picture of a week. Hours grow to what there is, also beyond those given. `size` enlarges letters only."""
    days = _days(items)
    drawn = _Drawing(days, WIDE / size, first_hour, last_hour)
    about = _told(items)
    return Week(
        svg=drawing.picture(drawn.wide, drawn.high, title, about, drawn.parts, "wide"),
        narrow=narrow(days, title=title, about=about, size=size),
        days=days,
        notes=tuple(_notes(items)),
    )


def _days(items: Sequence[WeekItem]) -> tuple[Day, ...]:
    last = max([WORKDAYS - 1, *(item.day for item in items)])
    weekend = {item.day for item in items if item.day >= WORKDAYS}
    days = []
    for number in (n for n in range(last + 1) if n < WORKDAYS or n in weekend):
        own = sorted((i for i in items if i.day == number), key=lambda i: (i.start, i.end, i.title))
        days.append(Day(number, str(WEEKDAYS[number]), tuple(Entry(i, i.when, _others(i, own)) for i in own)))
    return tuple(days)


def _others(item: WeekItem, own: Sequence[WeekItem]) -> tuple[str, ...]:
    return tuple(o.title for o in own if o is not item and o.start < item.end and item.start < o.end)


def _notes(items: Sequence[WeekItem]) -> Iterable[str]:
    for number, one in enumerate(items):
        for other in items[number + 1 :]:
            if one.day == other.day and one.start < other.end and other.start < one.end:
                both = sorted((one, other), key=lambda i: (i.start, i.title))
                said = {"day": WEEKDAYS[one.day], "one": both[0].title, "other": both[1].title}
                times = {"start": clock_time(both[1].start), "end": clock_time(min(one.end, other.end))}
                words = _("%(day)s, %(start)s to %(end)s: %(one)s and %(other)s are at the same time.")
                yield words % (said | times)


def _told(items: Sequence[WeekItem]) -> str:
    count = ngettext("%(count)s thing in the week.", "%(count)s things in the week.", len(items))
    return count % {"count": len(items)} + " " + _("The list says the same in words.")


@dataclass(slots=True)
class _Placed:
    entry: Entry
    x: float
    wide: float
    colour: int

    @property
    def words_x(self) -> float:
        """Words stand beside the picture where there is room, else below."""
        return PAD + (PICTURE + 6 if self.entry.item.picture and self.wide >= 170 else 0)

    def lines(self) -> list[tuple[list[str], Letters]]:
        """Title, hour, place and person, and the clash."""
        room, item = self.wide - PAD - self.words_x, self.entry.item
        texts = ((item.title, TITLE), (self.entry.when, SMALL), (item.beside, SMALL), (clash_words(self.entry), SMALL))
        return [(wrap(text, room, letters), letters) for text, letters in texts]

    def words_y(self) -> float:
        """Where they begin, below the top of the block."""
        return PAD + (PICTURE + 4 if self.entry.item.picture and self.wide < 170 else 0)

    def needs(self) -> float:
        """The height in which nothing is cut."""
        words = self.words_y() + sum(len(few) * letters.line for few, letters in self.lines()) + PAD
        return max(words, PICTURE + 2 * PAD if self.entry.item.picture else 0) + 4


class _Drawing:
    """Lays days and hours out and draws them; one use."""

    def __init__(self, days: Sequence[Day], wide: float, first: int | None, last: int | None) -> None:
        self.wide, self.parts = wide, list[str]()
        placed, columns = _columns(days, wide)
        items = [p.entry.item for p in placed]
        start = min([first if first is not None else 9, *(i.start // 60 for i in items)])
        end = max([last if last is not None else 15, *(-(-i.end // 60) for i in items)])
        if items and first is None:
            start = min(i.start // 60 for i in items)
        if items and last is None:
            end = max(-(-i.end // 60) for i in items)
        self.top = DAY.line + 12
        self.marks = _stretched(placed, start, end)
        self.high = self.top + self.marks[end * 60] + SMALL.line
        for name, x, room in columns:
            self.parts.append(write(x + room / 2, 4, [name], DAY, anchor="middle"))
        for hour in range(start, end + 1):
            self._hour(hour)
        self.parts += [self._block(one) for one in placed]

    def _hour(self, hour: int) -> None:
        y = self.top + self.marks[hour * 60]
        self.parts.append(drawing.line(HOURS - 6, y, self.wide, y, "grid"))
        label = [drawing.said(clock_time(hour * 60))]
        self.parts.append(write(HOURS - 12, y - SMALL.line / 2, label, SMALL, anchor="end"))

    def _block(self, one: _Placed) -> str:
        item = one.entry.item
        y, bottom = (self.top + self.marks[minute] for minute in (item.start, item.end))
        parts = [block(item, one.x, y + 2, one.wide, bottom - y - 4, one.colour), photo(item, one.x + PAD, y + PAD)]
        inner = y + one.words_y()
        for lines, letters in one.lines():
            parts.append(write(one.x + one.words_x, inner, lines, letters))
            inner += len(lines) * letters.line
        return "".join(parts)


def _columns(days: Sequence[Day], wide: float) -> tuple[list[_Placed], list[tuple[str, float, float]]]:
    """Every item in its column; a day with several things at once is wider."""
    sides = [_side_by_side(day) for day in days]
    shares = [1 + 0.75 * (max((n for _, n in side), default=1) - 1) for side in sides]
    unit, x = (wide - HOURS) / sum(shares), HOURS
    known, placed, columns = colours(days), [], []
    for day, side, share in zip(days, sides, shares, strict=True):
        room = unit * share
        columns.append((_heading(day, room), x, room))
        for entry, (column, count) in zip(day.entries, side, strict=True):
            part = (room - 6) / count
            colour = known[entry.item.organisation]
            placed.append(_Placed(entry, x + 3 + column * part, part - (3 if count > 1 else 0), colour))
        x += room
    return placed, columns


def _heading(day: Day, room: float) -> str:
    """Its name, or the short one where there is no room."""
    name = drawing.said(day.name)
    return name if DAY.width(name) <= room else drawing.said(WEEKDAYS_ABBR[day.number])


def _side_by_side(day: Day) -> list[tuple[int, int]]:
    """For each entry its column and how many columns those have that overlap, directly or through others."""
    out: list[tuple[int, int]] = []
    group: list[tuple[int, int]] = []  # column, end
    until = 0
    for entry in day.entries:
        if entry.item.start >= until:
            out += [(column, _count(group)) for column, _ in group]
            group, until = [], 0
        busy = {column for column, end in group if end > entry.item.start}
        column = next(n for n in range(len(group) + 1) if n not in busy)
        group.append((column, entry.item.end))
        until = max(until, entry.item.end)
    return out + [(column, _count(group)) for column, _ in group]


def _count(group: Sequence[tuple[int, int]]) -> int:
    return max((column for column, _ in group), default=0) + 1


def _stretched(placed: Sequence[_Placed], start: int, end: int) -> dict[int, float]:
    """How far down each minute lies: HOUR for each hour, and more where a short block needs it for its words."""
    items = [(p.entry.item.start, p.entry.item.end, p.needs()) for p in placed]
    minutes = sorted({h * 60 for h in range(start, end + 1)} | {m for a, b, _ in items for m in (a, b)})
    parts = {(a, b): (b - a) * HOUR / 60 for a, b in pairwise(minutes)}
    for first, last, needs in sorted(items, key=lambda i: i[1] - i[0]):
        own = [part for part in parts if first <= part[0] and part[1] <= last]
        lacking = needs - sum(parts[part] for part in own)
        for a, b in own if lacking > 0 else []:
            parts[(a, b)] += lacking * (b - a) / (last - first)
    marks, y = {start * 60: 0.0}, 0.0
    for (_a, b), high in parts.items():
        y += high
        marks[b] = y
    return marks
