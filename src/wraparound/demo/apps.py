"""The demo app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Made-up people. Its table is empty, and its addresses are not there, where the site is no demo."""

    name = "wraparound.demo"
    verbose_name = "demo"
    purpose = _("To show the site with made-up people; nothing of it exists in earnest.")

    def ready(self) -> None:
        """Adds the way to become somebody else."""
        from wraparound.demo import links  # noqa: F401, PLC0415
