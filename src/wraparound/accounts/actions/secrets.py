"""Secrets at rest get another key."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from wraparound.accounts.actions.who import insist_on_installation
from wraparound.accounts.models import OidcConnection
from wraparound.accounts.sealing import seal_again
from wraparound.core import audit

SEALED_BY_ALLAUTH = ("secret", "seed")  # of an app that makes codes; of spare codes


@transaction.atomic
def seal_secrets_again(*, by: None = None) -> int:
    """Seals every secret with the first key, for the installation itself; how many there are. Raises Unreadable."""
    insist_on_installation()
    count = 0
    for one in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
        data: dict[str, Any] = one.data
        sealed = {name: seal_again(data[name]) for name in SEALED_BY_ALLAUTH if data.get(name)}
        one.data = {**data, **sealed}
        one.save(update_fields=["data"])
        count += len(sealed)
    for connection in OidcConnection.objects.select_for_update().exclude(our_secret=""):
        connection.save(update_fields=["our_secret"])  # read with any key, written with the first
        count += 1
    audit.record("secrets sealed again", about=audit.SITE, details={"count": count})
    return count
