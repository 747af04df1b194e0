"""The learners app."""

from __future__ import annotations

from django.apps import AppConfig


class LearnersConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.learners"
    verbose_name = "learners"

    def ready(self) -> None:
        """Ways in; and the places in circles that pass on when somebody leaves."""
        from wraparound.learners import handing_over, links  # noqa: F401, PLC0415
