"""What is held about a learner, in plain words and in groups: for the page of the site and the file to take away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words, moment
from wraparound.records import wording
from wraparound.records.queries.held import BY_NUMBER, Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.records.queries.held import Column, Held

Beside: TypeAlias = "Mapping[tuple[str, str], str]"  # what the learner said of a row, by table and key

SAFE = 2**53  # larger numbers are keys
FIRST = ("title", "topic", "need", "outcome", "what", "name", "words", "instead", "value", "purpose", "place")
WHEN = ("at", "made", "since", "on", "dated")
PROSE = frozenset({"words", "instead", "title", "name", "place", "purpose", "reason", "details", "because"})
KEYS = {"id", "public_id", "learner", "number", "seq", "subject", "key", "row", "merged_into", "share", "answer_to"}
FOR_THE_SITE = {"version", "seal", "hash", "sha256", "size", "count", "attempts", "order", "upto", "location"}
SAID_ELSEWHERE = {"address", "category", "is_active", "beside", "voice", "shows_withheld", "mailed", "seen"}
UNSEEN = frozenset(KEYS | FOR_THE_SITE | SAID_ELSEWHERE)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, by its place in the file to take away."""

    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row in words. `ref` names it in an address; `beside` is what the learner said of it."""

    ref: str
    title: str
    facts: list[tuple[str, str]]
    pictures: list[str]
    beside: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group: its name, and what is in it by title."""

    slug: str
    title: str
    symbol: str
    tables: list[tuple[str, list[Shown]]]

    @property
    def rows(self) -> list[Shown]:
        """All of them."""
        return [row for _title, rows in self.tables for row in rows]


def parts(held: Iterable[Held], beside: Beside) -> list[Part]:
    """What is held, grouped as a learner thinks of it, the newest first; groups that hold nothing are left out."""
    found: dict[str, dict[str, list[Shown]]] = {slug: {} for slug in wording.GROUPS}
    for table in held:
        for row in sorted(table.rows, key=_when, reverse=True):
            found[table.group_of(row)].setdefault(table.title, []).append(_shown(table, row, beside))
    return [
        Part(slug, str(wording.GROUPS[slug]), wording.SYMBOLS[slug], list(tables.items()))
        for slug, tables in found.items()
        if tables
    ]


def _shown(table: Held, row: Mapping[str, Any], beside: Beside) -> Shown:
    facts, pictures = [], []
    for column in sorted(table.columns, key=_place):
        value = row[column.name]
        if isinstance(value, Picture):
            pictures.append(value.path)
        elif _is_shown(table, column) and (words := _words(value, column)):
            facts.append((column.label, words))
    key = table.key_of(row)
    return Shown(f"{table.table}:{key}", table.title, facts, pictures, beside.get((table.table, key), ""))


def _when(row: Mapping[str, Any]) -> str:
    """When it was written, as far as it says so."""
    return next((str(row[name]) for name in WHEN if row.get(name)), "")


def _place(column: Column) -> int:
    """What matters most stands first."""
    return FIRST.index(column.name) if column.name in FIRST else len(FIRST)


def _is_shown(table: Held, column: Column) -> bool:
    """What is for people; whose sign-in it is needs no saying."""
    is_me = column.name == "person" and table.group == wording.ACCOUNT
    return not (column.is_binary or column.name in UNSEEN or is_me)


def _words(value: Any, column: Column) -> str:
    """A value in words for people; "" where there is none, or where it is only a key."""
    if value is None or value is False or value in ("", [], {}) or isinstance(value, UUID):
        return ""
    if column.name in ("category", "categories"):
        numbers = value if isinstance(value, list) else [value]
        return ", ".join(str(wording.GROUPS[BY_NUMBER[n]]) for n in numbers if n in BY_NUMBER)
    if value is True:
        return _("yes")
    if isinstance(value, Named):
        return value.name or _("somebody")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(one, column) for one in value)))
    if isinstance(value, dict):
        said = ((wording.of_detail(key), _words(one, column)) for key, one in value.items())
        return "; ".join(f"{name}: {words}" for name, words in said if words)
    if isinstance(value, int) and abs(value) >= SAFE:
        return ""
    return _said(str(value), column)


def _said(value: str, column: Column) -> str:
    """A text as it stands; a word of the code as what it means, or at least without its hyphens; a key not at all."""
    if value in column.meanings:
        return column.meanings[value]
    if KEY.fullmatch(value):
        return ""
    if column.name not in PROSE and value in wording.GROUPS:
        return str(wording.GROUPS[value])
    return value.replace("-", " ") if SLUG.fullmatch(value) and column.name not in PROSE - {"details"} else value
