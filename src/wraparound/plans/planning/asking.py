"""What somebody asks the planner, and what comes back where it could not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.plans.policy import Refused

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from wraparound.directory.postcodes import Place

MOST_TERMS = 9
TROUBLES: dict[str, str | Promise] = {
    "too-long": _("The planner took too long and was stopped. Nothing was changed. Try fewer terms."),
    "too-big": _("The planner needed too much memory and was stopped. Nothing was changed. Try fewer terms."),
    "broke": _("The planner stopped before it had an answer. Nothing was changed. Try again in a minute."),
    "busy": _("The planner is working for other people. Nothing was changed. Try again in a minute."),
    "no-terms": _("No calendar has a term that begins then. Nothing was changed. Ask for an earlier day."),
}


class CouldNot(Refused):
    """The planner could not answer; nothing was changed. `trouble` is a slug of TROUBLES, the text says it."""

    def __init__(self, trouble: str) -> None:
        super().__init__(str(TROUBLES[trouble]))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Asked:
    """From when, for how long, and the limits that matter; None leaves a limit off. Nothing of it is kept.

    `home` is where ways are counted from, `travel_minutes` how long one may take.
    """

    since: date | None = None  # terms that begin on this day or later; today
    terms: int = 3
    home: Place | None = None
    travel_minutes: int | None = None
    hours_a_week: int | None = None
    days_a_week: int | None = None
    sites_at_once: int | None = None


ANYTHING = Asked()
