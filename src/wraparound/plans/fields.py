"""The fields of a plan that people change: how a value is written in the log and read back, and who may not see it.

A form carries the mark of the value that it showed. Whoever saves a field that somebody else changed in the meantime
sees both; fields that only one of them changed go in side by side.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

LINE = (
    "title",
    "details",
    "organisation",
    "lead",
    "deputy",
    "offering",
    "remedy",
    "site",
    "place",
    "starts",
    "ends",
    "sessions",
    "minutes",
    "outcomes",
    "after",
    "source_words",
)  # kind and source stay as they were made; the state has actions of its own
OUTCOME = ("area", "words", "why", "how_we_know", "term")
PAYMENT = ("funder", "payer", "pence", "each", "vat", "details")
SECTION = ("words", "dated")
POINTS = frozenset({"organisation", "lead", "deputy", "offering", "remedy", "site", "payer"})
DATES = frozenset({"starts", "ends", "dated", "on"})


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed: what stood there when one began, what the other saved, what the one wants."""

    field: str
    theirs: Any
    mine: Any


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO text, rows as their keys, ids as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "pk"):
        return plain(value.pk)
    return value


def value_of(row: Model, field: str) -> Any:
    """What stands in a field now, as JSON has it."""
    return plain(getattr(row, f"{field}_id" if field in POINTS else field))


def mark(value: Any) -> str:
    """A short mark of a value, for a form to carry: 16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(plain(value), sort_keys=True).encode()).hexdigest()[:16]


def marks(row: Model, names: tuple[str, ...]) -> dict[str, str]:
    """The marks of what a form shows of a row."""
    return {name: mark(value_of(row, name)) for name in names}


def put(row: Model, field: str, value: Any) -> None:
    """Sets a field from a value, its key, or what the log has."""
    if field in DATES and isinstance(value, str):
        value = date.fromisoformat(value)
    if field in POINTS and not hasattr(value, "pk"):
        setattr(row, f"{field}_id", value)
    else:
        setattr(row, field, value)


def clashes(row: Model, wanted: Mapping[str, Any], seen: Mapping[str, str]) -> list[Clash]:
    """The fields that somebody else changed since they were seen, and that would now be changed to something else.

    A field without a mark is taken as it is wanted.
    """
    found = []
    for field, mine in wanted.items():
        now = value_of(row, field)
        if field in seen and mark(now) != seen[field] and now != plain(mine):
            found.append(Clash(field, now, plain(mine)))
    return found
