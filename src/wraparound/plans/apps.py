"""The plans app."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.plans"
    verbose_name = "plans"

    def ready(self) -> None:
        """Ways in, for navigation and home; what passes to a successor."""
        from wraparound.plans import handing_over, links  # noqa: F401, PLC0415
