"""Sam's circle: who each is, and what is open to them."""

from __future__ import annotations

from types import SimpleNamespace

from tests.people import DAY, granted, in_circle, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import actions
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS, topic

MOTHERS = [Category.IDENTITY, Category.ABOUT_ME, Category.PLAN]
WORKS = [Category.IDENTITY, Category.ABOUT_ME]
TEAMS = [Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION, Category.HEALTH]


def everybody() -> SimpleNamespace:
    """Sam; Mum with some categories; Wanda in the team; Carl, her colleague outside it; Pat whose grant ended; Stan.

    And Erin, who works with Sam at a shop.
    """
    north, south = organisation("North"), organisation("South")
    cast = SimpleNamespace(
        sam=person("Sam"), mum=person("Mum"), wanda=member(north, "Wanda"), carl=member(north, "Carl")
    )
    cast.carl, cast.pat, cast.stan = (
        member(north, "Carl"),
        member(south, "Pat"),
        member(organisation("Elsewhere"), "Stan"),
    )
    cast.north, cast.south, shop = north, south, organisation("Shop")
    cast.erin = member(shop, "Erin")
    cast.learner = learner("Sam Green", person=cast.sam)
    in_circle(cast.learner, cast.mum, None, CirclePart.FAMILY)
    in_circle(cast.learner, cast.wanda, north)
    in_circle(cast.learner, cast.pat, south)
    in_circle(cast.learner, cast.erin, shop, CirclePart.WORKS_WITH)
    granted(cast.learner, shop, cast.erin, WORKS)
    granted(cast.learner, cast.mum, cast.mum, MOTHERS)
    granted(cast.learner, north, cast.wanda, TEAMS)
    granted(cast.learner, south, cast.pat, since=clock.now() - 2 * DAY, until=clock.now() - DAY)
    cast.others = {"mum": cast.mum, "wanda": cast.wanda, "carl": cast.carl, "pat": cast.pat, "stan": cast.stan}
    return cast


def says(
    cast: SimpleNamespace, slug: str, words: str, who: str = "sam", said_by: SaidBy = SaidBy.LEARNER, version: int = 0
):
    by = getattr(cast, who)
    with acting(as_person(by.pk)):
        return actions.say(
            learner=cast.learner, topic=topic(slug), words=words, said_by=said_by, version=version, by=by
        )


def says_everything(cast: SimpleNamespace) -> None:
    for about in TOPICS:
        says(cast, about.slug, f"canary {about.slug}")
