"""Who decides or speaks for learners of the demo, and for whom everything has stopped; a birthday that is near."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Role, acting, as_person, as_system
from wraparound.demo import made
from wraparound.demo.shares import HOLIDAY
from wraparound.demo.told import dice, told
from wraparound.demo.working import MOBILE, add_person
from wraparound.learners import actions as learners
from wraparound.learners.policy import InvitedAs
from wraparound.sharing import actions
from wraparound.sharing.policy_proxies import ProxyKind

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.demo.lives import Life
    from wraparound.demo.writing import World
    from wraparound.learners.models import Learner

DAY = timedelta(days=1)
THINGS = (Category.HEALTH, Category.PLAN)


def appoint(life: Life, learner: Learner, world: World, voice: Person, family: list[Person]) -> None:
    """The cast's learner has an advocate, and lets her mother decide about her work; another one is 18 soon."""
    lead = world.people[life.lead]
    if life.cast == "learner":
        said: dict[str, Any] = {"learner": learner, "kind": ProxyKind.ADVOCATE, "until": clock.now() + 200 * DAY}
        ann = _advocate(life, learner, lead)
        with acting(as_person(voice.pk)):
            speaks: dict[str, Any] = {"categories": THINGS, "may_decide": False, "may_see_looks": True}
            actions.appoint_proxy(person=ann, **speaks, **said, by=voice)
            decides: dict[str, Any] = {"categories": [Category.PLACEMENTS], "may_decide": True, "may_see_looks": False}
            actions.appoint_proxy(person=family[0], **decides, **said, by=voice)
        _says_yes(life, learner, world, family[0])
    elif life.turns_18:
        _turns_18(life, learner, world, lead, family[0])


def warn() -> None:
    """Of birthdays that are near, as every night."""
    with acting(as_system(Role.UPKEEP)):
        actions.tell_of_ages()


def _says_yes(life: Life, learner: Learner, world: World, mother: Person) -> None:
    group = next(s.to for s in life.shares if s.purpose == HOLIDAY)
    with acting(as_person(mother.pk)):
        actions.say_yes_for(
            learner=learner,
            to=world.organisations[group],
            categories=[Category.PLACEMENTS],
            until=clock.now() + 100 * DAY,
            purpose="So that Saturdays fit with work",
            by=mother,
        )


def _advocate(life: Life, learner: Learner, lead: Person) -> Person:
    name = told("cast")["learner"]["advocate"]
    ann = add_person(name, MOBILE.format(dice("advocate", life.ref).randrange(1000)))
    made.note(f"person:advocate:{life.ref}", ann.pk)
    with acting(as_person(lead.pk)):
        _, token = learners.invite_to_circle(learner=learner, part=InvitedAs.ADVOCATE, name=name, by=lead)
    with acting(as_person(ann.pk)):
        learners.accept_circle_invitation(token=token, by=ann)
    return ann


def _turns_18(life: Life, learner: Learner, world: World, lead: Person, parent: Person) -> None:
    """A parent decides until the birthday; the lead has stopped everything for somebody."""
    with acting(as_person(lead.pk)):
        actions.appoint_proxy(
            learner=learner,
            person=parent,
            kind=ProxyKind.PARENT,
            categories=THINGS,
            may_decide=True,
            may_see_looks=False,
            until=clock.now() + 300 * DAY,
            seen="Birth certificate, seen on the first visit; a copy is in the college's safe.",
            cannot_decide="Medicine and who gives it: assessed by Dr Anand in September.",
            by=lead,
        )
        because = "They asked for an address that they do not need. It is being looked into."
        actions.freeze(learner=learner, whom=world.people[life.support[0]], because=because, by=lead)
    home = world.organisations[life.home]
    with acting(as_person(parent.pk)):
        purpose = "So that they know what to do when I am ill"
        until = clock.now() + 50 * DAY
        yes: dict[str, Any] = {"to": home, "categories": [Category.HEALTH], "purpose": purpose, "until": until}
        actions.say_yes_for(learner=learner, **yes, by=parent)
