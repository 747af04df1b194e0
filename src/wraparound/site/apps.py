"""The site app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.site"
    verbose_name = "site"
    purpose = _("To put the pages together. It keeps nothing of its own.")

    def ready(self) -> None:
        """Cards at home."""
        from wraparound.site import links  # noqa: F401, PLC0415
