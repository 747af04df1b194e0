"""The plans app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Named for the ladder."""

    name = "wraparound.plans"
    verbose_name = "plans"
    purpose = _("To compose one plan around the learner, agree on it, and see whether it helps.")

    def ready(self) -> None:
        """Ways in, for navigation and home; what passes to a successor; what a learner can look at as somebody else."""
        from wraparound.plans import handing_over, links, queries  # noqa: F401, PLC0415
        from wraparound.sharing import around, previews  # noqa: PLC0415

        around.also(queries.organisations_of_lines)
        previews.shows("plan", _("Plan"), "plans:plan")
