"""The functions and triggers of the database: each app's `sql/*.sql`, from the bottom of the ladder to the top."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from wraparound.core.database.prepare import FUNCTIONS, OWNER


def files(kind: str) -> list[Path]:
    """The files in the order in which they are run; what is run later may replace what came before."""
    return [file for app in apps.get_app_configs() for file in sorted(Path(app.path, "sql").glob(f"{kind}*.sql"))]


def apply(cursor: Any) -> None:
    """Runs them all, in one transaction. Each can be run again: it says `or replace` or `if exists`.

    Functions belong to a role of their own, which sees only the tables that say so; triggers belong to the tables.
    """
    with transaction.atomic(using=cursor.db.alias):
        cursor.execute(f"set local role {FUNCTIONS}")
        for file in files("functions"):
            cursor.execute(file.read_text())
        cursor.execute(f"set local role {OWNER}")
        for file in files("triggers"):
            cursor.execute(file.read_text())
