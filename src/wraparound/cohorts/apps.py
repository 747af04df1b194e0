"""The cohorts app."""

from __future__ import annotations

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.cohorts"
    verbose_name = "cohorts"

    def ready(self) -> None:
        """What the worker does, and the way in."""
        from wraparound.cohorts import links, working  # noqa: F401, PLC0415
        from wraparound.core import jobs  # noqa: PLC0415

        jobs.does(working.TASK, working.work)
