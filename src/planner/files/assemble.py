"""Rows that have been read, put together as a problem. What belongs to a learner stands on sheets of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from planner.files.book_cells import read
from planner.files.cells import Wrong, shown
from planner.files.layout import ALL_SETTINGS
from planner.files.names import Names
from planner.files.trouble import did_you_mean
from planner.problem import (
    DAY,
    RULES,
    Aim,
    Carousel,
    Commitment,
    Funder,
    Funding,
    Goals,
    Learner,
    Line,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Site,
    Term,
    Window,
    Wish,
)
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.files.book_rows import Row
    from planner.files.trouble import Troubles

_Values = dict[str, Any]


def assembled(things: Mapping[str, list[tuple[Row, _Values]]], troubles: Troubles) -> Problem:
    """The problem of the rows. Raises Faults as its construction does; faults of the settings go into `troubles`."""
    settings = _settings(things["Settings"], troubles)
    rules = frozenset(r for r in RULES if settings["rules"].get(r, True))
    travel = Travel(points=_points(things), stated=_stated(things, troubles), **settings["travel"])
    return Problem(
        terms=tuple(Term(**v) for _, v in things["Terms"]),
        organisations=tuple(Organisation(**v) for _, v in things["Organisations"]),
        sites=tuple(Site(**v) for _, v in things["Sites"]),
        funders=tuple(Funder(**v) for _, v in things["Funders"]),
        offerings=tuple(Offering(**v) for _, v in things["Offerings"]),
        remedies=tuple(Remedy(**v) for _, v in things["Remedies"]),
        learners=_learners(things),
        travel=travel,
        rules=rules,
        goals=Goals(**settings["goals"]),
        carousel=Carousel(**settings["carousel"]),
        **settings["problem"],
    )


def _learners(things: Mapping[str, list[tuple[Row, _Values]]]) -> tuple[Learner, ...]:
    own: dict[str, _Values] = defaultdict(lambda: defaultdict(list))
    for sheet, (field, make) in _OWN.items():
        for _, values in things[sheet]:
            own[values["learner"]][field].append(make(values))
    for learner in own.values():
        learner.update({field: tuple(parts) for field, parts in learner.items()})
    return tuple(Learner(**{**v, **own[v["id"]]}) for _, v in things["Learners"])


def _window(v: _Values) -> Window:
    return Window(v["day"] * DAY + v["start"], v["day"] * DAY + v["end"], v["terms"])


def _commitment(v: _Values) -> Commitment:
    return Commitment(v["title"], v["day"] * DAY + v["start"], v["day"] * DAY + v["end"], v["terms"], v["place"])


_OWN: Mapping[str, tuple[str, Callable[[_Values], object]]] = {
    "Aims": ("aims", lambda v: Aim(v["outcome"], v["weight"], v["target"])),
    "Wishes": ("wishes", lambda v: Wish(v["about"], v["strength"])),
    "Availability": ("available", _window),
    "Commitments": ("commitments", _commitment),
    "Funding": ("funding", lambda v: Funding(v["funder"], v["per_term"])),
    "Accepted lines": (
        "accepted",
        lambda v: Line(v["learner"], v["offering"], v["start"], v["funder"], v["remedies"]),
    ),
}


def _points(things: Mapping[str, list[tuple[Row, _Values]]]) -> dict[str, tuple[int, int]]:
    return {v["id"]: (v["easting"], v["northing"]) for _, v in things["Places"]}


def _stated(things: Mapping[str, list[tuple[Row, _Values]]], troubles: Troubles) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row, v in things["Travel"]:
        way = (v["a"], v["b"])
        if way in found:
            troubles.add(
                row.sheet.name,
                row.cell("a"),
                f"The way from {way[0]} to {way[1]} stands twice.",
                "Keep one of the rows.",
            )
        found[way] = v["minutes"]
    return found


def _settings(rows: list[tuple[Row, _Values]], troubles: Troubles) -> dict[str, _Values]:
    """The settings by the part of the problem they belong to; what is not said keeps its default."""
    by_name = {s.name.casefold(): s for s in ALL_SETTINGS}
    found: dict[str, _Values] = {s.part: {} for s in ALL_SETTINGS}
    for row, values in rows:
        said = " ".join(values["setting"].split())
        setting = by_name.get(said.casefold())
        if setting is None:
            advice = did_you_mean(said, [s.name for s in ALL_SETTINGS], "Take the row out.")
            troubles.add(row.sheet.name, row.cell("setting"), f"{shown(said)} is not a setting.", advice)
        elif setting.field in found[setting.part]:
            troubles.add(row.sheet.name, row.cell("setting"), f"{shown(said)} stands twice.", "Keep one of the rows.")
        else:
            try:
                found[setting.part][setting.field] = read(setting.kind, values["value"], Names())
            except Wrong as wrong:
                troubles.add(row.sheet.name, row.cell("value"), wrong.sentence, wrong.what_to_do)
    return found
