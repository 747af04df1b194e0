"""The passport app."""

from __future__ import annotations

from django.apps import AppConfig


class PassportConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.passport"
    verbose_name = "passport"

    def ready(self) -> None:
        """Ways in, for navigation and home."""
        from wraparound.passport import links  # noqa: F401, PLC0415
