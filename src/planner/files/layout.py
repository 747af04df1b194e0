"""What an area's workbook looks like: its sheets and columns, what goes into each, and what a blank cell means.

`layout.toml`, which lies beside this file, says it. Reading, writing, the template, the notes on the headings and
`docs/workbook.md` all follow that one description.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import vocabulary
from planner.problem import ORGANISATION_KINDS, RULES, Carousel, Goals, Problem
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

READ_ME, WORDS, SETTINGS = "Read me", "Words", "Settings"

# What may be chosen in a cell, and what each choice stands for.
CHOICES: Mapping[str, Mapping[str, object]] = {
    "strength": {"really wants": 2, "would like": 1, "does not mind": 0, "rather not": -1, "no": -2},
    "kind": {kind: kind for kind in ORGANISATION_KINDS},
    "sort": {sort: sort for sort in ("need", "outcome", "service", "skill")},
    "primary": {code: code for code in vocabulary.load().sen2},
}

_EMPTY = {"refs": frozenset(), "texts": frozenset(), "order": (), "contributions": ()}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` says what a cell holds; "" is for people to read and not read back."""

    heading: str
    note: str
    field: str = ""
    kind: str = ""
    must: bool = False
    blank: object = None  # what a blank cell stands for
    width: int = 14  # in characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a thing a row. `thing` is the kind of thing, or the field of a learner, as `faults.py` calls it."""

    name: str
    thing: str
    about: str
    columns: tuple[Column, ...]
    must: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the sheet Settings: which part of the problem it sets, what its value holds, what is usual."""

    name: str
    part: str
    field: str
    kind: str
    usual: object
    meaning: str


def _columns(said: Iterable[Mapping[str, Any]], shared: Mapping[str, list[dict[str, Any]]]) -> Iterator[Column]:
    for column in said:
        if "use" in column:
            yield from _columns(shared[column["use"]], shared)
        else:
            yield Column(**{"blank": _EMPTY.get(column.get("kind", "").partition(":")[0]), **column})


def _usual(part: str, field: str) -> object:
    """The default of a part of the problem, so that no figure stands in two places."""
    if part == "rules":
        return field in RULES
    return getattr({"goals": Goals(), "carousel": Carousel(), "travel": Travel(), "problem": Problem}[part], field)


_SAID = tomllib.loads(Path(__file__).with_name("layout.toml").read_text(encoding="utf-8"))

SHEETS: tuple[Sheet, ...] = tuple(
    Sheet(**{**sheet, "columns": tuple(_columns(sheet["columns"], _SAID["shared"]))}) for sheet in _SAID["sheet"]
)
ALL_SETTINGS: tuple[Setting, ...] = tuple(Setting(usual=_usual(s["part"], s["field"]), **s) for s in _SAID["setting"])
BY_NAME: Mapping[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
