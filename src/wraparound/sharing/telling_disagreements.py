"""Who is told of a disagreement: whoever is in it. Nothing says whose it is, or about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.sharing.models import Disagreement

HEAR = "disagreement-to-hear"
register(
    Kind(
        HEAR,
        _("Somebody does not agree, and asks you to listen."),
        wanted=_("Listen to everybody in it within 15 working days."),
        link="sharing:disagreement",
        link_text=_("Read what they say"),
        urgent=True,
    ),
    Kind(
        "disagreement-side",
        _("Somebody does not agree with you. Your side counts too."),
        wanted=_("Say how you see it."),
        link="sharing:disagreement",
        link_text=_("Read it and say your side"),
    ),
    Kind(
        "disagreement-moved",
        _("There is something new in a disagreement."),
        link="sharing:disagreement",
        link_text=_("Read it"),
    ),
)


def raised(one: Disagreement, sides: Iterable[int], by: Person) -> None:
    """Whoever hears it, and the other sides."""
    tell(person=one.hears_id, kind=HEAR, about=About.thing(one.pk), by=by)
    for person in sides:
        tell(person=person, kind="disagreement-side", about=About.thing(one.pk), by=by)


def moved(key: UUID, people: Iterable[int], by: Person, *, closed: bool) -> None:
    """Everybody else in it; where it is closed, it waits for nobody."""
    if closed:
        settle(kind=HEAR, about=About.thing(key), by=by)
        settle(kind="disagreement-side", about=About.thing(key), by=by)
    for person in people:
        tell(person=person, kind="disagreement-moved", about=About.thing(key), by=by)
