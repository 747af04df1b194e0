"""Who is told of wishes between organisations. Nothing says what is wished for, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.sharing.models import ShareWish

register(
    Kind(
        "sharing-wished",
        _("Your organisation is asked to share with another one."),
        wanted=_("Say that you have, or why you will not."),
        named=_("Your organisation is asked to share about %(name)s."),
        link="sharing:wish",
        link_text=_("Read it and answer"),
    ),
    Kind(
        "sharing-wish-answered",
        _("An organisation says whether it shares with another one."),
        named=_("An organisation says whether it shares about %(name)s."),
        link="sharing:wish",
        link_text=_("Read what it says"),
    ),
)


def wished(wish: ShareWish, by: Person) -> None:
    """Those of the organisation who are around the learner."""
    places = learners.places(by, wish.learner).filter(organisation=wish.of_organisation_id)
    for person in {*places.values_list("person_id", flat=True)}:
        tell(person=person, kind="sharing-wished", about=_about(wish), by=by)


def answered(wish: ShareWish, by: Person) -> None:
    """Whoever wished it, and the learner; nobody else of the organisation has to answer."""
    settle(kind="sharing-wished", about=_about(wish), by=by)
    for person in {wish.by_id, wish.learner.person_id or wish.by_id}:
        tell(person=person, kind="sharing-wish-answered", about=_about(wish), by=by)


def settled(wish: ShareWish, by: Person) -> None:
    """It waits for nobody any more."""
    settle(kind="sharing-wished", about=_about(wish), by=by)


def _about(wish: ShareWish) -> About:
    """Who the learner is: to whom that is not open, the notice is not. The address is that of the wish alone."""
    return About((str(wish.pk),), About.learner(wish.learner, Category.IDENTITY).key)
