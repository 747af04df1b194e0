"""`manage.py check_chains`: whether every audit chain verifies."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """Says which chains do not verify, and where; then ends with 1."""

    help = "Verify the audit chains."

    def handle(self, *_: Any, **__: Any) -> None:
        """Runs the check."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select subject, seq from app.broken_chains() order by subject")
            broken = cursor.fetchall()
        for subject, seq in broken:
            self.stderr.write(f"The chain of {subject} does not verify from event {seq} on.")
        if broken:
            raise CommandError(f"{len(broken)} chains do not verify.")
        self.stdout.write("Every chain verifies.")
