"""`manage.py check_chains`: whether every audit chain verifies, and is what it was at the last anchor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from wraparound.core import anchors
from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """Says which chains do not verify, and where, and whether anchors differ; then ends with 1."""

    help = "Verify the audit chains, and compare them with the anchors in the folder ANCHORS."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--every-anchor", action="store_true", help="compare with all anchors, not the last alone")

    def handle(self, *_: Any, **options: Any) -> None:
        """Runs the check."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select subject, seq from app.broken_chains() order by subject")
            broken = cursor.fetchall()
        for subject, seq in broken:
            self.stderr.write(f"The chain of {subject} does not verify from event {seq} on.")
        said = self._anchors(every=options["every_anchor"])
        if broken:
            raise CommandError(f"{len(broken)} chains do not verify.")
        self.stdout.write(f"Every chain verifies. {said}")

    def _anchors(self, *, every: bool) -> str:
        """What there is to say of the anchors."""
        if not settings.ANCHORS and anchors.are_noted():
            raise CommandError("There are anchors, but ANCHORS does not say where: see docs/operations.md.")
        if not settings.ANCHORS:
            return "There are no anchors to compare with: see ANCHORS in docs/operations.md."
        try:
            count = anchors.check(Path(settings.ANCHORS), every=every)
        except anchors.AnchorsWrong as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(f"The anchors cannot be read: {fault.strerror}.") from fault
        return f"They are what the last of {count} anchors says." if count else "There is no anchor yet."
