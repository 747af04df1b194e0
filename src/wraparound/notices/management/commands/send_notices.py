"""Mails everybody what is new and was not mailed: once a day each, however often the command runs."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from wraparound.core.database.scope import Role, acting, as_system
from wraparound.notices import actions

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py send_notices`, once a day or more often."""

    help = "Mails people what is new, once a day each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each person in a transaction of their own: a mail that fails does not hold back the others."""
        with acting(as_system(Role.NOTICES)), connection.cursor() as cursor:
            cursor.execute("select app.people_with_new_notices()")
            (waiting,) = cursor.fetchone()
        sent = sum(self._mail(person) for person in waiting)
        self.stdout.write(f"{sent} of {len(waiting)} people for whom something is new got a mail.")

    def _mail(self, person: int) -> bool:
        try:
            return bool(actions.mail_what_is_new(person=person))
        except Exception:  # whatever a mail server says: it is tried again next time
            log.exception("a mail could not be sent")
            return False
