"""What a plan costs, term by term: one bar for each who pays, with the amount beside it. Length alone says how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import money
from wraparound.plans.pictures.drawing import GROUNDS, Letters, box, picture, said, wrap, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

WIDE, NARROW = 1000.0, 290.0
LABELS, AMOUNTS = 250.0, 130.0  # the room of names and of amounts in the wide picture
HEADING, NAME, AMOUNT = Letters(17, bold=True), Letters(16), Letters(16, bold=True)
BAR, GAP, LEAST = 22.0, 8.0, 3.0
COLOURS = 6


@dataclass(frozen=True, slots=True)
class TermBars:
    """A term with what each pays for it, in pence. `when`: its dates; `nobody`: the name of what nobody pays yet."""

    name: str
    when: str
    parts: tuple[tuple[str, int], ...]
    nobody: str = ""


@dataclass(frozen=True, slots=True)
class MoneyBars:
    """The picture, wide and narrow. The table beside it has the same figures."""

    svg: SafeString
    narrow: SafeString


def money_bars(terms: Sequence[TermBars], *, title: str, size: float = 1.0) -> MoneyBars | None:
    """None where nothing costs anything. `size` enlarges letters, not the picture."""
    most = max((pence for term in terms for _name, pence in term.parts), default=0)
    if most <= 0:
        return None
    names = list(dict.fromkeys(name for term in terms for name, _pence in term.parts if name != term.nobody))
    colours = {name: number % COLOURS + 1 for number, name in enumerate(names)}
    many = {"terms": len(terms), "payers": len(names)}
    about = said(_("Terms: %(terms)d. Who pay: %(payers)d. The table says the same.") % many)
    wide, high, parts = _wide(terms, most, colours, WIDE / size)
    svg = picture(wide, high, title, about, parts, "wide")
    wide, high, parts = _narrow(terms, most, colours, NARROW / size)
    return MoneyBars(svg, picture(wide, high, title, about, parts, "narrow"))


def _wide(terms: Sequence[TermBars], most: int, colours: dict[str, int], wide: float) -> tuple[float, float, list[str]]:
    """Names on the left, bars from one line, the amount at the end of each."""
    y, parts = 2.0, []
    room = wide - LABELS - AMOUNTS - 10
    for term in terms:
        heading = wrap(_heading(term), wide - 4, HEADING)
        parts.append(write(2, y, heading, HEADING))
        y += len(heading) * HEADING.line + GAP
        for name, pence in term.parts:
            label = wrap(name, LABELS - 12, NAME)
            long = max(room * pence / most, LEAST)
            parts += [write(2, y, label, NAME), _bar(LABELS, y, long, colours.get(name, 0), name == term.nobody)]
            parts.append(write(LABELS + long + 8, y + 1, [money(pence)], AMOUNT))
            y += max(len(label) * NAME.line, BAR) + GAP
        y += GAP
    return wide, y, parts


def _narrow(
    terms: Sequence[TermBars], most: int, colours: dict[str, int], wide: float
) -> tuple[float, float, list[str]]:
    """For a phone: the name and the amount above each bar."""
    y, parts = 2.0, []
    for term in terms:
        heading = wrap(_heading(term), wide - 4, HEADING)
        parts.append(write(2, y, heading, HEADING))
        y += len(heading) * HEADING.line + GAP
        for name, pence in term.parts:
            label = wrap(f"{name}: {money(pence)}", wide - 4, NAME)
            parts.append(write(2, y, label, NAME))
            y += len(label) * NAME.line + 4
            long = max((wide - 6) * pence / most, LEAST)
            parts.append(_bar(2, y, long, colours.get(name, 0), name == term.nobody))
            y += BAR + GAP
        y += GAP
    return wide, y, parts


def _heading(term: TermBars) -> str:
    return f"{term.name}, {term.when}" if term.when else term.name


def _bar(x: float, y: float, long: float, colour: int, is_open: bool) -> str:
    """Dashed where nobody pays yet."""
    dashes = {"stroke_dasharray": "5 4", "fill": "none"} if is_open else {}
    kind = "wr-picture__box" if is_open else "wr-picture__box wr-picture__tint"
    more = {"fill": GROUNDS[colour], **dashes}
    return box(x + 1, y, long, BAR - 4, colour, kind=kind, rx=2, **more)
