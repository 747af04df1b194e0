"""The records app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.records"
    verbose_name = "records"
    purpose = _("To give learners what is held about them, to put it right, and to keep nothing longer than needed.")

    def ready(self) -> None:
        """What the worker does, and the ways in."""
        from wraparound.core import jobs  # noqa: PLC0415
        from wraparound.records import links, links_keeping, telling_keeping, working  # noqa: F401, PLC0415

        jobs.does(working.TASK, working.work)
