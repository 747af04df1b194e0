"""`manage.py check_access`: whether what is open is what is due, for every learner."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """Compares the whole table of access with grants, circles and memberships; ends with 1 on any difference."""

    help = "Compare what is open with what is due."

    def handle(self, *_: Any, **__: Any) -> None:
        """Runs the check."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select missing, extra from app.access_errors()")
            missing, extra = cursor.fetchone()
        if missing or extra:
            raise CommandError(f"{missing} rows are missing and {extra} are too many.")
        self.stdout.write("What is open is what is due: 0 missing, 0 extra.")
