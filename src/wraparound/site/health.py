"""Whether the site can work: the database answers, and has every column that the code asks for.

No role of the site may read which migrations ran, so the catalogue is asked instead, which everybody may read.
"""

from __future__ import annotations

from django.apps import apps
from django.db import Error, connection

from wraparound.core.database.scope import acting, as_visitor

COLUMNS = """
    select c.relname, a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(current_schemas(false)) and c.relkind in ('r', 'p', 'v', 'm')
        and a.attnum > 0 and not a.attisdropped
"""


def state() -> dict[str, str]:
    """`status` is "ok" where all is well; else `because` says what is not."""
    try:
        with acting(as_visitor()), connection.cursor() as cursor:
            cursor.execute(COLUMNS)
            there = set(cursor.fetchall())
    except Error:
        return {"status": "unwell", "because": "the database does not answer"}
    if not _asked_for() <= there:
        return {"status": "unwell", "because": "migrations are missing"}
    return {"status": "ok"}


def _asked_for() -> set[tuple[str, str]]:
    """Each column of each table of the models."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if field.column
    }
