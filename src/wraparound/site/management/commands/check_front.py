"""`manage.py check_front`: what stands in front of the site, looked at from outside. Ends with 1 where it is wrong."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from wraparound.site import front


class Command(BaseCommand):
    """Asks SITE_ADDRESS as a browser would; nothing of the database."""

    help = "Look at the site from outside: versions of TLS, the certificate, and that http leads to https."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *_: Any, **__: Any) -> None:
        """Says what is wrong."""
        address = settings.SITE_ADDRESS
        host = urlsplit(address).hostname or ""
        told = [*front.faults(address), *filter(None, [front.fault_of_http(host) if host else ""])]
        for one in told:
            self.stderr.write(one)
        if told:
            sys.exit(1)
        self.stdout.write(f"What stands in front of {address} is as it should be.")
