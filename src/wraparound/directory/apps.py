"""The directory as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """The local offer: what organisations can do for learners, where and when, and whom to ask."""

    name = "wraparound.directory"
    verbose_name = "local offer"
    purpose = _("To say publicly what organisations offer, where, when and at what price.")

    def ready(self) -> None:
        """Puts the way into the local offer on every page."""
        from wraparound.directory import links  # noqa: F401, PLC0415
