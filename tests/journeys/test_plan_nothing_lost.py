"""A double click, a session that ends, a connection that is cut: nothing that was typed is lost or done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect

from tests.plans.pages import cooking
from tests.plans.people import Cast, cast
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions
from wraparound.plans.kinds import VersionReason
from wraparound.plans.models import Comment, Line, Outcome, Reply, Signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.journeys.hands import Somebody

BUS, QUESTION, WISH = "Learn to take the bus", "Who meets her at the gate?", "I want to work in a café."
ASKED = "What would you like to say or ask?"


@pytest.fixture
def sams(site: str) -> Any:
    """Sam's plan with one line, and a version that waits for signatures."""
    known = cast()
    line = cooking(known)
    with acting(as_person(known.head.pk)):
        actions.cut_version(learner=known.learner, reason=VersionReason.AGREEMENT, by=known.head)
    return known, line, f"/plans/{known.learner.public_id}/"


def count(sams: Cast, of: Any, **where: Any) -> int:
    """How many rows there are: asked in a thread without a browser."""

    def ask() -> int:
        from django.db import connections

        with acting(as_person(sams.sam.pk)):
            found = of.objects.filter(learner=sams.learner, **where).count()
        connections.close_all()
        return int(found)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(ask).result()


def goes(who: Somebody, path: str) -> None:
    """To a page that other journeys have looked at."""
    who.page.goto(who.site + path)


def presses_twice(who: Somebody, name: str, seen: str) -> None:
    """As somebody does who double-clicks everything."""
    who.page.get_by_role("button", name=name, exact=True).dblclick(no_wait_after=True)
    who.sees(seen)


def test_a_double_click_puts_forward_agrees_and_signs_once(sams: Any, somebody: Callable[..., Somebody]) -> None:
    known, line, plan = sams
    head, sam = somebody(known.head), somebody(known.sam)
    # When a college puts something forward with a double click
    goes(head, f"{plan}lines/new/support/")
    head.writes("What it is", BUS)
    presses_twice(head, "Put it in the plan", "No organisation yet")
    # And Sam says yes to the course, and agrees to the plan, with double clicks
    goes(sam, f"{plan}mine/{line.pk}/")
    presses_twice(sam, "Yes", "You said: Yes")
    goes(sam, f"{plan}mine/agree/1/")
    presses_twice(sam, "Yes, I agree", "All of my plan")
    # Then each is there once
    assert count(known, Line, title=BUS) == 1
    assert count(known, Reply) == count(known, Signature) == 1


def test_what_is_sent_after_the_session_ended_waits_until_they_are_back(
    sams: Any, somebody: Callable[..., Somebody]
) -> None:
    known, line, plan = sams
    head = somebody(known.head)
    window = head.page.context
    # Given a question that is being written when the session ends
    goes(head, f"{plan}lines/{line.pk}/comments/")
    head.writes(ASKED, QUESTION)
    session = [cookie for cookie in window.cookies() if cookie["name"] == "session"]
    window.clear_cookies()
    # When it is sent from a browser that is no longer known, then it is shown, and nothing is done
    window.new_page().goto(head.site)  # where they sign in anew: there is another token then
    head.page.on("console", lambda _said: head.complaints.clear())  # 401 and 403 are as they should be
    head.presses_on("button", "Ask a question")
    head.sees("What you wrote is still here.", QUESTION)
    window.add_cookies(session)
    presses_until_kept(head)
    # Then it stands at the line, once
    head.sees(QUESTION)
    assert count(known, Comment, words=QUESTION) == 1


def presses_until_kept(who: Somebody) -> None:
    """Once, or once more where the page was from before they signed in."""
    for _attempt in range(2):
        if who.page.get_by_role("button", name="Send it now").count():
            who.presses_on("button", "Send it now")
    who.sees("It stands at this part of the plan now.")


@pytest.mark.parametrize("script", [True], ids=["with script"])
def test_what_is_sent_while_the_connection_is_cut_is_kept_and_done_once(
    sams: Any, somebody: Callable[..., Somebody]
) -> None:
    known, _line, plan = sams
    mother = somebody(known.mother)
    page, wish = mother.page, "What does the learner want to be able to do?"
    # Given a browser that knows it is offline: the page stays, and says so
    goes(mother, f"{plan}outcomes/new/")
    mother.writes(wish, WISH)
    mother.ticks("Work")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There is no connection. What you typed is still here.")).to_be_visible()
    page.context.set_offline(False)

    # When it is sent and the answer gets lost on the way
    def loses(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/outcomes/new/", lambda route: loses(route) if route.request.method == "POST" else route.continue_())
    page.wait_for_timeout(1100)  # a second press within a second is taken for a double click
    with pytest.raises(Error, match="ERR_CONNECTION_RESET"), page.expect_navigation():
        page.get_by_role("button", name="Save").click(no_wait_after=True)
    page.unroute_all()
    mother.complaints.clear()
    # Then whoever comes back to the form finds what they typed, and sends it again
    goes(mother, f"{plan}outcomes/new/")
    expect(page.get_by_text("This may not have arrived.")).to_be_visible()
    assert page.get_by_label(wish, exact=True).input_value() == WISH
    page.get_by_role("button", name="Save").click()
    mother.sees(WISH)
    # And it was done once
    assert count(known, Outcome, words=WISH) == 1
    # And what somebody else typed in this tab is put back for nobody
    kept = {"who": str(known.head.public_id), "at": 0, "typed": [["words", "of another"]], "when": 9e15}
    kept["page"] = f"{plan}outcomes/new/"
    page.evaluate("kept => sessionStorage.setItem('wr-typed', JSON.stringify(kept))", kept)
    goes(mother, f"{plan}outcomes/new/")
    assert page.get_by_text("This may not have arrived.").count() == 0
    assert page.evaluate("sessionStorage.getItem('wr-typed')") is None
