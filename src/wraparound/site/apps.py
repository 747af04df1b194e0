"""The site app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.site"
    verbose_name = "site"

    def ready(self) -> None:
        """Cards at home."""
        from wraparound.site import links  # noqa: F401, PLC0415
