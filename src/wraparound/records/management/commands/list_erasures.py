"""Writes what was erased, one line each, to be kept beside the backups."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wraparound.records import again


class Command(BaseCommand):
    """`manage.py list_erasures --database owner > erasures.jsonl`, after each backup."""

    help = "Writes what was erased: ids and dates, no name. Keep it beside the backups."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which connection."""
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """To standard output."""
        for line in again.erased(options["database"]):
            self.stdout.write(line)
