"""Mails administrators of organisations whose entries are due: how many, and a link. At most once in 14 days each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core.database.scope import Role, acting, as_system, as_visitor
from wraparound.directory import actions, queries


class Command(BaseCommand):
    """`manage.py remind_directory_owners`, once a day."""

    help = "Reminds organisations of entries that nobody has confirmed for 80 days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each organisation in a transaction of its own: a mail that fails does not hold back the others."""
        with acting(as_visitor()):
            due = queries.due_by_organisation(None)
        sent = sum(self._remind(organisation, count) for organisation, count in due.items())
        self.stdout.write(f"{sent} of {len(due)} organisations with entries that are due were reminded.")

    def _remind(self, organisation: Any, count: int) -> bool:
        with acting(as_system(Role.SIGN_IN)):
            to = queries.administrators(None, organisation)
            if not to or not actions.note_reminder(organisation=organisation, due=count, by=None):
                return False
            for address in to:  # one mail each: nobody reads who else administers
                send_mail(_("Please look at your entries in the local offer"), _text(count), None, [address])
        return True


def _text(count: int) -> str:
    said = ngettext("%(n)d entry was", "%(n)d entries were", count) % {"n": count}
    return _(
        "%(said)s not confirmed for 80 days.\n\nLook at what is due and press “Still right”, or change it:\n%(link)s\n"
    ) % {
        "said": said,
        "link": settings.SITE_ADDRESS.rstrip("/") + reverse("directory:ours"),
    }
