"""`manage.py tell_ages`, once a day: warns learners and leads of birthdays that change who decides."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wraparound.core.database.scope import Role, acting, as_system
from wraparound.sharing import actions


class Command(BaseCommand):
    """Each warning once, however often it runs; one that was missed is said by the next run."""

    help = "Warn of the 16th, 18th and 25th birthday: 90, 30 and 7 days ahead and on the day."

    def handle(self, *_: Any, **__: Any) -> None:
        """Runs it."""
        with acting(as_system(Role.UPKEEP)):
            told = actions.tell_of_ages()
        self.stdout.write(f"{told} warnings of birthdays were given.")
