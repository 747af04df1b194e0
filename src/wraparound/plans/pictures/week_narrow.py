"""The week for a phone: day after day, each thing a block with its hour, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.plans.pictures import drawing
from wraparound.plans.pictures.blocks import PAD, PICTURE, Day, Entry, block, clash_words, colours, photo
from wraparound.plans.pictures.drawing import Letters, wrap, write

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 290.0
DAY, TITLE, SMALL = Letters(20, bold=True), Letters(18, bold=True), Letters(16)


def narrow(days: Sequence[Day], *, title: str, about: str, size: float) -> str:
    """The same facts as in the wide picture, below each other; a day without any is said to be free."""
    wide, known = WIDE / size, colours(days)
    parts, y = list[str](), 2.0
    for day in days:
        parts.append(write(2, y, wrap(day.name, wide - 4, DAY), DAY))
        y += DAY.line + 4
        parts.append(drawing.line(2, y - 2, wide - 2, y - 2, "grid"))
        for entry in day.entries:
            drawn, high = _block(entry, wide, y + 4, known[entry.item.organisation])
            parts.append(drawn)
            y += high + 8
        if not day.entries:
            free = wrap(_("Nothing planned"), wide - 4, SMALL)
            parts.append(write(2, y + 2, free, SMALL))
            y += SMALL.line
        y += 16
    return drawing.picture(wide, y, title, about, parts, "narrow")


def _block(entry: Entry, wide: float, y: float, colour: int) -> tuple[str, float]:
    """A block and its height."""
    item = entry.item
    x = 2 + PAD + (PICTURE + 8 if item.picture else 0)
    texts = ((entry.when, SMALL), (item.title, TITLE), (item.beside, SMALL), (clash_words(entry), SMALL))
    parts, inner = [photo(item, 2 + PAD, y + PAD)], y + PAD
    for text, letters in texts:
        lines = wrap(text, wide - x - PAD - 2, letters)
        parts.append(write(x, inner, lines, letters))
        inner += len(lines) * letters.line
    high = max(inner - y, PICTURE + PAD if item.picture else 0) + PAD
    return block(item, 2, y, wide - 4, high, colour) + "".join(parts), high
