"""Emma moves to another job; the administrator hands her learners over to Sue in one step."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from wraparound.accounts.roles import MemberRole
from wraparound.core.categories import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

PARTS = [Category.IDENTITY, Category.ABOUT_ME]
LEARNERS = ("Sam Green", "Tom Brown")


@pytest.fixture
def team(site: str) -> Any:
    """Emma supports two learners at Northside; Ada administers it; Sue is new there."""
    north = people.organisation("Northside")
    ada = people.member(north, "Ada Hall", MemberRole.ORGANISATION_ADMIN)
    emma = people.member(north, "Emma Moss", MemberRole.TRANSITION_LEAD)
    sue = people.member(north, "Sue Park", MemberRole.TRANSITION_LEAD)
    for name in LEARNERS:
        one = people.learner(name, by=emma)
        people.in_circle(one, emma, north)
        people.granted(one, north, emma, PARTS)
    return SimpleNamespace(ada=ada, emma=emma, sue=sue)


def test_what_somebody_leaves_behind_is_shown_passes_over_and_they_are_out(
    team: Any, somebody: Callable[..., Somebody]
) -> None:
    # Given Emma with her two learners, and Sue with none
    emma, sue = somebody(team.emma), somebody(team.sue)
    emma.opens("/learners/")
    emma.sees(*LEARNERS)
    sue.opens("/learners/")
    sue.does_not_see(*LEARNERS)
    # When the administrator looks at what Emma would leave behind
    ada = somebody(team.ada)
    ada.opens("/")
    ada.presses_on("link", "People of Northside")
    ada.presses_on("link", "Emma Moss")
    ada.presses_on("link", "Hand over to a colleague, because they leave")
    # Then it stands there before anything is done
    ada.sees("What passes over", "Places in circles of support")
    assert ada.page.locator(".govuk-summary-list__value").first.inner_text() == "2"
    # When she hands over at once
    ada.chooses("Who takes over?", "Sue Park, Transition lead")
    ada.ticks("At once")
    ada.presses_on("button", "Hand over now")
    # Then it is said what passed over
    ada.sees("Passed to Sue Park: Places in circles of support: 2.")
    # And Sue sees the learners, and Emma is out at her next step
    sue.opens("/learners/")
    sue.sees(*LEARNERS)
    emma.opens("/learners/")
    emma.is_at("Sign in")
    emma.does_not_see(*LEARNERS, "Sign out")
