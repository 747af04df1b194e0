"""Two colleges and a mother compose Sam's plan from nothing to signed. In the middle two of them type in one field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.plans.people import Cast, cast
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

WISH = "I want to work in a café."
COOKING, TRAVEL = "Level 1 catering", "Learn to take the bus"
HEADS, MOTHERS = "With the college minibus at first.", "With me at first, then with a friend."
AT_MOST = 20_000  # until somebody sees what the other changed, in milliseconds


@pytest.fixture
def sams(site: str) -> Cast:
    return cast()


@pytest.fixture
def cooking(sams: Cast) -> Any:
    """A line of the college, which its head may change."""
    with acting(as_person(sams.head.pk)):
        told = {"learner": sams.learner, "kind": LineKind.OFFERING, "title": COOKING, "by": sams.head}
        return actions.propose_line(organisation=sams.college, **told)


def opens_the_plan(who: Somebody) -> None:
    who.opens("/plans/")
    who.presses_on("link", "Sam Green")


def writes_date(who: Somebody, field: str, date: str) -> None:
    for part, said in zip(("day", "month", "year"), date.split(), strict=True):
        who.page.locator(f"#id_{field}-{part}").fill(said)


def opens_part(who: Somebody, title: str) -> None:
    opens_the_plan(who)
    who.page.get_by_role("heading", name=title).get_by_role("link").click()
    who.page.wait_for_load_state("load")
    who.looks()


def wants(mother: Somebody) -> None:
    """The plan begins with what Sam wants, and with something that is nobody's yet."""
    opens_the_plan(mother)
    mother.sees("Nothing is written here yet.", "Nothing is planned yet")
    mother.presses_on("link", "Add an outcome")
    mother.presses_on("button", "Save")
    mother.sees("There is a problem")
    mother.writes("What does the learner want to be able to do?", WISH)
    mother.ticks("Work")
    mother.presses_on("button", "Save")
    mother.sees(WISH)
    mother.presses_on("link", "Put something in the plan")
    mother.presses_on("link", "Support")
    mother.writes("What it is", TRAVEL)
    mother.ticks(WISH)
    mother.presses_on("button", "Put it in the plan")
    mother.sees("It is in the plan.", "No organisation yet", "Nobody leads this yet.")


def offers(head: Somebody, college: str) -> None:
    """A college puts its course in, accepts it, and asks a question at what the mother wrote."""
    opens_the_plan(head)
    head.presses_on("link", "Put something in the plan")
    head.presses_on("link", "Course or activity")
    head.writes("What it is", COOKING)
    named = head.page.get_by_label("Organisation (optional)", exact=True)
    named.select_option(value=college)  # colleges of other journeys have the same name
    writes_date(head, "starts", "7 9 2026")
    writes_date(head, "ends", "18 12 2026")
    head.writes("Times of the week (optional)", "whenever")
    head.ticks(WISH)
    head.presses_on("button", "Put it in the plan")
    head.sees("is no time of the week")
    assert head.page.get_by_label("What it is", exact=True).input_value() == COOKING
    head.writes("Times of the week (optional)", "Mon 9:30-15:00\nTue 9:30-15:00")
    head.presses_on("button", "Put it in the plan")
    head.sees("Monday, 9:30am to 3pm; Tuesday, 9:30am to 3pm", "7 September 2026 to 18 December 2026")
    head.presses_on("button", "Accept it for Northside College")
    head.sees("Accepted")


def both_type(head: Somebody, mother: Somebody) -> None:
    """With script each field is kept as it is typed: the second sees both texts, and nothing is lost."""
    details = "In more detail (optional)"
    for who in (head, mother):
        opens_part(who, TRAVEL)
        who.presses_on("link", "Change it")
    head.writes(details, HEADS)
    expect(head.page.locator("#kept-details")).to_contain_text("Kept at")
    mother.writes("Where (optional)", "At home")
    mother.writes(details, MOTHERS)
    expect(mother.page.locator("#kept-details")).to_contain_text("Hanna Head changed this while you were writing.")
    mother.sees(HEADS, MOTHERS)
    mother.looks()
    expect(mother.page.locator("#kept-place")).to_contain_text("Kept at")
    mother.page.get_by_role("button", name="Keep what I wrote").click()
    expect(mother.page.locator("#kept-details")).to_contain_text("Kept at")
    # Within 20 seconds the head reads what changed; what is being typed meanwhile stays
    head.page.get_by_label("How much a week (optional)", exact=True).press_sequentially("90")
    expect(head.page.locator("#changed")).to_contain_text(f"In more detail is now {MOTHERS}", timeout=AT_MOST)
    assert head.page.get_by_label("How much a week (optional)", exact=True).input_value() == "90"
    head.looks()


def both_send(head: Somebody, mother: Somebody) -> None:
    """Without script one button saves all: the second chooses, and the rest of what they typed goes along."""
    details = "In more detail (optional)"
    for who in (head, mother):
        opens_part(who, TRAVEL)
        who.presses_on("link", "Change it")
    head.writes(details, HEADS)
    head.writes("How much a week (optional)", "90")
    head.presses_on("button", "Save all")
    mother.writes(details, MOTHERS)
    mother.writes("Where (optional)", "At home")
    mother.page.on("console", lambda _said: mother.complaints.clear())  # that the answer was 409 is as it should be
    mother.presses_on("button", "Save all")
    mother.is_at("Two people changed this")
    mother.sees(HEADS, MOTHERS)
    mother.ticks("What I wrote")
    mother.presses_on("button", "Keep what I chose")
    mother.sees(MOTHERS, "At home", "1 hour 30 minutes a week")


def agrees(lead: Somebody, head: Somebody, mother: Somebody) -> None:
    """The line gets an organisation; Sam's yes is typed; a version is cut and signed by all."""
    opens_part(head, TRAVEL)
    head.presses_on("button", "Northside College keeps it")
    head.presses_on("button", "Accept it for Northside College")
    for title in (COOKING, TRAVEL):
        opens_part(lead, title)
        lead.page.get_by_text("Say yes, no or not yet").click()
        lead.ticks("I type what the learner says")
        lead.ticks("Yes")
        lead.presses_on("button", "Save what is said")
        lead.sees("The learner: Yes", "Agreed with the learner")
    opens_the_plan(lead)
    lead.presses_on("link", "Cut a version to agree to")
    lead.ticks("Everybody is asked to agree to it")
    lead.presses_on("button", "Cut it")
    lead.sees("The learner: has not signed yet", "Northside College: has not signed yet")
    for who, way in (
        (lead, "I type what the learner says"),
        (head, "For Northside College"),
        (mother, "As family: how I see it"),
    ):
        opens_the_plan(who)
        who.presses_on("link", "Versions, and who has signed")
        who.presses_on("link", "Version 1")
        who.page.get_by_text("Agree to this version").click()
        who.ticks(way)
        who.presses_on("button", "Sign")
    mother.sees("typed for the learner", "Hanna Head", "Mia Green")
    mother.does_not_see("has not signed yet")
    mother.presses_on("link", "Versions")
    mother.sees("2 of 2 have signed")


def test_a_plan_is_composed_from_nothing_to_signed(sams: Any, somebody: Callable[..., Somebody], script: bool) -> None:
    # Given Sam, whose plan is empty, her mother and two colleges
    mother, head, lead = somebody(sams.mother), somebody(sams.head), somebody(sams.lead)
    # When her mother writes down what Sam wants, and a college puts its course in
    wants(mother)
    offers(head, str(sams.college.public_id))
    # And two of them change the same field at once
    (both_type if script else both_send)(head, mother)
    # Then nothing is lost, and the plan can be agreed to
    agrees(lead, head, mother)
    # And its history says in words who did what
    opens_the_plan(mother)
    mother.presses_on("link", "How it became what it is")
    mother.sees(HEADS, MOTHERS, "Hanna Head", "Mia Green", "Northside College")


@pytest.mark.parametrize("script", [True], ids=["with script"])
def test_what_is_typed_without_connection_or_session_is_not_lost(
    sams: Any, cooking: Any, somebody: Callable[..., Somebody]
) -> None:
    head = somebody(sams.head)
    head.opens(f"/plans/{sams.learner.public_id}/lines/{cooking.pk}/change/")
    window, said = head.page.context, head.page.locator("#kept-details")
    # Given a connection that is cut
    window.set_offline(True)
    head.writes("In more detail (optional)", HEADS)
    expect(said).to_contain_text("Not kept yet: there is no answer. We try again.")
    # When it is back, then what was typed is kept by itself
    window.set_offline(False)
    expect(said).to_contain_text("Kept at")
    # Given a session that has ended
    session = [cookie for cookie in window.cookies() if cookie["name"] == "session"]
    window.clear_cookies(name="session")
    head.writes("In more detail (optional)", MOTHERS)
    expect(head.page.get_by_text("You are signed out. What you typed is still here.")).to_be_visible()
    assert head.page.get_by_label("In more detail (optional)", exact=True).input_value() == MOTHERS
    # When they sign in again in another window, then it is kept too
    window.add_cookies(session)
    expect(head.page.get_by_text("You are signed out.")).to_be_hidden()
    expect(said).to_contain_text("Kept at")
    # And what was typed last is sent when the page is left
    head.page.get_by_label("Where (optional)", exact=True).press_sequentially("Kitchen 2")
    head.complaints.clear()
    head.opens(f"/plans/{sams.learner.public_id}/lines/{cooking.pk}/")
    head.opens(f"/plans/{sams.learner.public_id}/lines/{cooking.pk}/")
    head.sees(MOTHERS, "Kitchen 2")
