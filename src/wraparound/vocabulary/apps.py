"""The vocabulary as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    """The words for needs, provision and outcomes, which every subject above speaks."""

    name = "wraparound.vocabulary"
    verbose_name = "vocabulary"
    purpose = _("To have one word for each need, provision and outcome, so that organisations understand each other.")

    def ready(self) -> None:
        """Ways in."""
        from wraparound.vocabulary import links  # noqa: F401, PLC0415
