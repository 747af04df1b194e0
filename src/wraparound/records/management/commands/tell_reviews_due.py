"""Tells administrators that it is time to look at who reaches how many learners."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import ngettext

from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_system
from wraparound.records.policy_reviews import EVERY


class Command(BaseCommand):
    """`manage.py tell_reviews_due`, once a day."""

    help = "Tells the administrators of organisations whose last access review is 90 days ago; once in 14 days."

    def handle(self, *args: Any, **options: Any) -> None:
        """In the role that sees no row."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select app.tell_reviews_due(%s, %s)", [EVERY.days, clock.now()])
            (told,) = cursor.fetchone()
        said = ngettext("%(n)d administrator was told.", "%(n)d administrators were told.", told) % {"n": told}
        self.stdout.write(said)
