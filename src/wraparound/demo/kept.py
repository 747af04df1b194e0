"""One organisation has looked at who reaches whom, the cast's own has yet to; and a lead proposes what is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.learners import queries as learners
from wraparound.records import actions
from wraparound.records.policy_keeping import Because
from wraparound.records.policy_reviews import Decided
from wraparound.records.queries import reviews

if TYPE_CHECKING:
    from wraparound.demo.writing import World

REVIEWED = "south-and-city-college-birmingham"


def look_after(world: World) -> None:
    """Makes both, once, in one transaction: noted as `kept`."""
    if made.key_of("kept") is None:
        with acting(made.INSTALLATION):
            _review(world)
            _propose(world)
            made.note("kept")


def _review(world: World) -> None:
    if REVIEWED not in world.organisations:  # in a small demo it may not be there
        return
    admin, organisation = world.administrator(REVIEWED), world.organisations[REVIEWED]
    with acting(as_person(admin.pk)):
        decided = {line.key: Decided.KEEP for line in reviews.reach(admin, organisation)}
        actions.review_access(organisation=organisation, decided=decided, by=admin)


def _propose(world: World) -> None:
    lead = world.people["cast:lead"]
    with acting(as_person(lead.pk)):
        led = learners.leads_for(lead)
        for learner in learners.my_learners(lead).filter(pk__in=led, person=None)[:1]:
            actions.propose_erasure(
                learner=learner,
                category=Category.COMMUNICATION,
                because=Because.NOT_NEEDED,
                told_in_person=True,
                by=lead,
            )
