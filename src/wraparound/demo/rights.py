"""What the cast's learner asked by right: one thing was wrong and is put right; she objects to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.records import actions, queries
from wraparound.records.policy_claims import Kind, Outcome
from wraparound.sharing import queries as sharing
from wraparound.sharing.policy import Basis

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.demo.lives import Life
    from wraparound.demo.writing import World
    from wraparound.learners.models import Learner


def ask_by_right(life: Life, learner: Learner, world: World, voice: Person) -> None:
    """For the learner of the cast alone, after all that she is around; who leads for her answers the first."""
    if life.cast != "learner":
        return
    lead = world.people["cast:lead"]
    with acting(as_person(voice.pk)):
        claim = actions.ask_for_correction(
            learner=learner,
            category=Category.ABOUT_ME,
            place="In my passport",
            words="It says that I do not like music.",
            instead="I like music. I do not like it loud.",
            to=lead.pk,
            by=voice,
        )
    with acting(as_person(lead.pk)):
        words = "You are right, thank you. I have changed it."
        actions.answer_claim(claim=claim, outcome=Outcome.CORRECTED, words=words, by=lead)
    with acting(as_person(voice.pk)):
        grants = [one for one in sharing.grants(voice, learner) if one.basis != Basis.CONSENT and one.ended is None]
        live = [one for one in grants if one.until > clock.now()]
        to = queries.who_answers(voice, learner, Kind.OBJECTION)
        if live and to:
            words = "I want to be asked before they read about me."
            actions.object_to_use(learner=learner, words=words, grant=live[0].id, to=to[0].person, by=voice)
