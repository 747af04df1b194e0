"""The learners app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearnersConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.learners"
    verbose_name = "learners"
    purpose = _("To know who the learner is and who supports them, so that everything else can be found and protected.")

    def ready(self) -> None:
        """Ways in; and the places in circles that pass on when somebody leaves."""
        from wraparound.learners import handing_over, links  # noqa: F401, PLC0415
