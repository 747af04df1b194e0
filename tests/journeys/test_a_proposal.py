"""The planner is asked; one line of what it proposes is taken, another refused; the plan goes along as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents import pdfs
from tests.journeys.test_compose_a_plan import opens_the_plan
from tests.plans.people import Cast, cast
from tests.plans.planned import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

__all__ = ["made"]  # a fixture
TAKEN, REFUSED, BECAUSE = "Drama", "Friends", "Wednesdays are too long for Sam."


@pytest.fixture
def sams(site: str) -> Cast:
    return cast()


def asks(lead: Somebody) -> None:
    """With a limit that makes no sense first: it is told, and nothing is lost."""
    opens_the_plan(lead)
    lead.presses_on("link", "Ask the planner")
    lead.writes("How many terms? (optional)", "7")
    lead.presses_on("button", "Ask the planner")
    lead.sees("Write a number from 1 to 6.")
    assert lead.page.get_by_label("How many terms? (optional)", exact=True).input_value() == "7"
    lead.writes("How many terms? (optional)", "2")
    lead.presses_on("button", "Ask the planner")
    lead.is_at("What the planner proposes")


def takes_a_part(lead: Somebody) -> None:
    """One line is ticked; what was not ticked is in no plan."""
    lead.page.get_by_label(f"Take {TAKEN}", exact=True).first.check()
    lead.presses_on("button", "Put what I chose in the plan")
    lead.sees(f"See it in the plan {TAKEN}")
    lead.presses_on("link", f"Not this one, because {REFUSED}", first=True)
    lead.writes("Why?", BECAUSE)
    lead.presses_on("button", "Save")
    lead.sees("We kept why not.", BECAUSE)


def takes_along(lead: Somebody) -> str:
    """What the PDF of the plan says to whoever opens it."""
    opens_the_plan(lead)
    lead.does_not_see(REFUSED)
    lead.presses_on("link", "Documents to print or take along")
    file = lead.fetches("Get the file", role="button")
    assert pdfs.reader(file).trailer["/Root"]["/MarkInfo"]["/Marked"]
    return pdfs.text(file)


def test_of_a_proposal_a_part_is_taken_and_the_plan_taken_along(
    sams: Any, made: Any, somebody: Callable[..., Somebody]
) -> None:
    lead, head = somebody(sams.lead), somebody(sams.head)
    # Given a proposal of which nothing is in the plan yet
    asks(lead)
    # When one line is taken and another is not wanted
    takes_a_part(lead)
    # Then the college finds it in the plan
    opens_the_plan(head)
    head.sees(TAKEN)
    # And the PDF says what was taken, and nothing of what was not
    said = takes_along(lead)
    assert TAKEN in said
    assert REFUSED not in said and BECAUSE not in said
