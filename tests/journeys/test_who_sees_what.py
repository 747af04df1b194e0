"""Sam sees who can see what, looks through his mother's eyes, hides something from her, and takes it back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

CALM = "A quiet room makes me calm."


@pytest.fixture
def family(site: str) -> Any:
    """Sam, and his mother, who sees what he said about his health."""
    sam, mother = people.person("Sam Green"), people.person("Mary Green")
    sams = people.learner("Sam Green", person=sam)
    people.in_circle(sams, mother, None, CirclePart.FAMILY)
    people.granted(sams, mother, mother, [Category.IDENTITY, Category.ABOUT_ME, Category.HEALTH])
    topic = next(t for t in TOPICS if t.category is Category.HEALTH)
    with acting(as_person(sam.pk)):
        passport.say(learner=sams, topic=topic, words=CALM, said_by=SaidBy.LEARNER, by=sam)
    return SimpleNamespace(sam=sam, mother=mother)


def test_a_learner_decides_who_sees_what(family: Any, somebody: Callable[..., Somebody]) -> None:
    # Given Sam, who uses a keyboard
    sam = somebody(family.sam, keyboard=True)
    sam.opens("/")
    sam.presses_on("link", "Who sees what", first=True)
    sam.sees("Mary Green", "They see:", "My health", "Only you see it.")
    # When he looks through his mother's eyes, then he sees her page
    sam.presses_on("link", "Look, change or stop Mary Green")
    sam.presses_on("link", "This is what Mary Green sees")
    sam.presses_on("link", "Passport", first=True)
    sam.is_at("This is what Mary Green sees")
    sam.sees(CALM)
    # When he hides his health, then she does not see it, and nothing tells her that he did
    sam.presses_on("link", "Back to who can see what")
    sam.presses_on("link", "Look, change or stop Mary Green")
    sam.presses_on("button", "Hide My health")
    sam.sees("It is hidden. Nobody is told.", "Hidden from Mary Green:")
    sam.presses_on("link", "Look, change or stop Mary Green")
    sam.presses_on("link", "This is what Mary Green sees")
    sam.presses_on("link", "Passport", first=True)
    sam.does_not_see(CALM)
    mother = somebody(family.mother)
    mother.opens("/notices/")
    mother.does_not_see("My health", CALM, "idden from", "stopped")
    # When he takes it back, then she sees it again
    sam.presses_on("link", "Back to who can see what")
    sam.presses_on("button", "Undo Mary Green")
    sam.sees("It is as it was before.", "My health")
    # When he begins to share and forgets something, then what he chose is kept
    sam.presses_on("link", "Share something")
    sam.ticks("Mary Green")
    sam.presses_on("button", "Go on")
    sam.presses_on("button", "Go on")
    sam.sees("There is a problem")
    sam.ticks("My plan")
    sam.presses_on("button", "Go on")
    sam.ticks("One day")
    sam.presses_on("button", "Go on")
    sam.ticks("So that they can help me")
    sam.presses_on("button", "Go on")
    sam.presses_on("button", "Go on")
    sam.is_at("Is this right?")
    sam.sees("You share this with Mary Green:", "My plan", "So that they can help me")
    sam.presses_on("button", "Yes, share it")
    sam.sees("It is shared. You can undo it here.", "Shared with Mary Green:")
