"""The learner's own plan: look, answer, take it back, ask, say how it went, agree. Nobody else is let in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

import wraparound.plans
from tests.passport.test_easy_read import SAID, too_long
from tests.people import browser
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions, queries
from wraparound.plans.kinds import Answer, LineKind, VersionReason
from wraparound.plans.kinds_of_reviews import ReviewKind
from wraparound.plans.models import Comment, Day, Line, Reply, Signature

pytestmark = pytest.mark.django_db
FOLDER = Path(wraparound.plans.__file__).parent
ALL_WEEK = [[day * 1440 + 600, day * 1440 + 660] for day in range(7)]


@pytest.fixture
def sams() -> Cast:
    return cast()


@pytest.fixture
def line(sams: Cast) -> Line:
    """A line that runs today."""
    today = clock.today()
    with acting(as_person(sams.head.pk)):
        said = {"organisation": sams.college, "starts": today - timedelta(days=9), "ends": today + timedelta(days=30)}
        told = {"kind": LineKind.OFFERING, "title": "Cooking for one", "sessions": ALL_WEEK, "by": sams.head}
        made = actions.propose_line(learner=sams.learner, **told, **said)
        actions.accept_line(line=made, by=sams.head)
    return made


def at(sams: Cast, line: Line | None = None, more: str = "") -> str:
    return f"/plans/{sams.learner.public_id}/" + (f"mine/{line.pk}/{more}" if line else more)


def test_my_plan_shows_today_my_week_and_what_waits_for_me(sams: Cast, line: Line) -> None:
    page = browser(sams.sam).get(at(sams)).content.decode()
    assert '<h2 class="govuk-heading-l">Today</h2>' in page
    assert "My week as a list" in page and "<svg" in page
    assert "Somebody wants to know what you think." in page
    assert page.count("Cooking for one") > 4
    assert f"Ends on {(clock.today() + timedelta(days=30)).day} " in page


def test_i_answer_with_one_press_and_take_it_back_with_one(sams: Cast, line: Line) -> None:
    sam = browser(sams.sam)
    answer = sam.post(at(sams, line), {"do": "yes", "words": ""})
    assert answer.status_code in (302, 303)
    assert "You said: Yes" in sam.get(at(sams, line)).content.decode()
    with acting(as_person(sams.sam.pk)):
        assert queries.plan_page(sams.sam, sams.learner).lines[0].is_agreed
    sam.post(at(sams, line), {"do": "nothing"})
    page = sam.get(at(sams, line)).content.decode()
    assert "You said:" not in page
    with acting(as_person(sams.sam.pk)):
        assert "learner-not-asked" in queries.plan_page(sams.sam, sams.learner).lines[0].troubles
        assert [r.answer for r in Reply.objects.order_by("at")] == [Answer.YES, Answer.NOTHING]  # both are kept


def test_no_button_pressed_is_said_clearly_and_keeps_the_words(sams: Cast, line: Line) -> None:
    page = browser(sams.sam).post(at(sams, line), {"words": "It is too loud for me"}).content.decode()
    assert "Press one of the buttons." in page
    assert "It is too loud for me" in page


def test_i_ask_and_see_the_answer(sams: Cast, line: Line) -> None:
    sam = browser(sams.sam)
    assert "Write your question." in sam.post(at(sams, line, "ask/"), {"words": " "}).content.decode()
    sam.post(at(sams, line, "ask/"), {"words": "Can Zara come?"})
    with acting(as_person(sams.head.pk)):
        asked = Comment.objects.get(line=line)
        assert asked.asks
        actions.answer_comment(comment=asked, words="Yes, on Friday.", by=sams.head)
    page = sam.get(at(sams, line)).content.decode()
    assert page.index("Can Zara come?") < page.index("Yes, on Friday.")


def test_i_say_how_it_went_today(sams: Cast, line: Line) -> None:
    sam = browser(sams.sam)
    assert "Press one of the faces." in sam.post(at(sams, line, "today/"), {}).content.decode()
    sam.post(at(sams, line, "today/"), {"do": "bad", "words": "Too loud"})
    with acting(as_person(sams.sam.pk)):
        assert [(d.face, d.words, d.said_by) for d in Day.objects.all()] == [("bad", "Too loud", "learner")]
    assert "You said: Not good" in sam.get(at(sams)).content.decode()


def test_i_agree_to_the_plan_as_it_stood_and_only_once(sams: Cast, line: Line) -> None:
    with acting(as_person(sams.head.pk)):
        actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        actions.change_line(line=line, wanted={"title": "Cooking for two"}, seen={}, by=sams.head)
    sam, address = browser(sams.sam), at(sams, more="mine/agree/1/")
    assert "Your plan is ready" in sam.get(at(sams)).content.decode()
    page = sam.get(address).content.decode()
    assert "Cooking for one" in page and "Cooking for two" not in page
    sam.post(address), sam.post(address)
    with acting(as_person(sams.sam.pk)):
        assert Signature.objects.count() == 1
    assert "You agreed to this." in sam.get(address).content.decode()
    assert "Your plan is ready" not in sam.get(at(sams)).content.decode()


def test_no_answer_stands_out_before_the_others(sams: Cast, line: Line) -> None:
    page = browser(sams.sam).get(at(sams, line)).content.decode()
    found = re.findall(r'<button class="([^"]*wr-face)"', page)
    assert len(found) == 3 and len(set(found)) == 1


def test_i_see_the_meetings_about_my_plan_until_they_are_over(sams: Cast) -> None:
    sam, then = browser(sams.sam), clock.today() + timedelta(days=10)
    assert "Meetings about my plan" not in sam.get(at(sams)).content.decode()
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "organisation": sams.specialist, "place": "In the café", "by": sams.lead}
        planned = actions.plan_review(kind=ReviewKind.TERMLY, on=then, **told)
    page = sam.get(at(sams)).content.decode()
    assert page.index("Meetings about my plan") < page.index("In the café")
    with acting(as_person(sams.lead.pk)):
        actions.cancel_review(review=planned, because="Sam is ill", by=sams.lead)
    assert "Meetings about my plan" not in sam.get(at(sams)).content.decode()


def test_nothing_leads_me_to_the_lists_of_those_who_support_others(sams: Cast, line: Line) -> None:
    for more in ("", "reviews/", "progress/", "flags/", "now-and-then/", f"lines/{line.pk}/days/"):
        assert "My caseload" not in browser(sams.sam).get(at(sams, more=more)).content.decode(), more


@pytest.mark.parametrize("who", ["mother", "head", "stranger"])
def test_nobody_else_is_let_into_the_learners_own_pages(sams: Cast, line: Line, who: str) -> None:
    theirs = browser(getattr(sams, who))
    for address in (at(sams, line), at(sams, line, "ask/"), at(sams, line, "today/"), at(sams, more="mine/agree/1/")):
        assert theirs.get(address).status_code == 404
        assert theirs.post(address, {"do": "yes", "words": "x"}).status_code == 404
    with acting(as_person(sams.sam.pk)):
        assert not Reply.objects.exists() and not Comment.objects.exists()


def test_what_learners_read_here_is_in_short_sentences() -> None:
    said = [t for file in FOLDER.glob("jinja2/plans/own*.html") for t in SAID.findall(file.read_text())]
    for name in ("forms/own.py", "views/own.py"):
        said += re.findall(r'(?:gettext_lazy|_)\("([^"]*)"\)', (FOLDER / name).read_text())
    assert len(said) > 50
    assert [s for text in said for s in too_long(text)] == []
