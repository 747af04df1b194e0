"""Once a day: learners are told what was kept back until today, leads that a decision ends, others what was missed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """`manage.py tell_of_bases`, once a day or more often: each thing is said once."""

    help = "Tells learners what was kept back until now, and whoever leads that decisions end in 28 or 7 days."

    def handle(self, *args: Any, **options: Any) -> None:
        """One statement: the role that asks sees no row."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select told, ahead, missed from app.upkeep_of_bases()")
            told, ahead, missed = cursor.fetchone()
        self.stdout.write(f"Told later: {told}. Decisions that end: {ahead}. Reviews that nobody did: {missed}.")
