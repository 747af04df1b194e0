"""Mails with a link that lets somebody in. They say who invites where, and nothing else about anybody.

Each is sent once the transaction is committed; where sending fails, what was done stays done and the log says so.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.accounts.tokens import LASTS


def address_of(token: str) -> str:
    """The link, as it is sent or shown."""
    return urljoin(settings.SITE_ADDRESS, reverse("accounts:invitation", args=[token]))


def way_back_address(token: str) -> str:
    """The link of somebody who comes back; it is shown and never sent."""
    return urljoin(settings.SITE_ADDRESS, reverse("accounts:way-back", args=[token]))


def send_invitation(*, to: str, token: str, by: str, organisation: str) -> None:
    """Invites into an organisation."""
    first = _("%(name)s invites you to join %(organisation)s on Wraparound.") % {
        "name": by,
        "organisation": organisation,
    }
    _send(to, _("An invitation to Wraparound"), first, token)


def _send(to: str, subject: str, first: str, token: str) -> None:
    days = _("This link works once, for %(days)d days. It is for you alone.") % {"days": LASTS.days}
    text = "\n\n".join(
        [first, _("Open this link:"), address_of(token), days, _("If you did not expect this, do nothing.")]
    )
    transaction.on_commit(partial(send_mail, subject, text, None, [to]), robust=True)
