"""What is real in a made-up area: colleges, councils and the Department for Education's figures of EHC plans.

Read from `data/*.csv`; `data/SOURCE.md` says where each comes from and under which licence. Nothing is made up here.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from areas.postcodes import Point

DATA = Path(__file__).with_name("data")
ENGLAND = "ENGLAND"
AGES = range(16, 26)
PLACEMENTS = ("general_fe", "specialist_post16", "other_fe", "special_school", "mainstream", "neet", "elsewhere")
NEEDS = ("ASD", "HI", "MLD", "MSI", "OTH", "PD", "PMLD", "SEMH", "SLCN", "SLD", "SPLD", "VI")
PlanTable: TypeAlias = "Mapping[tuple[int, str], float]"  # plans by (age, placement group)


class UnknownCouncil(LookupError):
    """There is no council of that name; the message names near ones."""

    def __init__(self, name: str) -> None:
        names = [c.name for c in councils()]
        lower = {n.lower(): n for n in names}
        near = [n for n in names if name.strip() and name.strip().lower() in n.lower()]
        near += [lower[n] for n in get_close_matches(name.lower(), lower, n=3, cutoff=0.65) if lower[n] not in near]
        hint = f"Did you mean {' or '.join(near[:5])}?" if near else "`python -m areas councils` lists them all."
        super().__init__(f"There is no council {name!r}. {hint}")

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Council:
    """A council that keeps EHC plans. `centre` is the middle of its postcodes, `letters` are their first letters."""

    code: str
    name: str
    centre: Point
    letters: str


@dataclass(frozen=True, slots=True)
class College:
    """A college as it stood in 2019/20. `point` is that of its postcode, None where no postcode is known."""

    ukprn: str
    name: str
    kind: str
    council: str
    point: Point | None
    size: int  # funded learners of 2019/20


@cache
def councils() -> tuple[Council, ...]:
    """The 153 councils by name."""
    return tuple(
        Council(r["code"], r["name"], (int(r["easting"]), int(r["northing"])), r["letters"])
        for r in _rows("councils.csv")
    )


def council(name: str) -> Council:
    """The council of that name or code, however it is written. Raises UnknownCouncil."""
    wanted = name.strip().lower()
    for found in councils():
        if wanted in (found.name.lower(), found.code.lower()):
            return found
    raise UnknownCouncil(name)


@cache
def colleges() -> tuple[College, ...]:
    """English further education colleges whose council is known."""
    return tuple(
        College(
            r["ukprn"],
            r["name"],
            r["kind"],
            r["council_code"],
            (int(r["easting"]), int(r["northing"])) if r["easting"] else None,
            int(r["students_16_19"] or 0),
        )
        for r in _rows("colleges.csv")
        if r["council_code"]
    )


@cache
def districts(council_code: str) -> frozenset[str]:
    """The districts (LAD25 codes) that a council covers."""
    return frozenset(r["district"] for r in _rows("districts.csv") if r["council_code"] == council_code)


@cache
def plans(council_code: str) -> PlanTable:
    """EHC plans of people aged 16 to 25 by single year of age and placement group, January 2025.

    Two councils gave no placements: theirs are split as in the whole of England, so counts may be fractions.
    """
    found: dict[tuple[int, str], float] = {}
    for r in _rows("ehc_plans.csv"):
        if r["council_code"] == council_code:
            age, total = int(r["age"]), int(r["total"])
            england = plans(ENGLAND) if not r[PLACEMENTS[0]] else {}
            everybody = sum(england.get((age, g), 0) for g in PLACEMENTS) or 1
            for g in PLACEMENTS:
                found[age, g] = int(r[g]) if r[g] else total * england[age, g] / everybody
    return found


@cache
def needs(council_code: str, of: str) -> Mapping[str, int]:
    """EHC plans by primary need: `of` is "16-25" for that age, or a placement group for all ages in it.

    England's where the council has none: a council that gave no figures, or a group in which it has nobody.
    """
    for r in _rows("primary_need.csv"):
        if (r["council_code"], r["of"]) == (council_code, of):
            found = {need: int(r[need]) for need in NEEDS}
            if any(found.values()):
                return found
    return dict.fromkeys(NEEDS, 0) if council_code == ENGLAND else needs(ENGLAND, of)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
