"""Notices of what happens in accounts, which stand below notices and so say it through the core."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import happened
from wraparound.notices import actions
from wraparound.notices.kinds import About, Kind, register

register(
    Kind(
        "role-changed",
        _("Your role in an organisation changed."),
        wanted=_("Look at what you can do now."),
        link="accounts:organisation",
        link_text=_("See the organisation"),
        urgent=True,
    ),
    Kind(
        "handed-over",
        _("Somebody handed their work over to you."),
        wanted=_("Look at what is yours now."),
        link="accounts:organisation",
        link_text=_("See the organisation"),
        urgent=True,
    ),
)


@happened.listen
def tell(kind: str, person: int, address: tuple[str, ...], by: Any) -> None:
    """Each becomes a notice."""
    actions.tell(person=person, kind=kind, about=About.thing(*address), by=by)
