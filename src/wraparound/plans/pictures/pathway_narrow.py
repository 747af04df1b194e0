"""The pathway for a phone: one box for each line, below the name of its organisation, its time on a small scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import drawing
from wraparound.plans.pictures.bars import Bar, lanes
from wraparound.plans.pictures.drawing import EDGES, PAPER, Letters, tag, wrap, write
from wraparound.plans.pictures.terms import Axis, TermSpan, axis_for

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

WIDE = 290.0  # what a screen of 320 pixels leaves, so that letters keep their size there
LANE, TITLE, SMALL = Letters(17, bold=True), Letters(17, bold=True), Letters(15)
PAD, GAP, SCALE = 10.0, 10.0, 34.0


def narrow(
    bars: Sequence[Bar], terms: Sequence[TermSpan], *, title: str, about: str, today: date | None, size: float
) -> str:
    """All bars below each other; the same facts as in the wide picture, arrows as words."""
    wide = WIDE / size
    days = [(b.starts, b.ends or b.starts) for b in bars if b.starts]
    axis = axis_for(days, terms, PAD + 8, wide - PAD - 8) if days else None
    if axis and today and not axis.first <= today <= axis.last:
        today = None
    parts, y = [], 2.0
    if axis and today:
        day = _("Today, %(day)s") % {"day": date_format(today, "j F Y")}
        lines = wrap(day, wide - 24, SMALL)
        parts += [_now(12, y, y + SMALL.line), write(20, y, lines, SMALL)]
        y += len(lines) * SMALL.line + 8
    titles = {b.key: b.title for b in bars}
    for name, colour, members in lanes(bars):
        label = wrap(name, wide - 2 * PAD, LANE)
        inner = y + 8 + len(label) * LANE.line + 4
        boxes = []
        for bar in members:
            drawn, high = _box(bar, axis, today, wide, inner, colour, titles)
            boxes.append(drawn)
            inner += high + GAP
        parts += [drawing.ground(1, y, wide - 2, inner - y, colour), write(PAD, y + 8, label, LANE), *boxes]
        y = inner + GAP
    return drawing.picture(wide, y, title, about, parts, "narrow")


def _box(
    bar: Bar, axis: Axis | None, today: date | None, wide: float, y: float, colour: int, titles: dict[Hashable, str]
) -> tuple[str, float]:
    """A box and its height."""
    room, x = wide - 4 * PAD + 4, 2 * PAD - 2
    words = wrap(bar.title, room, TITLE)
    parts = [write(x, y + PAD, words, TITLE)]
    inner = y + PAD + len(words) * TITLE.line + 2
    firsts = ", ".join(titles[key] for key in bar.after if key in titles)
    after = _("After: %(first)s") % {"first": firsts} if firsts else ""
    for number, text in enumerate((bar.standing, bar.how_much, bar.when(), after)):
        ticked = number == 0 and bar.is_ticked
        lines = wrap(text, room - (18 if ticked else 0), SMALL)
        if ticked:
            parts.append(drawing.tick(x, inner + SMALL.line / 2))
        parts.append(write(x + (18 if ticked else 0), inner, lines, SMALL))
        inner += len(lines) * SMALL.line
    if axis and bar.starts:
        parts += _scale(bar, axis, today, inner + 8, colour)
        inner += SCALE + 8
    high = inner - y + PAD - 4
    dashes = "7 5" if bar.state is LineState.PROPOSED else None
    edge = drawing.box(PAD - 4, y, wide - 2 * PAD + 8, high, colour, stroke_dasharray=dashes)
    if bar.state is LineState.DONE:
        edge += drawing.inner(PAD - 0.5, y + 3.5, wide - 2 * PAD + 1, high - 7, colour)
    return edge + "".join(parts), high


def _scale(bar: Bar, axis: Axis, today: date | None, y: float, colour: int) -> list[str]:
    """The whole time of the plan as a line with its years, and on it the time of this bar."""
    assert bar.starts is not None
    small = Letters(13)
    parts = [drawing.line(axis.left, y + 7, axis.right, y + 7, "year")]
    for year, start, end in axis.years():
        if start > axis.left:
            parts.append(drawing.line(start, y, start, y + 18, "year"))
        if end - start >= small.width(str(year)):
            parts.append(write((start + end) / 2, y + 15, [str(year)], small, "quiet", anchor="middle"))
    x = axis.place(bar.starts)
    right = axis.right if bar.ends is None else axis.end(bar.ends)
    parts.append(
        tag(
            "rect", x=x, y=y + 2, width=max(right - x, 4.0), height=10, rx=2, fill=EDGES[colour], stroke=PAPER,
            class_=f"wr-picture__time wr-lane-{colour}",
        )
    )  # fmt: skip
    if today:
        parts.append(_now(axis.place(today), y - 3, y + 17))
    return parts


def _now(x: float, top: float, bottom: float) -> str:
    """Today: a line with a paper edge, so that it is seen on a bar too."""
    halo = drawing.line(x, top, x, bottom, "halo", stroke_width="6")
    return halo.replace(drawing.LINE, PAPER) + drawing.line(x, top, x, bottom, "today", stroke_width="2.5")
