"""Rows that somebody cannot see, in every table about a learner: made from the models, so that new tables are in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from tests import mighty, people
from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.sharing import queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.matrix import World
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

EXCEPT = {  # tables of which no row is made here, and why
    "sharing_access": "follows from the others, and is asked by functions only",
}


def _another_person() -> int:
    return int(people.person("Hidden").pk)


def _another_organisation() -> int:
    return int(people.organisation("Hidden").pk)


HINTS: dict[str, dict[str, Any]] = {  # where a row has to say more than its fields do; what is called, when it is made
    "accounts_oidcconnection": {"issuer": "https://example.org"},
    "accounts_organisation": {"ukprn": ""},
    "passport_wish": {"service": "travel-training"},
    "plans_proposalanswer": {"because": "too-far"},
    "plans_attendee": {"name": "Somebody"},
    "sharing_accessrequest": {"organisation_id": _another_organisation, "asked_by_id": _another_person},
    "sharing_laterquestion": {"on": lambda: clock.today() + timedelta(days=9)},
    "sharing_bestinterestsdecision": {"review_on": lambda: clock.today() + timedelta(days=30)},
    "sharing_freeze": {"by_learner": True, "person_id": _another_person},
    "sharing_disagreement": {"hears_id": _another_person, "about": "plan"},
    "sharing_disagreementstep": {"kind": "tried"},
    "sharing_wishanswer": {"kind": "law"},
    "sharing_sharewish": {"to_organisation_id": _another_organisation},
}
BASES = 4  # rows of a table that are tried as patterns


@dataclass
class Added:
    """The rows that were made, as (table, key); and the tables of which none could be made, with the reason."""

    rows: list[tuple[str, Any]] = field(default_factory=list)
    visible: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)


def models_about_a_learner() -> list[type[models.Model]]:
    """From the bottom of the ladder to the top."""
    known = set(mighty.tables_about_a_learner()) - EXCEPT.keys()
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.db_table in known]


def added(world: World, actor: str, about: Iterable[Learner]) -> Added:
    """Rows that an actor does not see, in every category that is closed to them; the rest is not kept."""
    found, who = Added(), world.actors[actor]
    assert who is not None
    for learner in about:
        closed = [c.number for c in Category if c not in _open(who, learner)]
        for model in models_about_a_learner():
            before = len(found.rows)
            for said in _categories(model, closed):
                why = _add(model, learner, world, who, said, found)
                if len(found.rows) == before and why:
                    found.missing[model._meta.db_table] = why
            if len(found.rows) > before:
                found.missing.pop(model._meta.db_table, None)
    for table in found.visible:
        found.missing.pop(table, None)  # a row could be made, and they see it: it is no secret from them
    for table, _ in found.rows:
        found.missing.pop(table, None)
    return found


def _open(who: Person, learner: Learner) -> frozenset[Category]:
    with acting(as_person(who.pk)):
        return queries.open_categories(who, learner)


def _categories(model: type[models.Model], closed: list[int]) -> list[int | None]:
    names = {f.name for f in model._meta.concrete_fields}
    return list(closed) if "category" in names and "learner" in names else [None]


def _add(
    model: type[models.Model], learner: Learner, world: World, who: Person, category: int | None, found: Added
) -> str:
    """Adds a row, and keeps it if it is hidden; else the reason why there is none."""
    why = ""
    with acting(as_person(world.learner.person_id or 0)):
        for pattern in [*_patterns(model, world), None]:
            try:
                with transaction.atomic():
                    made = _made(model, pattern, learner, category)
                    if not _hidden(made, who):
                        found.visible.add(model._meta.db_table)
                        raise _SeenError
            except _SeenError:
                continue
            except (DatabaseError, TypeError, ValueError, ValidationError) as fault:
                why = f"{type(fault).__name__}: {str(fault).splitlines()[0]}"
            else:
                found.rows.append((model._meta.db_table, made.pk))
                return ""
    return why


class _SeenError(Exception):
    """The row is no secret, or it opened something."""


def _hidden(made: models.Model, who: Person) -> bool:
    model = type(made)
    with acting(as_person(who.pk)):
        try:
            with transaction.atomic():
                return not model._default_manager.filter(pk=made.pk).exists()
        except DatabaseError:
            return True  # nobody reads this table


def _patterns(model: type[models.Model], world: World) -> Iterator[models.Model]:
    """Some rows of the table about the learner of the world; of any learner, where they are not named."""
    of = {"learner": world.learner} if any(f.name == "learner" for f in model._meta.concrete_fields) else {}
    with mighty.taken():
        yield from list(model._default_manager.filter(**of)[:BASES])


def _made(model: type[models.Model], pattern: models.Model | None, learner: Learner, category: int | None) -> Any:
    """A new row like another, or from what its fields say. What has to be its own is."""
    said = _like(pattern) if pattern is not None else _from_fields(model, learner)
    names = {f.name for f in model._meta.concrete_fields}
    if "learner" in names:
        said["learner_id"] = learner.pk
    if category is not None:
        said["category"] = category
    for one in _unique(model):
        said[one.attname] = _another(one, said.get(one.attname), learner)
    if pattern is None:
        hints = HINTS.get(model._meta.db_table, {})
        said |= {name: value() if callable(value) else value for name, value in hints.items()}
    row = model(**said)
    with mighty.taken() as cursor:
        cursor.execute("set local session_replication_role = replica")  # a row, and nothing that follows from it
        row.save(force_insert=True)
        cursor.execute("set local session_replication_role = origin")
    return row


def _like(pattern: models.Model) -> dict[str, Any]:
    return {f.attname: getattr(pattern, f.attname) for f in pattern._meta.concrete_fields if not f.generated}


def _from_fields(model: type[models.Model], learner: Learner) -> dict[str, Any]:
    own = [f for f in model._meta.concrete_fields if not f.generated and not f.primary_key]
    return {f.attname: _value(f, learner) for f in own}


def _unique(model: type[models.Model]) -> list[Any]:
    """The key, and what may not stand there twice."""
    found = [f for f in model._meta.concrete_fields if f.unique]
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint):
            found += [f for f in map(model._meta.get_field, rule.fields) if _is_free(f)][-1:]
    return found


def _is_free(field: Any) -> bool:
    """Whether any value of its kind may stand there."""
    return not (
        field.is_relation or field.choices or field.name == "category" or isinstance(field, models.BooleanField)
    )


def _another(field: Any, was: Any, learner: Learner) -> Any:
    """Another value of the same kind."""
    if field.is_relation:
        if field.null:
            return None
        with mighty.taken():
            parent = field.related_model._default_manager.filter(pk=was).first()
        about = learner if hasattr(parent, "learner_id") else None
        made = _made(field.related_model, parent, about or learner, getattr(parent, "category", None))
        return made.pk
    if hasattr(field, "base_field"):
        return [_another(field.base_field, None, learner)]
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BigIntegerField):
        return ids.new_number()
    if isinstance(field, models.IntegerField):
        return (was or 0) + 1_000 + ids.new_number() % 1_000
    if isinstance(field, models.DateTimeField | models.DateField):
        return (was or _value(field, learner)) + timedelta(days=ids.new_number() % 300)
    if isinstance(field, models.BinaryField):
        return uuid.uuid4().bytes
    return (uuid.uuid4().hex * 3)[: min(field.max_length or 40, 90)]


def _value(field: Any, learner: Learner) -> Any:
    """A value that a field allows."""
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    if field.is_relation:
        about = {"learner": learner} if any(f.name == "learner" for f in field.related_model._meta.fields) else {}
        with mighty.taken():
            found = field.related_model._default_manager.filter(**about).values_list("pk", flat=True).first()
        return found or _made(field.related_model, None, learner, None).pk
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return field.choices[0][0]
    if hasattr(field, "base_field"):
        return [_value(field.base_field, learner)]
    kinds: list[tuple[Any, Any]] = [
        (models.DateTimeField, clock.now() + timedelta(days=1)),
        (models.DateField, clock.today() + timedelta(days=1)),
        (models.BooleanField, False),
        (models.UUIDField, uuid.uuid4()),
        (models.IntegerField, 1),
        (models.BinaryField, b"hidden"),
        (models.JSONField, {}),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), "hidden row"[: field.max_length or 40])


def fill_the_rest(world: World, *, also_about_learners: bool = True) -> dict[str, str]:
    """A row in each table that has none yet; the tables where none could be made, and why."""
    failed: dict[str, str] = {}
    passed_over = {*EXCEPT} if also_about_learners else {*EXCEPT, *mighty.tables_about_a_learner()}
    with acting(as_person(world.learner.person_id or 0)):
        for model in apps.get_models(include_auto_created=True):
            with mighty.taken():
                is_empty = model._meta.managed and not model._default_manager.exists()
            if is_empty and model._meta.db_table not in passed_over:
                try:
                    with transaction.atomic():
                        _made(model, None, world.learner, None)
                except (DatabaseError, TypeError, ValueError, ValidationError) as fault:
                    failed[model._meta.db_table] = str(fault).splitlines()[0]
    return failed


def different(rows: list[Any], most: int) -> list[Any]:
    """Some of these rows, each unlike the others in who it names, or in its category."""
    found: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        names = [
            f for f in row._meta.concrete_fields if f.is_relation or f.name in ("category", "permission", "answer")
        ]
        found.setdefault(tuple(str(getattr(row, f.attname)) for f in names), row)
    return list(found.values())[:: max(1, len(found) // most)][:most]


def to_insert(row: Any) -> dict[str, Any]:
    """The columns of a new row like this one, ready for a statement."""
    model, fresh = type(row), {f.attname for f in _unique(type(row)) if not f.is_relation}
    said = {}
    for one in model._meta.concrete_fields:
        if not one.generated:
            was = getattr(row, one.attname)
            value = _another(one, was, row) if one.attname in fresh else was
            said[one.column] = one.get_db_prep_save(value, connection)
    return said
