"""Sam writes his passport with the keyboard alone; his mother sees what is shared with her and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

LIKED, TALKING = "I make people laugh at breakfast.", "Use short words and wait for me."
FIRST_TRY = "Dogs and trains."
TOO_LONG = "I use my tablet. " * 120  # over 2,000 characters


@pytest.fixture
def family(site: str) -> Any:
    """Sam, and his mother, with whom a few parts are shared."""
    sam, mother = people.person("Sam Green"), people.person("Mary Green")
    sams = people.learner("Sam Green", person=sam)
    people.in_circle(sams, mother, None, CirclePart.FAMILY)
    people.granted(sams, mother, mother, [Category.IDENTITY, Category.ABOUT_ME])
    return SimpleNamespace(sam=sam, mother=mother, at=f"/passport/{sams.public_id}/")


def test_a_learner_says_what_matters_and_each_sees_what_is_theirs(
    family: Any, somebody: Callable[..., Somebody]
) -> None:
    # Given Sam, who uses a keyboard
    sam = somebody(family.sam, keyboard=True)
    sam.opens("/passport/")
    sam.presses_on("link", "Start")
    # When he answers one question, and puts the next aside
    sam.is_at("What do people like about you?")
    sam.writes("Your answer", LIKED)
    sam.presses_on("button", "Save and go on")
    sam.is_at("What matters to you?")
    sam.presses_on("button", "Ask me later")
    # And writes too much: then what he typed still stands there
    sam.is_at("How do you talk?")
    sam.writes("Your answer", TOO_LONG)
    sam.presses_on("button", "Save and go on")
    sam.sees("There is a problem", "Write at most 2000 characters")
    assert sam.page.get_by_label("Your answer", exact=True).input_value().strip() == TOO_LONG.strip()
    # When he goes back, then the question that he put aside says so
    sam.presses_on("link", "Back")
    sam.is_at("What matters to you?")
    sam.sees("You said: Ask me later.")
    # When he answers the question that is on the card
    sam.presses_on("link", "See all my answers")
    sam.presses_on("link", "How to talk with me")
    sam.writes("Your answer", TALKING)
    sam.presses_on("button", "Save and go on")
    # Then his card says it
    sam.presses_on("link", "My passport", first=True)
    sam.sees("You have answered 3 of 12 questions.")
    sam.presses_on("link", "Show my card")
    sam.sees("How to talk with me", TALKING)
    # And his mother sees the part that is shared with her; of the others not even that there is something
    mother = somebody(family.mother)
    mother.opens("/")
    mother.presses_on("link", "My learners", first=True)
    mother.presses_on("link", "Sam Green")
    mother.presses_on("link", "Passport")
    mother.sees("This is what is shared with you:", str(Category.ABOUT_ME.label), LIKED)
    mother.does_not_see(TALKING, "Ask me later", "What matters to me")
    mother.presses_on("link", "Card with what everybody must know")
    mother.sees("Nothing on the card is shared with you.")
