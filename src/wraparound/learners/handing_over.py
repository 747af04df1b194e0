"""What of learners passes to a successor when somebody leaves an organisation: their places in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import handover
from wraparound.learners import actions, queries

if TYPE_CHECKING:
    from datetime import date

    from wraparound.accounts.models import Organisation, Person


def places_held(organisation: Organisation, leaver: Person, by: Person) -> int:
    """How many places would pass on."""
    return queries.places_held(by, organisation, leaver).count()


@handover.part(lambda: _("Places in circles of support"), count=places_held)
def pass_on_places(organisation: Organisation, leaver: Person, successor: Person, last_day: date, by: Person) -> int:
    """The successor has the leaver's places in teams."""
    told = {"organisation": organisation, "leaver": leaver, "successor": successor}
    return actions.pass_on_places(**told, last_day=last_day, by=by)  # type: ignore[arg-type]
