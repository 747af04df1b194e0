"""The demo app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Made-up people. Its table is empty, and its addresses are not there, where the site is no demo."""

    name = "wraparound.demo"
    verbose_name = "demo"

    def ready(self) -> None:
        """Adds the way to become somebody else."""
        from wraparound.demo import links  # noqa: F401, PLC0415
