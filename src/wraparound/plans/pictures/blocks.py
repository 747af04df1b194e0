"""What happens in a week, and the blocks that it is drawn with, for both layouts of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import clock_time
from wraparound.plans.pictures import drawing
from wraparound.plans.pictures.drawing import tag

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS, MIDNIGHT = 7, 24 * 60
PAD, PICTURE = 8.0, 46.0


@dataclass(frozen=True, slots=True)
class WeekItem:
    """Something at an hour. Days count from 0 (Monday), minutes from midnight; `picture` is the address of a photo or
    symbol; `organisation` decides the colour only. Raises ValueError where it does not end after it starts.
    """

    day: int
    start: int
    end: int
    title: str
    place: str = ""
    who: str = ""
    organisation: str = ""
    picture: str = ""
    is_travel: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.day < DAYS and 0 <= self.start < self.end <= MIDNIGHT):
            raise ValueError(f"no time of a week: day {self.day}, {self.start} to {self.end}")

    @property
    def when(self) -> str:
        """9am to 10:30am."""
        return _("%(start)s to %(end)s") % {"start": clock_time(self.start), "end": clock_time(self.end)}

    @property
    def beside(self) -> str:
        """Where and with whom."""
        return ", ".join(text for text in (self.place, self.who) if text)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the list, with the titles of what happens at the same time."""

    item: WeekItem
    when: str
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the list, in order of time; a day without entries is free."""

    number: int
    name: str
    entries: tuple[Entry, ...]


def colours(days: Iterable[Day]) -> dict[str, int]:
    """A colour for each organisation; 0 for what is nobody's."""
    names = dict.fromkeys(entry.item.organisation for day in days for entry in day.entries if entry.item.organisation)
    return {"": 0} | {name: number % drawing.COLOURS + 1 for number, name in enumerate(names)}


def block(item: WeekItem, x: float, y: float, wide: float, high: float, colour: int) -> str:
    """The box of an item: on the ground of its organisation; for travel, dashed on paper."""
    if item.is_travel:
        return drawing.box(x, y, wide, high, colour, stroke_dasharray="7 5")
    kind = "wr-picture__box wr-picture__tint"
    return drawing.box(x, y, wide, high, colour, fill=drawing.GROUNDS[colour], kind=kind)


def photo(item: WeekItem, x: float, y: float) -> str:
    """Its picture, if it has one."""
    if not item.picture:
        return ""
    return tag("image", href=item.picture, x=x, y=y, width=PICTURE, height=PICTURE, class_="wr-picture__photo")


def clash_words(entry: Entry) -> str:
    """What stands in a block that is not alone at its hour."""
    return _("Same time as %(others)s") % {"others": ", ".join(entry.clashes)} if entry.clashes else ""
