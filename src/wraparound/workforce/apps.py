"""Workforce as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    """What people of an organisation have learned about sharing."""

    name = "wraparound.workforce"
    verbose_name = "workforce"
    purpose = _("To let those who work with learners practise decisions about sharing, with made-up people.")

    def ready(self) -> None:
        """Ways in."""
        from wraparound.workforce import links  # noqa: F401, PLC0415 - for what it registers
