"""`manage.py forget_exports`: takes away the files of everything about a learner that were kept long enough."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wraparound.core.database.scope import Role, acting, as_system
from wraparound.records import actions


class Command(BaseCommand):
    """Once a night. From the moment that a file is over nobody can read it; this takes it out of the database."""

    help = "Take away the files of everything about a learner that were kept long enough."

    def handle(self, *_: Any, **__: Any) -> None:
        """In the role of nightly checks, which sees no row."""
        with acting(as_system(Role.UPKEEP)):
            gone = actions.forget_exports(by=None)
        self.stdout.write(f"{gone} files were taken away.")
