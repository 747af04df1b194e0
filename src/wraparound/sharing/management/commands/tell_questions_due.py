"""Tells learners that a question waits which they wanted to be asked again today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import ngettext

from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """`manage.py tell_questions_due`, once a day."""

    help = "Tells who put a question about sharing off that its day has come; once for each question."

    def handle(self, *args: Any, **options: Any) -> None:
        """In the role that sees no row."""
        with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
            cursor.execute("select app.tell_questions_due(%s, %s)", [clock.today(), clock.now()])
            (told,) = cursor.fetchone()
        self.stdout.write(ngettext("%(n)d person was told.", "%(n)d people were told.", told) % {"n": told})
