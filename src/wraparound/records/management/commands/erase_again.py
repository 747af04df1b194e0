"""After an older backup was restored: erases again what was erased since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wraparound.records import again


class Command(BaseCommand):
    """`manage.py erase_again erasures.jsonl --database owner`, right after a restore."""

    help = "Erases again what the file of list_erasures names and this database still has."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and which connection."""
        parser.add_argument("file")
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each in a transaction of its own; says how many."""
        lines = Path(options["file"]).read_text(encoding="utf-8").splitlines()
        done, not_needed = again.erase_again(options["database"], lines)
        self.stdout.write(f"{done} erased again, {not_needed} were erased already or are not here.")
