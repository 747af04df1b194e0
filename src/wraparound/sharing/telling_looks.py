"""What people are told of concerns: that there is one, and that there is an answer; never whose, or about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.sharing.models import Concern

register(
    Kind(
        "concern-raised",
        _("Something seems wrong to somebody, and they ask you."),
        wanted=_("Read what they say, and answer within 10 working days."),
        link="sharing:concern",
        link_text=_("Read it and answer"),
        urgent=True,
    ),
    Kind(
        "concern-answered",
        _("Somebody answered what you asked."),
        link="sharing:concern",
        link_text=_("Read the answer"),
        urgent=True,
    ),
)


def raised(concern: Concern, by: Person) -> None:
    """The person who is to answer."""
    tell(person=concern.to_person_id, kind="concern-raised", about=About.thing(concern.pk), by=by)


def answered(concern: Concern, by: Person) -> None:
    """The learner; and nothing waits for whoever answered."""
    settle(kind="concern-raised", about=About.thing(concern.pk), by=by)
    tell(person=concern.raised_by_id, kind="concern-answered", about=About.thing(concern.pk), by=by)
