"""A review: planned, prepared, held, decided; then Sam says "not yet" to what it decided, and agrees to the plan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.test_compose_a_plan import opens_part, opens_the_plan, writes_date
from tests.plans.pages import cooking
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions
from wraparound.plans.kinds import Area

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

WISH, COURSE = "I want to work in a café.", "Level 1 catering"
DECIDED, BUS = "Sam learns the way with somebody of the college.", "Learning the way by bus"


@pytest.fixture
def sams(site: str) -> Cast:
    """Sam, who wants something, and a course that a college put forward."""
    known = cast()
    cooking(known, title=COURSE)
    with acting(as_person(known.sam.pk)):
        actions.add_outcome(learner=known.learner, area=Area.EMPLOYMENT, words=WISH, by=known.sam)
    return known


def plans(lead: Somebody) -> None:
    """A date is set; the agenda is made from the plan."""
    opens_the_plan(lead)
    lead.presses_on("link", "Reviews")
    lead.sees("No review yet")
    lead.presses_on("link", "Plan a review")
    lead.ticks("Termly meeting")
    lead.writes("Where? (optional)", "In the café")
    lead.presses_on("button", "Save")
    lead.sees("There is a problem")
    assert lead.page.get_by_label("Where? (optional)", exact=True).input_value() == "In the café"
    then = clock.today() + timedelta(days=10)
    writes_date(lead, "on", f"{then.day} {then.month} {then.year}")
    lead.chooses("Who leads it? (optional)", "Lee Lead, Brook Specialist College")
    lead.presses_on("button", "Save")
    lead.is_at("Termly meeting")
    lead.sees("In the café", "Lee Lead", WISH, COURSE, "Nobody noted progress since the last review")


def holds(lead: Somebody) -> None:
    """Who was there, what was said and decided; that it was held keeps the plan as a version."""
    lead.presses_on("link", "Say who was there")
    lead.chooses("Somebody of the circle (optional)", "Mia Green")
    lead.ticks("Yes")
    lead.presses_on("button", "Save")
    lead.presses_on("link", "Say who was there")
    lead.writes("Or somebody else, by name (optional)", "Nurse Okoro")
    lead.ticks("No")
    lead.presses_on("button", "Save")
    lead.sees("Mia Green", "Nurse Okoro (sent word)")
    lead.presses_on("link", "Write notes")
    lead.writes("Notes (optional)", "Sam showed the film first.")
    lead.presses_on("button", "Save")
    lead.presses_on("link", "Write down a decision")
    lead.writes("What was decided?", DECIDED)
    lead.presses_on("button", "Save")
    lead.sees("Sam showed the film first.", DECIDED)
    lead.presses_on("link", f"Put it in the plan {DECIDED}")
    lead.ticks("Support")
    lead.writes("What is it called in the plan?", BUS)
    lead.presses_on("button", "Put it in the plan")
    lead.presses_on("link", "The review was held")
    lead.ticks("Made a film")
    lead.writes("What did the learner bring in? (optional)", "A film of a day at college.")
    lead.presses_on("button", "Save")
    lead.sees("Held", "Made a film", "A film of a day at college.")
    lead.does_not_see("What to talk about", "Call the review off")


def answers(sam: Somebody) -> None:
    """One press says "not yet"; one takes it back."""
    sam.opens("/")
    sam.presses_on("link", "My plan", first=True)
    sam.sees("What do you say?", "Your plan is ready", WISH)
    sam.presses_on("link", BUS, first=True)
    sam.presses_on("button", "Not yet")
    sam.sees("We kept what you said.", "You said: Not yet")
    sam.presses_on("button", "Take back what I said")
    sam.sees("We took back what you said.")
    sam.does_not_see("You said: Not yet")
    sam.writes("Do you want to write something?", "First with Zara.")
    sam.presses_on("button", "Not yet")
    sam.sees("You said: Not yet", "First with Zara.")


def agrees(sam: Somebody) -> None:
    """Sam reads the plan as the review kept it, and agrees."""
    sam.presses_on("link", "My plan", first=True)
    sam.presses_on("link", "Read my plan")
    sam.is_at("Do you agree?")
    sam.sees(COURSE, BUS)
    sam.presses_on("button", "Yes, I agree")
    sam.sees("You agreed to your plan.")
    sam.does_not_see("Your plan is ready")


def test_a_review_is_held_and_the_learner_has_the_last_word(sams: Any, somebody: Callable[..., Somebody]) -> None:
    lead, sam = somebody(sams.lead), somebody(sams.sam, keyboard=True)
    # Given a review that the lead plans
    plans(lead)
    # When it is held, and one of its decisions becomes a part of the plan
    holds(lead)
    # Then Sam says "not yet", takes it back, says it again with words, and agrees to the rest
    answers(sam)
    agrees(sam)
    # And the lead sees it at the line, in the version and on the next agenda
    opens_part(lead, BUS)
    lead.sees("The learner: Not yet", "First with Zara.")
    opens_the_plan(lead)
    lead.presses_on("link", "Versions, and who has signed")
    lead.presses_on("link", "Version 1")
    lead.sees("Sam Green")
    lead.does_not_see("The learner: has not signed yet")
