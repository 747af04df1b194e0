"""Somebody whom no policy binds, on the site's own connection: sees and adds rows within the transaction of a test."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.apps import apps
from django.db import connection, transaction

from wraparound.core.database import scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

NAME = "tests_mighty"


@contextmanager
def there(server: Server, database: str = "site") -> Iterator[psycopg.Connection[Any]]:
    """Inside, the role is there and the site's login may take it. The connection of a superuser, beside the site's."""
    with psycopg.connect(**server.connection(database), autocommit=True) as raw:
        raw.execute(f"create role {NAME} superuser")
        raw.execute(f"grant {NAME}, app_functions, app_owner to app_login")
        try:
            yield raw
        finally:
            raw.execute("revoke app_functions, app_owner from app_login")
            raw.execute(f"drop role {NAME}")


@contextmanager
def taken() -> Iterator[Any]:
    """A cursor that no policy binds, in the transaction that is open; whoever acts acts again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {NAME}")
        yield cursor
        scope.tell(connection, scope.current())


def tables_about_a_learner() -> list[str]:
    """Each table whose protection says so, in the order of the ladder."""
    from wraparound.core.database import protection

    return [table for table, said in protection.protections() if said is not None and said.about_a_learner]


def print_of_learners() -> dict[str, tuple[int, int]]:
    """How many rows each table about a learner has, and a sum over all that stands in them."""
    with taken() as cursor:
        found = {}
        for table in tables_about_a_learner():
            cursor.execute(f'select count(*), coalesce(sum(hashtext(t::text)::bigint), 0)::bigint from app."{table}" t')
            found[table] = cursor.fetchone()
    return found


@contextmanager
def function_of_sharing(right: str, wrong: str) -> Iterator[None]:
    """Inside, the functions of access say something wrong: in the transaction of the test, and in no other."""
    text = Path(apps.get_app_config("sharing").path, "sql", "functions_access.sql").read_text()
    assert right in text
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set local role {NAME}")
            cursor.execute(text.replace(right, wrong))
        scope.tell(connection, scope.current())
        yield
        transaction.set_rollback(True)
