"""The parts that pictures are drawn with. Text is escaped here, once, and always wrapped to the room that there is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from wraparound.core.language import BEGIN, END
from wraparound.plans.pictures.widths import width

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "Atkinson Hyperlegible Next, Verdana, Arial, sans-serif"
COLOURS = 6  # kinds of lane; the seventh, 0, is nobody's
GROUNDS = ("#f0f0f0", "#e6ebef", "#e2f2f0", "#f4e6ee", "#fceae1", "#efe9f7", "#eef3dc")
EDGES = ("#4a505b", "#123f6d", "#0f6b62", "#7a1150", "#a63c10", "#573472", "#4d5c10")
INK, QUIET, LINE, PAPER = "#1f2530", "#4a505b", "#8a8f98", "#ffffff"
_SIGNS = re.compile(f"[{BEGIN}{END}]")  # English on a Welsh page is marked with elements of HTML; there are none here


@dataclass(frozen=True, slots=True)
class Letters:
    """The size of letters, in units of the picture, and whether they are bold. Lines are 1.25 times as high."""

    size: float
    bold: bool = False

    @property
    def line(self) -> float:
        """The height of a line."""
        return self.size * 1.25

    def width(self, text: str) -> float:
        """How wide a text is at most."""
        return width(text, self.size, bold=self.bold)


def said(text: object) -> str:
    """A text without the signs that mark what has no translation yet."""
    return _SIGNS.sub("", str(text))


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element of SVG. Attributes are escaped; `inside` is drawn already. None leaves an attribute out."""
    said_all = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said_all}>{''.join(inside)}</{name}>" if inside else f"<{name}{said_all}/>"


def _value(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else said(value)


def wrap(text: object, room: float, letters: Letters) -> list[str]:
    """The lines of a text, none wider than the room. A word that is wider itself is broken where it must."""
    lines: list[str] = []
    for word in said(text).split():
        if lines and letters.width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, room, letters)
    return lines


def _pieces(word: str, room: float, letters: Letters) -> list[str]:
    if letters.width(word) <= room:
        return [word]
    pieces = [""]
    for sign in word:
        if pieces[-1] and letters.width(pieces[-1] + sign) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def write(x: float, top: float, lines: Sequence[str], letters: Letters, kind: str = "ink", anchor: str = "") -> str:
    """Lines of text below `top`. `kind` is ink or quiet; `anchor` is middle or end, or else the start."""
    if not lines:
        return ""
    base = top + letters.size * 0.98
    spans = (
        tag("tspan", escape(line) + ("" if anchor else " "), x=x, dy=letters.line if number else None)
        for number, line in enumerate(lines)
    )
    return tag(
        "text", *spans, x=x, y=base, class_=f"wr-picture__{kind}", fill=INK if kind == "ink" else QUIET,
        font_size=letters.size, font_weight="700" if letters.bold else None, text_anchor=anchor or None,
    )  # fmt: skip


def tick(x: float, middle: float) -> str:
    """A tick of 12 by 12 units, for what the learner agreed to."""
    return tag(
        "path", d=f"M{x:.1f} {middle:.1f}l4 4.5l8-10", class_="wr-picture__tick", fill="none", stroke=INK,
        stroke_width="2.5",
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, kind: str, **more: object) -> str:
    """A straight line; `kind` is grid, year or today."""
    stroke = INK if kind == "today" else LINE
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=f"wr-picture__{kind}", stroke=stroke, **more)


def ground(x: float, y: float, wide: float, high: float, colour: int, radius: int = 6) -> str:
    """The ground of a lane."""
    return tag(
        "rect", x=x, y=y, width=wide, height=high, rx=radius, class_=f"wr-picture__ground wr-lane-{colour}",
        fill=GROUNDS[colour],
    )  # fmt: skip


def behind(x: float, y: float, wide: float, high: float, colour: int) -> str:
    """A piece of the ground of a lane behind words that stand in no box, so that no line runs through them."""
    kind = f"wr-picture__behind wr-lane-{colour}"
    return tag("rect", x=x, y=y, width=wide, height=high, class_=kind, fill=GROUNDS[colour])


def inner(x: float, y: float, wide: float, high: float, colour: int) -> str:
    """A second, thin edge."""
    return box(x, y, wide, high, colour, fill="none", stroke_width="1", rx=3)


def box(
    x: float, y: float, wide: float, high: float, colour: int, *, kind: str = "wr-picture__box", **more: object
) -> str:
    """A box of paper with an edge in the colour of its lane."""
    how: dict[str, object] = {"rx": 5, "stroke_width": "2.5", "fill": PAPER, **more}
    kind = f"{kind} wr-lane-{colour}"
    return tag("rect", x=x, y=y, width=wide, height=high, class_=kind, stroke=EDGES[colour], **how)


def picture(wide: float, high: float, title: str, told: str, parts: Sequence[str], kind: str) -> SafeString:
    """The whole: one image with a name and a description. `kind` is wide or narrow; ids come from what is drawn."""
    drawn = "".join(parts)
    key = hashlib.sha256(f"{kind}{title}{told}{drawn}".encode()).hexdigest()[:10]
    names = (
        tag("title", escape(said(title)) or " ", id=f"p{key}t") + tag("desc", escape(said(told)) or " ", id=f"p{key}d")
    )  # fmt: skip
    whole = tag(
        "svg", names, drawn, xmlns="http://www.w3.org/2000/svg", role="img", aria_labelledby=f"p{key}t",
        aria_describedby=f"p{key}d", class_=f"wr-picture wr-picture--{kind}", viewBox=f"0 0 {wide:.0f} {high:.0f}",
        width=round(wide), height=round(high), font_family=FONT,
    )  # fmt: skip
    return mark_safe(whole)  # every text went through escape()
