"""Partnerships as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    """What organisations agree on before they share anything about a learner."""

    name = "wraparound.partnerships"
    verbose_name = "partnerships"
    purpose = _("To agree between organisations how they work together and what they keep to themselves.")

    def ready(self) -> None:
        """Ways in, and the kinds of notices."""
        from wraparound.partnerships import links, telling  # noqa: F401, PLC0415 - for what they register
