"""The vocabulary's file as it lies in the planner: read as data. The site imports nothing of the planner's code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wraparound.vocabulary.kinds import CodeList, Kind

if TYPE_CHECKING:
    from datetime import date

FILE = "vocabulary.toml"
SYMBOLS = Path(__file__).with_name("symbols.toml")


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading: a group of needs or an area of outcomes."""

    of: str
    slug: str
    label: str
    position: int


@dataclass(frozen=True, slots=True)
class TermRow:
    """A word, with the key (of, slug) of its heading."""

    slug: str
    kind: str
    heading: tuple[str, str]
    label: str
    easy: str
    symbol: str
    checklist: bool
    source: str
    position: int


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code of an official list with the needs that people with it often have."""

    of: str
    code: str
    label: str
    usually: list[str]
    valid_to: date | None
    position: int


@dataclass(frozen=True, slots=True)
class Source:
    """All that the file says."""

    headings: list[HeadingRow]
    terms: list[TermRow]
    codes: list[CodeRow]


def path() -> Path:
    """Where the file is: beside the planner's code, found without importing it."""
    spec = find_spec("planner")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{FILE} comes with the planner, which is not installed")
    return Path(spec.origin).with_name(FILE)


def read(text: str) -> Source:
    """What the file says. Raises ValueError with the first thing that cannot be right; the planner checks the rest."""
    data = tomllib.loads(text)
    symbols = tomllib.loads(SYMBOLS.read_text(encoding="utf-8"))
    try:
        headings = [
            HeadingRow(of, h["slug"], h["label"], n)
            for of, table in (("need", "group"), ("outcome", "area"))
            for n, h in enumerate(data[table])
        ]
        terms = [_need(n, t, symbols) for n, t in enumerate(data["term"])]
        terms += [_outcome(n, t, symbols) for n, t in enumerate(data["outcome"], start=len(terms))]
        codes = [_code(name, n, c) for name in CodeList for n, c in enumerate(data[name.value])]
    except KeyError as error:
        raise ValueError(f"the vocabulary lacks {error}") from error
    _refuse_doubles([t.slug for t in terms])
    known = {(h.of, h.slug) for h in headings}
    for term in terms:
        if term.heading not in known:
            raise ValueError(f"{term.slug}: there is no heading {term.heading[1]}")
    return Source(headings, terms, codes)


def _need(position: int, said: dict[str, Any], symbols: dict[str, dict[str, str]]) -> TermRow:
    symbol = symbols["term"].get(said["slug"]) or symbols["group"].get(said["group"], "")
    return TermRow(
        said["slug"],
        Kind(said["kind"]).value,
        ("need", said["group"]),
        said["label"],
        said["easy"],
        symbol,
        bool(said.get("checklist", False)),
        said["source"],
        position,
    )


def _outcome(position: int, said: dict[str, Any], symbols: dict[str, dict[str, str]]) -> TermRow:
    symbol = symbols["term"].get(said["slug"]) or symbols["area"].get(said["area"], "")
    heading = ("outcome", said["area"])
    return TermRow(said["slug"], Kind.OUTCOME.value, heading, said["label"], said["easy"], symbol, False, "", position)


def _code(name: str, position: int, said: dict[str, Any]) -> CodeRow:
    return CodeRow(name, said["code"], said["label"], list(said["usually"]), said.get("valid_to"), position)


def _refuse_doubles(slugs: list[str]) -> None:
    doubled = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if doubled:
        raise ValueError(f"more than once in the vocabulary: {', '.join(doubled)}")
