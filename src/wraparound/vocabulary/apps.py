"""The vocabulary as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    """The words for needs, provision and outcomes, which every subject above speaks."""

    name = "wraparound.vocabulary"
    verbose_name = "vocabulary"

    def ready(self) -> None:
        """Ways in."""
        from wraparound.vocabulary import links  # noqa: F401, PLC0415
