"""The core as a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """After each migration the database is told again who may see what."""

    name = "wraparound.core"
    verbose_name = "core"
    purpose = _("To know that what was done was done, by whom and when, and that nobody changed it afterwards.")

    def ready(self) -> None:
        """Registers checks and what follows a migration."""
        from wraparound.core.database import checks  # noqa: F401, PLC0415

        post_migrate.connect(protect, sender=self)


def protect(using: str, plan: list[Any], **_: Any) -> None:
    """Functions and policies of the whole site: every table is there by now."""
    from wraparound.core.database import functions, protection  # noqa: PLC0415

    with connections[using].cursor() as cursor:
        functions.apply(cursor)
        protection.apply(cursor)
