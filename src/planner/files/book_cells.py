"""The kinds of cell that `layout.toml` speaks of, each with the function that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.files import cells
from planner.files.cells import Wrong, shown
from planner.files.layout import CHOICES
from planner.problem import Contribution

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.files.names import Names

ALL, NONE = "all", "none"  # said instead of a list; "all" is no use for needs and what comes before
_NO_ALL = ("need", "before", "outcome")


def read(kind: str, value: object, names: Names) -> object:
    """What a cell of that kind holds. Raises Wrong with a sentence and what to do."""
    what, _, of = kind.partition(":")
    return _READ[what](value, of, names)


def _one(value: object, of: str, names: Names) -> object:
    return names.find(of, cells.text(value))


def _several(value: object, of: str, names: Names) -> list[str]:
    said = cells.parts(value)
    if said == [ALL] and ALL not in names.ids[of] and of not in _NO_ALL:
        return list(names.all(of))
    return [names.find(of, part) for part in said]


def _some(value: object, of: str, names: Names) -> object:
    """Like a list; but "none" is a list of nothing, because a blank cell stands for everything."""
    if cells.text(value, cells.CELL) == NONE and NONE not in names.ids[of]:
        return frozenset()
    return frozenset(_several(value, of, names))


def _contributions(value: object, of: str, names: Names) -> object:
    found = []
    for part in cells.parts(value):
        outcome, colon, minutes = part.rpartition(":")
        if not colon:
            raise Wrong(
                f"{shown(part)} does not say how many minutes.", "Type such as Cook a meal: 120; Make friends: 30."
            )
        found.append(Contribution(names.find("outcome", outcome.strip()), cells.whole(minutes)))
    return tuple(found)


def _choice(kind: str) -> Callable[[object, str, Names], object]:
    return lambda value, of, names: cells.choice(value, CHOICES[kind])


def _plain(read: Callable[[object], object]) -> Callable[[object, str, Names], object]:
    return lambda value, of, names: read(value)


_READ: Mapping[str, Callable[[object, str, Names], object]] = {
    "id": _plain(cells.identity),
    "text": _plain(cells.text),
    "date": _plain(cells.day_of_year),
    "whole": _plain(cells.whole),
    "count": _plain(lambda value: cells.whole(value, 1)),
    "days": _plain(lambda value: cells.whole(value, 0, 7)),
    "weight": _plain(lambda value: cells.whole(value, 1, 5)),
    "point": _plain(lambda value: cells.whole(value, -10_000_000, 10_000_000)),
    "money": _plain(cells.money),
    "yes": _plain(cells.yes),
    "clock": _plain(cells.clock_time),
    "weekday": _plain(cells.weekday),
    "hours": _plain(cells.hours),
    "meetings": _plain(cells.meetings),
    "texts": _plain(lambda value: frozenset(cells.identity(part) for part in cells.parts(value))),
    "raw": _plain(lambda value: value),
    "kind": _choice("kind"),
    "primary": _choice("primary"),
    "strength": _choice("strength"),
    "sort": _choice("sort"),
    "ref": _one,
    "refs": lambda value, of, names: frozenset(_several(value, of, names)),
    "order": lambda value, of, names: tuple(_several(value, of, names)),
    "some": _some,
    "contributions": _contributions,
}
