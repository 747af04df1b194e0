"""The notices app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Something happened that a person should know of or do."""

    name = "wraparound.notices"
    verbose_name = "notices"
    purpose = _("To tell people what happened that they should know of or do.")

    def ready(self) -> None:
        """Ways in; and what accounts, which stand below, say through the core."""
        from wraparound.notices import from_below, links  # noqa: F401, PLC0415  # models are there only now
