"""What was erased, as lines to keep beside the backups; and to erase it again where an older backup was restored.

For whoever runs the installation, on the connection of the owner: no login of the site can do this.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from wraparound.core.database.prepare import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = (
    "id",
    "learner_id",
    "category",
    "organisation_id",
    "because",
    "proposed_by_id",
    "proposed",
    "told_in_person",
    "not_before",
    "answer",
    "confirmed_by_id",
    "confirmed",
)


def erased(database: str) -> Iterator[str]:
    """One line for each erasure that was done: ids and dates, no name and no word."""
    with _as_functions(database) as cursor:
        names = ", ".join(f"'{name}', {name}" for name in COLUMNS)
        cursor.execute(f"select json_build_object({names})::text from app.records_erasure where done is not null")
        yield from sorted(line for (line,) in cursor.fetchall())


def erase_again(database: str, lines: Iterable[str]) -> tuple[int, int]:
    """Erases what the lines name and this database still has: how many, and how many were not needed."""
    done = not_needed = 0
    for line in lines:
        said = json.loads(line)
        with _as_functions(database) as cursor:
            if not _is_needed(cursor, said):
                not_needed += 1
                continue
            marks = ", ".join("%s" for _ in COLUMNS)
            as_it_was = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
            cursor.execute(
                f"insert into app.records_erasure ({', '.join(COLUMNS)}, counts) values ({marks}, '{{}}')"
                f" on conflict (id) do update set {as_it_was}, taken_back = null",
                [said[name] for name in COLUMNS],
            )
            cursor.execute("select app.erase(%s)", [said["id"]])
            done += 1
    return done, not_needed


def _is_needed(cursor: Any, said: dict[str, Any]) -> bool:
    """Whether the learner is there, and this was not done."""
    cursor.execute(
        "select exists (select from app.learners_learner where id = %s)"
        " and not exists (select from app.records_erasure where id = %s and done is not null)",
        [said["learner_id"], said["id"]],
    )
    return bool(cursor.fetchone()[0])


@contextmanager
def _as_functions(database: str) -> Iterator[Any]:
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute(f"set local role {FUNCTIONS}")
        yield cursor
        cursor.execute("set local role none")
