"""Everything that is held about a learner, read as the viewer: row-level security decides what there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wraparound.accounts.queries import organisations
from wraparound.core.categories import Category
from wraparound.records import wording
from wraparound.records.selecting import PERSON, Table, tables
from wraparound.sharing import queries as sharing
from wraparound.sharing.queries.looks import names_in_my_chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

BY_NUMBER = {c.number: c.value for c in Category}
ORGANISATION = "accounts.Organisation"
PEOPLE_BY_NUMBER = {("core.AuditEvent", "actor")}  # columns that name a person and point nowhere


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an organisation that a row names: the key, and the name as far as the viewer may know it."""

    key: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A field that was read: its privacy word, what it is in plain words, and what its values mean."""

    name: str
    word: str
    label: str
    meanings: Mapping[str, str]
    is_binary: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: rows as values by field. `left_out`: the fields that are not there, and why."""

    table: str
    title: str
    key: str  # the name of the field that is the key
    is_about_learners: bool  # else of those who sign in, and of what they did
    group: str  # of rows that say no category of their own
    columns: tuple[Column, ...]
    left_out: Mapping[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def key_of(self, row: Mapping[str, Any]) -> str:
        """The key of a row, in words."""
        value = row[self.key]
        return str(value.key if isinstance(value, Named) else value)

    def group_of(self, row: Mapping[str, Any]) -> str:
        """Where a row stands: the slug of a category, or of one of the other groups of wording.py."""
        return BY_NUMBER.get(row.get("category", -1), self.group)


def everything(viewer: Person, about: Learner, *, only: str = "") -> Iterator[Held]:
    """Table by table, also those that hold nothing; `only` one of them."""
    chosen = [t for t in tables() if t.why_not is None and only in ("", t.label)]
    read = [(table, list(_read(table, viewer, about))) for table in chosen]
    people, places = _names(viewer, about, read)
    for table, rows in read:
        for row in rows:
            _name(table, row, people, places)
        yield _held(table, rows)


def left_out(viewer: Person) -> list[tuple[str, str, str]]:
    """The tables that are not in it for anybody: which, in words, and why."""
    return [(t.label, wording.title(t.model), str(t.why_not)) for t in tables() if t.why_not is not None]


def row(viewer: Person, about: Learner, table: str, key: str) -> dict[str, Any] | None:
    """One row about the learner that the viewer may read; None also where it is another learner's."""
    found = next((t for t in tables() if t.label == table and t.why_not is None), None)
    if found is None:
        return None
    return next((one for one in _read(found, viewer, about) if str(one[found.key]) == key), None)


def _read(table: Table, viewer: Person, about: Learner) -> Iterator[dict[str, Any]]:
    fields = table.fields
    found = table.model._default_manager.filter(table.rows(viewer, about)).order_by("pk")
    for values in found.values_list(*(f.attname for f in fields)).iterator():
        yield {f.name: value for f, value in zip(fields, values, strict=True)}


def _held(table: Table, rows: list[dict[str, Any]]) -> Held:
    columns = []
    for one in table.fields:
        binary = one.get_internal_type() == "BinaryField"
        columns.append(Column(one.name, table.word(one.name), wording.label(one), wording.meanings(one), binary))
    category = table.category
    group = category.value if category else wording.group(table.model)
    why = {name: str(words) for name, words in table.left_out.items()}
    title, about = wording.title(table.model), table.is_about_learners
    return Held(table.label, title, table.key, about, group, tuple(columns), why, rows)


def _pointing(table: Table, to: str) -> list[str]:
    by_number = [name for label, name in PEOPLE_BY_NUMBER if label == table.label and to == PERSON]
    return by_number + [f.name for f in table.fields if f.related_model and f.related_model._meta.label == to]


def _names(
    viewer: Person, about: Learner, read: Iterable[tuple[Table, list[dict[str, Any]]]]
) -> tuple[dict[int, str], dict[int, str]]:
    """The names of everybody and of every organisation that the rows name, as far as the viewer may know them."""
    asked: dict[str, set[int]] = {PERSON: set(), ORGANISATION: set()}
    for table, rows in read:
        for to, found in asked.items():
            found.update(row[name] for name in _pointing(table, to) for row in rows if row[name])
    people = names_in_my_chain(viewer, about, asked[PERSON]) | sharing.names(viewer, asked[PERSON])
    named = organisations(viewer).filter(pk__in=asked[ORGANISATION]).values_list("pk", "name")
    return people, dict(named)


def _name(table: Table, row: dict[str, Any], people: Mapping[int, str], places: Mapping[int, str]) -> None:
    for to, names in ((PERSON, people), (ORGANISATION, places)):
        for name in _pointing(table, to):
            if row[name]:
                row[name] = Named(row[name], names.get(row[name]))
