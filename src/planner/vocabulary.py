"""The shared words for what a learner may need and what an organisation may provide, with outcomes and codes.

For: everything that speaks of needs, provision, remedies or outcomes; the slugs here are the ones they use.
`vocabulary.toml`, which lies beside this file, holds the words; `docs/vocabulary.md` says how to add one.
Not: a record of anybody. What a code `usually` suggests is a start for a form or for demo data, never a fact
about a person. And a `Term` here is one word of the vocabulary; the stretch of dates is `planner.problem.Term`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

_T = TypeVar("_T")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# What each table of the file may say. A word that is not here is a slip of the pen, and told as a fault.
_TABLES: Mapping[str, frozenset[str]] = {
    "group": frozenset({"slug", "label"}),
    "area": frozenset({"slug", "label"}),
    "term": frozenset({"slug", "label", "easy", "group", "kind", "checklist", "source"}),
    "outcome": frozenset({"slug", "label", "easy", "area"}),
    "sen2": frozenset({"code", "label", "usually", "valid_to"}),
    "lldd": frozenset({"code", "label", "usually", "valid_to"}),
}


class Kind(StrEnum):
    """What sort of thing meets a need; it tells who can usually put a missing one in place."""

    STAFF = "staff"  # a person with a skill: found, trained or borrowed
    PLACE = "place"  # a room or a feature of a building: found or built
    EQUIPMENT = "equipment"  # a thing: bought or lent
    SUPPORT = "support"  # a way of working: agreed, staffed or bought in
    DOCUMENT = "document"  # a paper: written and kept up to date


@dataclass(frozen=True, slots=True)
class Term:
    """One need, and the provision that meets it. `checklist`: it is a line of the accessibility checklist."""

    slug: str
    label: str
    easy: str
    group: str
    kind: Kind
    checklist: bool
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something a learner may want to be able to do, in one of the four Preparing for Adulthood areas."""

    slug: str
    label: str
    easy: str
    area: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code of an official list. `usually` suggests needs (slugs); `valid_to` is its last day, if it has ended."""

    code: str
    label: str
    usually: tuple[str, ...]
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words, read-only, each mapping in the order of the file. `groups` and `areas` give slug -> label."""

    groups: Mapping[str, str]
    areas: Mapping[str, str]
    terms: Mapping[str, Term]
    outcomes: Mapping[str, Outcome]
    sen2: Mapping[str, Code]
    lldd: Mapping[str, Code]


@cache
def load() -> Vocabulary:
    """The vocabulary that comes with this package, read once. Raises ValueError as `parse` does."""
    return parse(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Vocabulary:
    """The vocabulary written in `text` (TOML). Raises one ValueError with every fault on a line of its own."""
    data: Mapping[str, object] = tomllib.loads(text)
    faults = [f"{name}: there is no such table" for name in data if name not in _TABLES]
    rows = {name: _rows(name, data.get(name), faults) for name in _TABLES}

    groups = _by("slug", rows["group"], lambda r: r.text("label"))
    areas = _by("slug", rows["area"], lambda r: r.text("label"))
    terms = _by("slug", rows["term"], lambda r: _term(r, groups))
    outcomes = _by("slug", rows["outcome"], lambda r: Outcome(*r.said(), r.one_of("area", areas)))
    sen2 = _by("code", rows["sen2"], lambda r: _code(r, terms))
    lldd = _by("code", rows["lldd"], lambda r: _code(r, terms))
    if faults:
        raise ValueError("\n".join(dict.fromkeys(faults)))  # a slug is read as key and as value: tell once
    return Vocabulary(groups, areas, terms, outcomes, sen2, lldd)


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of the file. Reading a field that is wrong adds to `faults` and gives an empty value."""

    where: str
    values: Mapping[str, object]
    faults: list[str]

    def fault(self, sentence: str) -> None:
        self.faults.append(f"{self.where}: {sentence}")

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(f"{key} must be text and not empty")
        return ""

    def said(self) -> tuple[str, str, str]:
        return self.text("slug"), self.text("label"), self.text("easy")

    def one_of(self, key: str, known: Collection[str]) -> str:
        value = self.text(key)
        if value and value not in known:
            self.fault(f"{key} '{value}' is not known")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} must be true or false")
        return value is True

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None or type(value) is date:  # a datetime is a date too, but not a day
            return value
        self.fault(f"{key} must be a day, such as 2025-07-31")
        return None

    def slugs(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        values = self.values.get(key)
        if not isinstance(values, list):
            self.fault(f"{key} must be a list of slugs")
            return ()
        for value in dict.fromkeys(str(v) for v in values):
            if value not in known:
                self.fault(f"{key} '{value}' is not known")
            if values.count(value) > 1:
                self.fault(f"{key} names '{value}' twice")
        return tuple(str(v) for v in values)


def _rows(table: str, entries: object, faults: list[str]) -> list[_Row]:
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        faults.append(f"{table}: must be there, written as [[{table}]]")
        return []
    rows = [_Row(f"{table} {e.get('slug', e.get('code', n))}", e, faults) for n, e in enumerate(entries, start=1)]
    for row in rows:
        for key in sorted(row.values.keys() - _TABLES[table]):
            row.fault(f"{key} has no meaning here")
    return rows


def _by(key: str, rows: Iterable[_Row], make: Callable[[_Row], _T]) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for row in rows:
        name = row.text(key)
        if name and key == "slug" and not _SLUG.fullmatch(name):
            row.fault("slug must be lower-case words joined by hyphens")
        if name and name in found:
            row.fault("is there more than once")
        found[name] = make(row)
    return MappingProxyType(found)


def _term(row: _Row, groups: Collection[str]) -> Term:
    group, named = row.one_of("group", groups), row.one_of("kind", list(Kind))
    kind = Kind(named) if named in list(Kind) else Kind.SUPPORT  # any will do: the fault stops the load
    return Term(*row.said(), group, kind, row.flag("checklist"), row.text("source"))


def _code(row: _Row, terms: Collection[str]) -> Code:
    return Code(row.text("code"), row.text("label"), row.slugs("usually", terms), row.day("valid_to"))
