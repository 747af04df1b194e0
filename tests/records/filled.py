"""Rows about a learner in every table that can hold some, also in tables that nobody has made yet: by the catalogue."""

from __future__ import annotations

import json
import uuid
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from tests import mighty
from wraparound.core import clock
from wraparound.core.database.protection import protections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

PICTURE = b"\xff\xd8\xff a photo of nothing"
LEARNERS, PEOPLE = "learners_learner", "accounts_person"


def about_a_learner() -> Iterator[type[models.Model]]:
    """Each model whose rows are about a learner, but for learners themselves."""
    said = dict(protections())
    for model in apps.get_models(include_auto_created=True):
        protection = said.get(model._meta.db_table)
        if protection is not None and protection.about_a_learner and model._meta.db_table != LEARNERS:
            yield model


def fill(learner: Learner, person: Person, rows: int) -> None:
    """So many rows in each of them, with whatever fits the columns; what they point to may not be there."""
    with mighty.taken() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")  # no trigger, no foreign key
        for model in about_a_learner():
            table = model._meta.db_table
            cursor.execute(
                "select conname from pg_constraint where contype = 'c' and conrelid = %s::regclass", [f"app.{table}"]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'alter table app.{table} drop constraint "{name}"')
            for number in range(rows):
                _add(cursor, model, learner, person, number)
        cursor.execute("set local session_replication_role = origin")


def counted(learner: Learner) -> dict[str, int]:
    """How many rows each table holds about a learner, by the catalogue's foreign keys; told by somebody whom no policy
    binds. Of notices, which point to no learner, those of Sam's own person.
    """
    found: dict[str, int] = {}
    with mighty.taken() as cursor:
        cursor.execute("select tab, array_agg(col) from app.columns_of_learners() group by tab")
        columns = dict(cursor.fetchall()) | {LEARNERS: ["id"], "learners_merge": ["kept_id", "merged_id"]}
        for table, names in columns.items():
            where = " or ".join(f'"{name}" = {learner.pk}' for name in names)
            cursor.execute(f"select count(*) from app.{table} where {where}")
            found[table] = cursor.fetchone()[0]
        cursor.execute("select count(*) from app.notices_notice where person_id = %s", [learner.person_id])
        found["notices_notice"] = cursor.fetchone()[0]
        cursor.execute("select count(*) from app.core_auditevent where subject = %s", [learner.public_id])
        found["core_auditevent"] = cursor.fetchone()[0]
    return found


def _add(cursor: Any, model: type[models.Model], learner: Learner, person: Person, number: int) -> None:
    values = {f.column: _value(f, learner, person, number) for f in model._meta.concrete_fields}
    if model._meta.label == "notices.Notice":
        values["key"] = learner.pk * 16 + number
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("%s" for _ in values)
    cursor.execute(f"insert into app.{model._meta.db_table} ({names}) values ({marks})", list(values.values()))


def _value(field: Any, learner: Learner, person: Person, number: int) -> Any:
    if field.related_model is not None:
        table = field.related_model._meta.db_table
        if table in (LEARNERS, PEOPLE):
            return learner.pk if table == LEARNERS else person.pk
        return uuid.uuid4() if field.target_field.get_internal_type() == "UUIDField" else number + 10**12
    if field.name in ("category", "withheld"):
        return number
    if field.choices:
        return field.flatchoices[-1][0]
    match field.get_internal_type():
        case "UUIDField":
            return uuid.uuid4()
        case "BooleanField":
            return True
        case "BinaryField":
            return PICTURE
        case "DateTimeField":
            days = timedelta(days=1 + number)
            return clock.now() + (days if field.name == "until" else -days)
        case "DateField":
            return date(2026, 1, 1 + number)
        case "TimeField":
            return time(9, number)
        case "JSONField":
            return json.dumps({"said": f"{learner.name} {field.name} {number}"})
        case "ArrayField":
            return []
        case "CharField" | "TextField" | "EmailField" | "SlugField":
            said = f"{learner.name}-{number}-{uuid.uuid4().hex}"
            return said[: field.max_length] if field.max_length else said
        case "DateTimeRangeField" | "DateRangeField" | "IntegerRangeField" | "BigIntegerRangeField":
            return None
        case _:
            return number + 1
