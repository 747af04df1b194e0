"""Emma moves to another job; the administrator hands her learners over to Sue in one step, and sees no plan."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

PARTS = [Category.IDENTITY, Category.ABOUT_ME, Category.PLAN]
BUS, TASK, FLAG = "Learn to take the bus", "Ask for a bus pass", "No lift at the station yet"
LEARNERS = ("Sam Green", "Tom Brown")


@pytest.fixture
def team(site: str) -> Any:
    """Emma supports two learners at Northside; Ada administers it; Sue is new there."""
    north = people.organisation("Northside")
    ada = people.member(north, "Ada Hall", MemberRole.ORGANISATION_ADMIN)
    emma = people.member(north, "Emma Moss", MemberRole.TRANSITION_LEAD)
    sue = people.member(north, "Sue Park", MemberRole.TRANSITION_LEAD)
    learners = [people.learner(name, by=emma) for name in LEARNERS]
    for one in learners:
        people.in_circle(one, emma, north)
        people.granted(one, north, emma, PARTS)
    with acting(as_person(emma.pk)):
        told: Any = {"learner": learners[0], "by": emma}
        led = {"organisation": north, "lead": emma, **told}
        line = actions.propose_line(kind=LineKind.SUPPORT, title=BUS, deputy=sue, **led)
        task = actions.propose_line(kind=LineKind.ACTION, title=TASK, **led)
        review = actions.plan_review(kind=ReviewKind.TERMLY, on=clock.today(), **led)
        actions.raise_flag(kind=FlagKind.OTHER, words=FLAG, owner=emma, due=clock.today(), **told)
    plan = f"/plans/{learners[0].public_id}/"
    pages = SimpleNamespace(
        plan=plan, line=f"{plan}lines/{line.pk}/", task=f"{plan}lines/{task.pk}/", review=f"{plan}reviews/{review.pk}/"
    )
    return SimpleNamespace(ada=ada, emma=emma, sue=sue, pages=pages)


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
    ada.sees("What passes over", "Places in circles of support", "Lines of plans, reviews and flags")
    assert ada.page.locator(".govuk-summary-list__value").all_inner_texts()[:2] == ["2", "4"]
    # And no plan is open to her
    ada.does_not_see(BUS, TASK, FLAG)
    # When she hands over at once
    ada.chooses("Who takes over?", "Sue Park, Transition lead")
    ada.ticks("At once")
    ada.presses_on("button", "Hand over now")
    # Then it is said what passed over
    ada.sees("Passed to Sue Park:", "Places in circles of support: 2", "Lines of plans, reviews and flags: 4")
    ada.goes_in_vain(team.pages.line, 404)
    assert {ada.page.request.get(f"{ada.site}{p}").status for p in (team.pages.plan, team.pages.review)} == {404}
    # And Sue sees the learners, and Emma is out at her next step
    sue.opens("/learners/")
    sue.sees(*LEARNERS)
    # And what Emma led in the plan stands with Sue, who was her deputy
    sue.page.goto(sue.site + team.pages.line)
    sue.sees("Sue Park")
    sue.does_not_see("Nobody leads this yet.")
    for page in (team.pages.task, team.pages.review):
        sue.page.goto(sue.site + page)
        sue.sees("Sue Park")
    sue.opens(f"{team.pages.plan}flags/")
    sue.sees(FLAG, "Sue Park looks at it by")
    emma.opens("/learners/")
    emma.is_at("Sign in")
    emma.does_not_see(*LEARNERS, "Sign out")
