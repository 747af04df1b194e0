"""What organisations ask to see of the cast's learner: one request waits for her, to one she said no."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.sharing import actions
from wraparound.sharing.policy import Answer
from wraparound.sharing.queries import asking as queries

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.demo.lives import Life
    from wraparound.demo.writing import World
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import AccessRequest

A_TERM = timedelta(days=91)


def ask(life: Life, learner: Learner, world: World, voice: Person) -> None:
    """For the learner of the cast alone; her own voice answers."""
    if life.cast != "learner":
        return
    no = {Category.HEALTH: Answer.NO}
    why = "We want to know what to do. We need no more than that."
    employer = _asks(learner, world, "employer", list(no), "To help when you are ill at work", why)
    with acting(as_person(voice.pk)):
        actions.answer_request(request=employer, answers=no, by=voice)
    wanted = [Category.HEALTH, Category.FINANCE]
    why = "We train our staff for your needs. We ask for the money that your support costs."
    _asks(learner, world, "head", wanted, "To get ready for your first day", why)


def _asks(learner: Learner, world: World, who: str, wanted: list[Category], purpose: str, why: str) -> AccessRequest:
    """Somebody of the cast, for the organisation through which they know her."""
    person = world.people[f"cast:{who}"]
    with acting(as_person(person.pk)):
        place = queries.places_to_ask_for(person, learner)[0]
        return actions.ask_for_access(
            learner=learner,
            organisation=place.organisation,
            categories=wanted,
            purpose=purpose,
            why=why,
            until=clock.now() + A_TERM,
            by=person,
        )
