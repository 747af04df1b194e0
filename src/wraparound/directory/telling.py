"""Whoever administers an organisation is told that its entries are due."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wraparound.core import clock
from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, register

register(
    Kind(
        "entries-due",
        _("Entries of your organisation in the local offer are due."),
        wanted=_("Say if they are still right, or change them."),
        link="directory:ours",
        link_text=_("See our entries"),
        days=10,
    )
)


def due(organisation: Any, by: Any) -> None:
    """Tells its administrators. For the role of sign-in."""
    today = clock.today()
    live = Q(until__isnull=True) | Q(until__gte=today)
    held = organisation.memberships.filter(live, since__lte=today, role="organisation-administrator")
    for person in set(held.values_list("person_id", flat=True)):
        tell(person=person, kind="entries-due", about=About(), by=by)
