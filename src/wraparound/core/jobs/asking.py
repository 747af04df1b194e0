"""Asking for a job, in the transaction of the row that says what is wanted: both are there, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID


def ask(task: str, *, about: UUID) -> None:
    """The worker will do `task` about this row, for who acts. Asked again while it waits, it is done once."""
    with connection.cursor() as cursor:
        cursor.execute("select app.ask_for_job(%s, %s)", [task, about])
