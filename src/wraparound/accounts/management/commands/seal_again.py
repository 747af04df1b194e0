"""`manage.py seal_again`: every secret sealed by the first key of SECRETS_KEY."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wraparound.accounts import actions
from wraparound.core.database.scope import Role, acting, as_system


class Command(BaseCommand):
    """Run it after a new key was put first; then the old one can be taken away."""

    help = "Seal every secret of sign-in with the first key of SECRETS_KEY."

    def handle(self, *_: Any, **__: Any) -> None:
        """In one transaction: all or none."""
        with acting(as_system(Role.SIGN_IN)):
            count = actions.seal_secrets_again(by=None)
        self.stdout.write(f"{count} secrets are sealed with the first key.")
