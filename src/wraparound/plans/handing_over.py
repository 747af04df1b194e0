"""What of plans passes to a successor when somebody leaves an organisation: what they lead, and what they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import handover
from wraparound.plans import actions, queries

if TYPE_CHECKING:
    from datetime import date

    from wraparound.accounts.models import Organisation, Person


def lines_led(organisation: Organisation, leaver: Person, by: Person) -> int:
    """How many would pass on."""
    return queries.lines_led(by, organisation, leaver)


@handover.part(lambda: _("Lines of plans, reviews and flags"), count=lines_led)
def pass_on_lines(organisation: Organisation, leaver: Person, successor: Person, last_day: date, by: Person) -> int:
    """The successor leads what the leaver led."""
    return actions.pass_on_lines(organisation=organisation, leaver=leaver, successor=successor, by=by)
