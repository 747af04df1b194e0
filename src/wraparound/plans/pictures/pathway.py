"""The pathway picture: lanes are organisations, columns are terms, bars are lines, arrows are what comes after what.

An arrow is drawn only where the later line starts when the earlier one is over (or on its last day); otherwise a note
says so. Bars say what they are in words: their pattern and colour only repeat it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import drawing
from wraparound.plans.pictures.bars import Bar, lanes, place_of, shown, steps, told
from wraparound.plans.pictures.drawing import EDGES, INK, Letters, tag, wrap, write
from wraparound.plans.pictures.pathway_narrow import narrow
from wraparound.plans.pictures.terms import Axis, TermSpan, axis_for, heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE = 1000.0
LABELS = 158.0  # the room of the lanes' names
TITLE, SMALL = Letters(16, bold=True), Letters(14)
PAD, GAP = 9.0, 13.0  # between bars, where arrows run
EDGE, PORT = 8.0, 22.0  # from lane to bar; from the top of a box to where arrows leave and arrive
LEAST_BOX, SHORTEST, STRIP, BESIDE = (
    112.0,
    12.0,
    16.0,
    132.0,
)  # a bar too short for words is a strip with its words below
BEFORE, BEHIND = 2.0, 12.0  # so that an arrow has room between two bars that touch


@dataclass(frozen=True, slots=True)
class Row:
    """The same facts as the bar, for a list. `after`: titles of what comes first."""

    key: Hashable
    organisation: str
    what: str
    starts: date | None
    ends: date | None
    when: str
    how_much: str
    standing: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """`svg` for wide screens and paper, `narrow` for phones, both safe to write into a page; `rows` for the list;
    `notes`: sentences on what the picture cannot show, such as a step that comes too early.
    """

    svg: str
    narrow: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def pathway(
    lines: Sequence[Bar], terms: Sequence[TermSpan], *, title: str, today: date | None = None, size: float = 1.0
) -> Pathway:
    """The picture of a plan. What was stopped or declined is left out. `size` enlarges letters, not the picture."""
    bars = shown(lines)
    arrows, notes = steps(bars)
    drawn = _Drawing(bars, arrows, terms, today, WIDE / size)
    about = told(bars)
    return Pathway(
        svg=drawing.picture(drawn.wide, drawn.high, title, about, drawn.parts, "wide"),
        narrow=narrow(bars, terms, title=title, about=about, today=today, size=size),
        rows=_rows(bars),
        notes=tuple(notes),
    )


def _rows(bars: Sequence[Bar]) -> tuple[Row, ...]:
    titles = {bar.key: bar.title for bar in bars}
    return tuple(
        Row(
            b.key, place_of(b), b.title, b.starts, b.ends, b.when(), b.how_much, b.standing,
            tuple(titles[k] for k in b.after if k in titles),
        )
        for b in bars
    )  # fmt: skip


@dataclass(slots=True)
class _Placed:
    """A bar with its place. `x` to `right` is its time; `near` to `far` all the room that it takes with its words."""

    bar: Bar
    x: float
    right: float
    near: float
    far: float
    lines: tuple[list[str], list[str], list[str]]  # title, how much, standing
    y: float = 0.0

    @property
    def is_box(self) -> bool:
        """Whether its words stand inside."""
        return self.right - self.x >= LEAST_BOX

    @property
    def needs(self) -> float:
        """The height that nothing is cut in."""
        title, *small = self.lines
        words = len(title) * TITLE.line + sum(map(len, small)) * SMALL.line
        return 2 * PAD + words if self.is_box else STRIP + 4 + words

    @property
    def widest(self) -> float:
        """The width of its words."""
        title, *small = self.lines
        ticked = 18 if self.bar.is_ticked else 0
        return max([0.0, *map(TITLE.width, title), *(SMALL.width(line) + ticked for few in small for line in few)])

    @property
    def middle(self) -> float:
        """Where arrows leave and arrive."""
        return self.y + (PORT if self.is_box else STRIP / 2)


class _Drawing:
    """Lays the lanes out from top to bottom and draws them; one use."""

    def __init__(
        self, bars: Sequence[Bar], arrows: Sequence[tuple[Bar, Bar]], terms: Sequence[TermSpan], today: date | None,
        wide: float,
    ) -> None:  # fmt: skip
        self.wide, self.high, self.parts = wide, 0.0, list[str]()
        dated = [b for b in bars if b.starts]
        top = 0.0
        axis = None
        if dated:
            days = [(b.starts, b.ends or b.starts) for b in dated if b.starts]
            axis = axis_for(days, terms, LABELS + 8, wide - 12)
            top = heading(axis, terms, 0)[1] + (SMALL.line + 2 if _within(axis, today) else 0)
        grounds: list[str] = []
        placed: dict[Hashable, _Placed] = {}
        y = top
        for name, colour, members in lanes(dated) if axis else []:
            y = self._lane(axis, name, colour, members, y, grounds, placed)
        self._finish(axis, terms, today, top, y, grounds, placed, arrows)
        self._undated([b for b in bars if not b.starts])

    def _lane(
        self, axis: Axis | None, name: str, colour: int, members: list[Bar], y: float, grounds: list[str],
        placed: dict[Hashable, _Placed],
    ) -> float:  # fmt: skip
        assert axis is not None
        label = wrap(name, LABELS - 20, TITLE)
        inner = y + EDGE
        for track in _tracks([_place(axis, bar) for bar in members]):
            for one in track:
                one.y = inner
                placed[one.bar.key] = one
            inner += max(one.needs for one in track) + GAP
        bottom = max(inner - GAP + EDGE, y + 16 + len(label) * TITLE.line)
        grounds.append(drawing.ground(2, y, self.wide - 4, bottom - y, colour))
        self.parts.append(write(12, y + 8, label, TITLE))
        self.parts += [_bar(p, colour) for p in placed.values() if p.bar in members]
        return bottom + 6

    def _finish(
        self, axis: Axis | None, terms: Sequence[TermSpan], today: date | None, top: float, bottom: float,
        grounds: list[str], placed: dict[Hashable, _Placed], arrows: Sequence[tuple[Bar, Bar]],
    ) -> None:  # fmt: skip
        """Puts what lies below the bars first: grounds, lines of time, today, arrows."""
        self.high = bottom
        if axis is None:
            return
        below = grounds + heading(axis, terms, bottom - 6)[0]
        if today and _within(axis, today):
            below += _today(axis, today, top, bottom - 6)
        below += [_arrow(placed[a.key], placed[b.key], placed.values()) for a, b in arrows]
        self.parts[:0] = below

    def _undated(self, bars: Sequence[Bar]) -> None:
        if not bars:
            return
        what = "; ".join(f"{b.title} ({place_of(b)}, {b.standing})" for b in bars)
        lines = wrap(_("No dates yet: %(what)s") % {"what": what}, self.wide - 24, SMALL)
        self.parts.append(write(12, self.high + 4, lines, SMALL))
        self.high += len(lines) * SMALL.line + 12


def _within(axis: Axis, day: date | None) -> bool:
    return day is not None and axis.first <= day <= axis.last


def _place(axis: Axis, bar: Bar) -> _Placed:
    """Where a bar lies, and its words in the room that they have."""
    assert bar.starts is not None
    x = min(axis.place(bar.starts) + BEFORE, axis.right - SHORTEST)
    right = axis.right if bar.ends is None else max(axis.end(bar.ends) - BEHIND, x + SHORTEST)
    is_box = right - x >= LEAST_BOX
    room = right - x - 2 * PAD if is_box else BESIDE
    near = x if is_box else min(x, axis.right - BESIDE)
    words = (
        wrap(bar.title, room, TITLE),
        wrap(bar.how_much, room, SMALL),
        wrap(bar.standing, room - (18 if bar.is_ticked else 0), SMALL),
    )
    placed = _Placed(bar, x, right, near, right, words)
    placed.far = right if is_box else max(right, near + placed.widest)
    return placed


def _tracks(bars: Sequence[_Placed]) -> list[list[_Placed]]:
    """Bars side by side where they do not touch, below each other where they do."""
    tracks: list[list[_Placed]] = []
    for one in bars:
        free = (t for t in tracks if all(one.near >= o.far + 4 or one.far + 4 <= o.near for o in t))
        track = next(free, None)
        if track is None:
            tracks.append([one])
        else:
            track.append(one)
    return tracks


def _bar(one: _Placed, colour: int) -> str:
    bar, high = one.bar, one.needs if one.is_box else STRIP
    parts = []
    if not one.is_box:  # the words lie on the ground of the lane, and hide what runs below them
        parts.append(drawing.behind(one.near - 2, one.y + STRIP, one.widest * 0.9 + 2, one.needs - STRIP, colour))
    parts.append(shape(bar, one.x, one.y, one.right - one.x, high, colour))
    x, y = (one.x + PAD, one.y + PAD) if one.is_box else (one.near, one.y + STRIP + 4)
    title, how_much, standing = one.lines
    parts += [write(x, y, title, TITLE), write(x, y + len(title) * TITLE.line, how_much, SMALL)]
    y += len(title) * TITLE.line + len(how_much) * SMALL.line
    if bar.is_ticked:
        parts.append(drawing.tick(x, y + SMALL.line / 2))
    parts.append(write(x + (18 if bar.is_ticked else 0), y, standing, SMALL))
    return "".join(parts)


def shape(bar: Bar, x: float, y: float, wide: float, high: float, colour: int) -> str:
    """Its box: dashed while proposed, solid when accepted, double when done; open on the right without an end."""
    dashes = "7 5" if bar.state is LineState.PROPOSED else None
    parts = [drawing.box(x, y, wide, high, colour, stroke_dasharray=dashes)]
    if bar.state is LineState.DONE and high > 12 and wide > 12:
        parts.append(drawing.inner(x + 3.5, y + 3.5, wide - 7, high - 7, colour))
    if bar.ends is None:
        zigzag = f"M{x + wide - 5:.1f} {y - 2:.1f}" + "l4 4l-4 4" * int((high + 4) / 8)
        kind = f"wr-picture__open wr-lane-{colour}"
        parts.append(tag("path", d=zigzag, class_=kind, fill="none", stroke=EDGES[colour], stroke_width="2"))
    return "".join(parts)


def _arrow(first: _Placed, later: _Placed, others: Iterable[_Placed]) -> str:
    """From the end of one to the start of the other, on the way of two that crosses less: along and then down or up, or
    down or up at once and along the free room beside the later one. What is crossed lies on top.
    """
    turn = max(later.x - 9, first.right + 1)
    between = [o for o in others if o is not first and o is not later]
    direct = _crossed(between, first.right, turn, first.middle) + _passed(between, turn, first.middle, later.middle)
    road = f"M{first.right:.1f} {first.middle:.1f}"
    if direct and turn - first.right > 20:
        beside = later.y - GAP / 2 if first.y <= later.y else later.y + later.needs + GAP / 2
        if _passed(between, first.right + 5, first.middle, beside) <= direct:
            road += f"H{first.right + 5:.1f}V{beside:.1f}"
    road += f"H{turn:.1f}V{later.middle:.1f}H{later.x - 3:.1f}"
    head = f"M{later.x - 1:.1f} {later.middle:.1f}l-8 -5v10z"
    return tag("path", d=road, class_="wr-picture__arrow", fill="none", stroke=INK, stroke_width="2") + tag(
        "path", d=head, class_="wr-picture__head", fill=INK
    )


def _crossed(others: Iterable[_Placed], left: float, right: float, height: float) -> int:
    """How many lie on a level way; twice, for the way would be hidden along the whole of them."""
    return 2 * sum(o.near < right and left < o.far and o.y <= height <= o.y + o.needs for o in others)


def _passed(others: Iterable[_Placed], x: float, start: float, end: float) -> int:
    """How many lie on an upright way."""
    top, bottom = min(start, end), max(start, end)
    return sum(o.near <= x <= o.far and o.y < bottom and top < o.y + o.needs for o in others)


def _today(axis: Axis, today: date, top: float, bottom: float) -> list[str]:
    x, word = axis.place(today), _("Today")
    half = SMALL.width(word) / 2
    middle = min(max(x, axis.left + half), axis.right - half)
    label = write(middle, top - SMALL.line - 2, [drawing.said(word)], SMALL, anchor="middle")
    return [drawing.line(x, top - 2, x, bottom, "today", stroke_width="2", stroke_dasharray="1 3"), label]
