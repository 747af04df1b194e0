"""The passport app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PassportConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.passport"
    verbose_name = "passport"
    purpose = _("To keep what learners say about themselves, so that they need not say it again and again.")

    def ready(self) -> None:
        """Ways in, for navigation and home; the pages that a learner can look at as somebody else."""
        from wraparound.passport import links  # noqa: F401, PLC0415
        from wraparound.sharing import previews  # noqa: PLC0415

        previews.shows("passport", _("Passport"), "passport:passport")
        previews.shows("card", _("Card"), "passport:card")
