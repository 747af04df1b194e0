"""The pages of a plan, as each of the cast gets them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import browser, in_circle, learner, person
from tests.plans.pages import FRIDAY, at, cooking, filled, now, text
from tests.plans.people import Cast, cast
from wraparound.core.database.scope import acting, as_person
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions
from wraparound.plans.kinds import Answer, LineKind, LineState
from wraparound.plans.models import Line
from wraparound.plans.queries.caseload import caseload

pytestmark = pytest.mark.django_db


@pytest.fixture
def sams() -> Cast:
    return cast()


def pages_of(sams: Cast, has: dict) -> list[str]:
    line = has["line"].pk
    return [
        *(at(sams, name) for name in ("plan", "history", "add-outcome", "ehc-plan", "new-line", "versions", "cut")),
        at(sams, "outcome", has["outcome"].pk),
        *(at(sams, "propose", kind.value) for kind in LineKind),
        at(sams, "find-offering", "offering"),
        *(at(sams, name, line) for name in ("line", "suggest-what", "say", "comment", "add-need", "add-payment")),
        at(sams, "suggest", line, "ends"),
        at(sams, "answer", line, has["comment"].pk),
        at(sams, "task", line, has["comment"].pk),
        at(sams, "payment", line, has["pay"].pk),
        at(sams, "version", 1),
        at(sams, "sign", 1),
        at(sams, "compare", 1, 2),
    ]


def of_whom_keeps_it(sams: Cast, has: dict) -> list[str]:
    line = has["line"].pk
    return [
        at(sams, "change", line),
        at(sams, "decide", line, "decline"),
        at(sams, "refuse-suggestion", line, has["suggestion"].pk),
    ]


def test_everybody_in_the_circle_reads_every_page_and_others_find_nothing(sams: Cast) -> None:
    has = filled(sams)
    ours = of_whom_keeps_it(sams, has)
    for who in (sams.head, sams.lead, sams.mother):
        client = browser(who)
        for path in pages_of(sams, has):
            answer = client.get(path)
            assert answer.status_code == 200, (who.name, path)
            assert not re.search(r">\s*[0-9a-f]{8}-[0-9a-f]{4}", text(answer)), path  # no id is read by anybody
        assert {client.get(path).status_code for path in ours} == {200 if who == sams.head else 403}
    for path in [*pages_of(sams, has), *ours]:
        assert browser(sams.stranger).get(path).status_code == 404, path
        assert browser().get(path).status_code == 302, path


def test_a_line_is_put_forward_accepted_stopped_with_a_reason_and_opened_again(sams: Cast) -> None:
    mother, head = browser(sams.mother), browser(sams.head)
    said = {"title": "Travel training", "organisation": str(sams.college.public_id), "source": "meeting",
            "source_words": "At the open day", "minutes": "90", "lead": "", "details": ""}  # fmt: skip
    assert "There is a problem" in text(mother.post(at(sams, "propose", "support"), {**said, "title": ""}))
    led_to = mother.post(at(sams, "propose", "support"), said).headers["Location"]
    with acting(as_person(sams.head.pk)):
        line = Line.objects.get()
        assert (line.source, line.minutes, line.organisation_id) == ("meeting", 90, sams.college.pk)
    assert led_to == at(sams, "line", line.pk)
    assert "Only the organisation" in text(mother.post(at(sams, "decide", line.pk, "accept"), follow=True))
    head.post(at(sams, "decide", line.pk, "accept"))
    assert now(sams, line).state == LineState.ACCEPTED
    assert "Say why" in text(head.post(at(sams, "decide", line.pk, "stop"), {"because": " "}))
    head.post(at(sams, "decide", line.pk, "stop"), {"because": "The bus has gone"})
    assert "The bus has gone" in text(mother.get(at(sams, "plan")))
    head.post(at(sams, "decide", line.pk, "reopen"))
    assert now(sams, line).state == LineState.PROPOSED


def test_a_line_that_is_nobodys_is_taken_by_an_organisation_of_the_circle(sams: Cast) -> None:
    line = cooking(sams, organisation=None)
    assert browser(sams.mother).post(at(sams, "take", line.pk), {"organisation": "x"}).status_code == 404
    browser(sams.lead).post(at(sams, "take", line.pk), {"organisation": str(sams.specialist.public_id)})
    assert now(sams, line).organisation_id == sams.specialist.pk


def test_everybody_speaks_in_their_own_voice(sams: Cast) -> None:
    line = cooking(sams)
    page = text(browser(sams.mother).get(at(sams, "say", line.pk)))
    assert "As family" in page and "For Northside College" not in page
    head = browser(sams.head)
    said = {"answer": "yes", "words": "We look forward", "way": f"organisation.{sams.college.public_id}"}
    head.post(at(sams, "say", line.pk), said)
    wrong = {**said, "way": f"organisation.{sams.specialist.public_id}"}
    assert "There is a problem" in text(head.post(at(sams, "say", line.pk), wrong))
    head.post(at(sams, "say", line.pk), {"answer": "not-yet", "words": "I like Tuesdays", "way": "supporter"})
    plan = text(head.get(at(sams, "plan")))
    assert plan.index("The learner: Not yet") < plan.index("Northside College: Yes")
    assert "Typed by Hanna Head" in plan


def test_a_question_is_answered_or_becomes_a_task(sams: Cast) -> None:
    line, mother, head = cooking(sams), browser(sams.mother), browser(sams.head)
    assert "Write what you would like to say" in text(mother.post(at(sams, "comment", line.pk), {"words": ""}))
    for words in ("Who takes her home?", "Which bus?"):
        mother.post(at(sams, "comment", line.pk), {"words": words, "do": "ask"})
    from wraparound.plans.queries import talk

    with acting(as_person(sams.head.pk)):
        home, bus = (c.id for c in talk.comments(sams.head, line, {}))
    head.post(at(sams, "answer", line.pk, home), {"words": "The minibus"})
    said = {"title": "Find the bus", "organisation": str(sams.college.public_id), "ends-day": "1", "ends-month": "9",
            "ends-year": "2026"}  # fmt: skip
    head.post(at(sams, "task", line.pk, bus), said)
    page = text(mother.get(at(sams, "line", line.pk)))
    assert "The minibus" in page and "Find the bus" in page
    assert "open question" not in text(mother.get(at(sams, "plan")))


def test_money_is_on_the_page_only_where_money_is_open(sams: Cast) -> None:
    from tests.people import granted, member, organisation
    from wraparound.accounts.roles import CirclePart
    from wraparound.core.categories import Category

    has = filled(sams)
    cafe = organisation("The Corner Café")
    kim = member(cafe, "Kim")
    in_circle(sams.learner, kim, cafe, CirclePart.SUPPORT)
    granted(sams.learner, cafe, sams.sam, [Category.IDENTITY, Category.PLAN])
    client, line = browser(kim), has["line"]
    for path in (at(sams, "line", line.pk), at(sams, "version", 1), at(sams, "history"), at(sams, "plan")):
        page = text(client.get(path))
        for hidden in ("£1,200", "Who pays", "midazolam", "work in a café"):
            assert hidden not in page, (path, hidden)
    assert client.get(at(sams, "add-payment", line.pk)).status_code == 403
    assert client.get(at(sams, "payment", line.pk, has["pay"].pk)).status_code == 404
    head = browser(sams.head)
    assert "£1,200" in text(head.get(at(sams, "line", line.pk)))
    head.post(at(sams, "settle-payment", line.pk, has["pay"].pk), {"do": "agree"})
    assert "Agreed." in text(head.get(at(sams, "line", line.pk)))


def test_versions_are_compared_in_words_signed_and_a_line_put_back(sams: Cast) -> None:
    has, head = filled(sams), browser(sams.head)
    page = text(head.get(at(sams, "compare", 1, 2)))
    for words in ("18 December 2026", "26 March 2027", "Hanna Head", "Who leads", "Deputy"):
        assert words in page
    assert head.get(at(sams, "versions"), {"earlier": "2", "later": "1"}).headers["Location"] == at(
        sams, "compare", 1, 2
    )
    page = text(head.get(at(sams, "version", 1)))
    assert page.count("has not signed yet") == 2
    head.post(at(sams, "sign", 1), {"way": f"organisation.{sams.college.public_id}", "words": "Gladly"})
    browser(sams.mother).post(at(sams, "sign", 1), {"way": "family", "words": ""})
    page = text(head.get(at(sams, "version", 1)))
    assert page.count("has not signed yet") == 1 and "Gladly" in page and "Mia Green" in page
    assert "1 of 2 have signed" in text(head.get(at(sams, "versions")))
    assert (
        "another organisation"
        in text(browser(sams.lead).post(at(sams, "restore", 1, has["line"].pk), follow=True)).lower()
    )
    head.post(at(sams, "restore", 1, has["line"].pk))
    assert now(sams, has["line"]).ends == FRIDAY


def test_the_history_is_in_words_and_can_be_narrowed(sams: Cast) -> None:
    has, head = filled(sams), browser(sams.head)
    page = text(head.get(at(sams, "history")))
    for words in ("Level 1 catering", "Northside College", "Monday, 9:30am to 3pm", "I want to work in a café",
                  "26 March 2027", "£1,200.00"):  # fmt: skip
        assert words in page, words
    assert "Somebody whom" not in page  # who led once still has a name
    one = text(head.get(at(sams, "history"), {"row": has["outcome"].pk}))
    assert "Monday, 9:30am" not in one
    assert "Nothing is written yet" in text(head.get(at(sams, "history"), {"who": "Nobody"}))


def test_the_caseload_says_what_waits_for_whom(sams: Cast) -> None:
    filled(sams)
    page = text(browser(sams.head).get(reverse("plans:list")))
    for words in ("Sam Green", "questions: 1", "to accept: 1", "suggestions: 1", "to sign: 1"):
        assert words in page, words
    assert "Nothing" in text(browser(sams.lead).get(reverse("plans:list"), {"waits": "no"}))
    assert "Sam Green" not in text(browser(sams.stranger).get(reverse("plans:list")))
    file = browser(sams.head).get(reverse("plans:list"), {"export": "csv"}).content.decode()
    assert "Sam Green" in file


def counted(client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len([q for q in found if not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK|set |reset )", q["sql"], re.IGNORECASE)])


def test_the_caseload_asks_as_often_for_fifty_learners_as_for_one(sams: Cast) -> None:
    from tests.people import granted

    filled(sams)
    client, path = browser(sams.head), reverse("plans:list")
    one = counted(client, path)
    for number in range(49):
        other = learner(f"Learner {number}", by=sams.head, person=person())
        in_circle(other, sams.head, sams.college)
        granted(other, sams.college, sams.head)
    with acting(as_person(sams.head.pk)):
        assert len(caseload(sams.head)) == 50
        actions.propose_line(learner=other, kind=LineKind.SUPPORT, title="Bus", by=sams.head)
    assert counted(client, path) == one


def test_each_page_leaves_a_look_in_the_learners_chain(sams: Cast) -> None:
    from wraparound.core.models import AuditEvent

    has = filled(sams)
    for name, more in (("plan", ()), ("line", (has["line"].pk,)), ("version", (1,)), ("history", ())):
        browser(sams.lead).get(at(sams, name, *more))
    with acting(as_person(sams.sam.pk)):
        looks = AuditEvent.objects.filter(subject=sams.learner.public_id, what="looked at")
        assert looks.count() == 4


def test_a_reply_that_was_said_before_the_line_changed_says_so(sams: Cast) -> None:
    line = cooking(sams)
    with acting(as_person(sams.head.pk)):
        actions.reply_to_line(line=line, answer=Answer.YES, said_by=SaidBy.SUPPORTER, by=sams.head)
        actions.change_line(line=line, wanted={"ends": date(2027, 7, 16)}, seen={}, by=sams.head)
    assert "It changed after this was said." in text(browser(sams.mother).get(at(sams, "line", line.pk)))


def test_an_offering_of_the_local_offer_goes_into_a_plan(sams: Cast) -> None:
    from tests.directory import people as offer
    from tests.people import member
    from wraparound.accounts.roles import MemberRole

    keeper = member(sams.college, "Keeper", MemberRole.ORGANISATION_ADMIN)
    with acting(as_person(keeper.pk)):
        service = offer.service(sams.college, keeper, published=True)
        made = offer.offering(service, offer.site(sams.college, keeper, published=True), keeper, published=True)
    head, page = browser(sams.head), reverse("directory:service", args=[service.public_id])
    assert "Put this in a plan" in text(head.get(page))
    assert "Put this in a plan" not in text(browser().get(page))
    assert "Sam Green" in text(head.get(reverse("plans:put", args=[made.public_id])))
    assert "Cooking for one" in text(head.get(at(sams, "new-line"), {"offering": made.public_id}))
    assert "Cooking for one" in text(head.get(at(sams, "find-offering", "offering"), {"q": "cooking"}))
    assert "Nothing found" in text(head.get(at(sams, "find-offering", "offering"), {"q": "zebras"}))
    assert head.get(at(sams, "propose", "offering"), {"offering": "x"}).status_code == 404
    form = text(head.get(at(sams, "propose", "offering"), {"offering": made.public_id}))
    assert 'value="Cooking for one"' in form and "Mon 9:30-11:00" in form
    said = {"title": "Cooking", "organisation": str(sams.college.public_id), "sessions": "Mon 9:30-11:00"}
    head.post(at(sams, "propose", "offering"), {**said, "offering": str(made.public_id), "source": "person"})
    with acting(as_person(sams.head.pk)):
        line = Line.objects.get()
        assert (line.offering_id, line.site_id, line.sessions) == (made.pk, made.site_id, [[570, 660]])
    assert "Cooking for one, Main site" in text(head.get(at(sams, "line", line.pk)))
