"""The cohorts app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.cohorts"
    verbose_name = "cohorts"
    purpose = _("To plan for several learners at once, so that places and money go round fairly.")

    def ready(self) -> None:
        """What the worker does, and the way in."""
        from wraparound.cohorts import links, working  # noqa: F401, PLC0415
        from wraparound.core import jobs  # noqa: PLC0415

        jobs.does(working.TASK, working.work)
