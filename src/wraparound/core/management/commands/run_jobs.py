"""`manage.py run_jobs`: the worker. It logs in as app_worker; DATABASE_URL says so for its process alone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from wraparound.core.database import lint
from wraparound.core.database.prepare import WORKER
from wraparound.core.jobs import lint as jobs_lint
from wraparound.core.jobs import working


class Command(BaseCommand):
    """Works until it is ended. It can be ended at any moment, and more than one can run."""

    help = "Do what takes longer than a page may, such as planning for many learners at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many at once, and how soon another worker counts as dead."""
        parser.add_argument("--at-once", type=int, default=working.AT_ONCE, help="jobs at once")
        parser.add_argument("--heartbeat", type=float, default=working.HEARTBEAT, help="seconds between signs of life")
        parser.add_argument("--silent", type=float, default=working.SILENT, help="seconds until one counts as dead")
        parser.add_argument("--once", action="store_true", help="end when nothing waits")

    def handle(self, *_: Any, **said: Any) -> None:
        """Looks at the database as the site does before it starts, then works."""
        with connection.cursor() as cursor:
            cursor.execute("select session_user")
            if cursor.fetchone()[0] != WORKER:
                raise CommandError(f"DATABASE_URL must name the login {WORKER}: see docs/operations.md.")
            told = [*lint.faults(cursor), *lint.faults_of_login(cursor), *jobs_lint.faults(cursor)]
        if told:
            raise CommandError("The worker does not start:\n" + "\n".join(f"- {one}" for one in told))
        connection.close()
        self.stdout.write("The worker waits for something to do.")
        self.stdout.flush()
        working.work(at_once=said["at_once"], heartbeat=said["heartbeat"], silent=said["silent"], once=said["once"])
