"""Who leaves when, pathways, support now beside support then, and where people are afterwards, as pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.people import browser, granted, in_circle, member, organisation
from tests.plans.pages import at, text
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.directory import actions as directory
from wraparound.plans import actions, queries
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_reviews import ReviewKind
from wraparound.plans.models import Leaving, Line

if TYPE_CHECKING:
    from datetime import date

pytestmark = pytest.mark.django_db
LEAVERS, PATHWAYS = "plans:leavers", "plans:pathways"


@pytest.fixture
def sams() -> Cast:
    return cast()


def day(after: int) -> date:
    return clock.today() + timedelta(days=after)


def on(after: int) -> dict[str, str]:
    date = day(after)
    return {"on-day": str(date.day), "on-month": str(date.month), "on-year": str(date.year)}


def leaves(sams: Cast, after: int = 200) -> Leaving:
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "organisation": sams.specialist, "by": sams.lead}
        return actions.expect_leaving(on=day(after), **told)


def line(sams: Cast, title: str, starts: int, ends: int) -> Line:
    with acting(as_person(sams.head.pk)):
        said = {"organisation": sams.college, "starts": day(starts), "ends": day(ends), "by": sams.head}
        return actions.propose_line(learner=sams.learner, kind=LineKind.OFFERING, title=title, **said)


def of_the_plan(sams: Cast) -> list[str]:
    key = queries.all_pathways(sams.lead)[0].key
    names = ("choose-pathway", "leaving", "now-and-then", "destination")
    return [*(at(sams, name) for name in names), at(sams, "begin", key)]


def test_everybody_in_the_circle_reads_these_pages_and_others_find_nothing(sams: Cast) -> None:
    leaves(sams), line(sams, "Cooking", -5, 400)
    with acting(as_person(sams.lead.pk)):
        paths = of_the_plan(sams)
    before = organisation("Westside College")
    was = member(before, "Wes Was")
    in_circle(sams.learner, was, before)
    granted(sams.learner, before, sams.sam, since=clock.now() - timedelta(9), until=clock.now() - timedelta(1))
    for who in (sams.lead, sams.head, sams.mother, sams.sam):
        for path in paths:
            answer = browser(who).get(path)
            assert answer.status_code == 200, (who.name, path)
            assert not re.search(r">\s*[0-9a-f]{8}-[0-9a-f]{4}", text(answer)), path  # no id is read by anybody
    for who in (sams.stranger, was):
        assert {browser(who).get(path).status_code for path in paths} == {404}
        assert {browser(who).post(path, {"stays": "x"}).status_code for path in paths} == {404}
    assert {browser().get(path).status_code for path in [*paths, reverse(LEAVERS)]} == {302}


def test_who_has_a_grant_and_no_place_in_the_circle_writes_nothing_here(sams: Cast) -> None:
    cora = member(organisation("Riverside Council"), "Cora Council")
    granted(sams.learner, cora, sams.sam)
    reader = browser(cora)
    page = reader.get(at(sams, "destination"))
    assert page.status_code == 200 and "Say where they are" not in text(page)
    assert reader.get(at(sams, "leaving")).status_code == 403
    assert reader.get(at(sams, "choose-pathway")).status_code == 403
    reader.post(at(sams, "destination"), {"when": "end", "kind": "paid-work"})
    assert text(reader.get(at(sams, "destination"))).count("Not said yet") == 3


def test_when_they_leave_is_said_changed_and_taken_back(sams: Cast) -> None:
    lead = browser(sams.lead)
    college = str(sams.specialist.public_id)
    wrong = text(lead.post(at(sams, "leaving"), {"organisation": college, **on(200), "on-month": "x"}))
    assert "There is a problem" in wrong and f'value="{day(200).year}"' in wrong
    for after in (200, 300):
        lead.post(at(sams, "leaving"), {"organisation": college, **on(after)})
    page = text(lead.get(at(sams, "plan")))
    assert page.count("Leaves Brook Specialist College on") == 1
    with acting(as_person(sams.lead.pk)):
        [row] = Leaving.objects.filter(ended=None)
    assert row.on == day(300)
    assert lead.post(at(sams, "leaving"), {"stays": "nothing"}).status_code == 404
    lead.post(at(sams, "leaving"), {"stays": str(row.pk)})
    assert "Leaves Brook" not in text(lead.get(at(sams, "plan")))


def test_leavers_without_a_transition_review_are_found_and_no_stranger_sees_them(sams: Cast) -> None:
    leaves(sams)
    lead = browser(sams.lead)
    assert "Sam Green" in text(lead.get(reverse(LEAVERS), {"has": "no"}))
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "organisation": sams.specialist, "by": sams.lead}
        actions.plan_review(kind=ReviewKind.TRANSITION, on=day(30), **told)
    assert "Sam Green" not in text(lead.get(reverse(LEAVERS), {"has": "no"}))
    assert "Sam Green" in lead.get(reverse(LEAVERS), {"export": "csv"}).content.decode()
    assert "Sam Green" not in text(browser(sams.stranger).get(reverse(LEAVERS)))
    assert "Sam Green" not in browser(sams.stranger).get(reverse(LEAVERS), {"export": "csv"}).content.decode()


def test_a_pathway_is_read_with_its_guide_and_begun_without_a_step(sams: Cast) -> None:
    head = browser(sams.head)
    with acting(as_person(sams.head.pk)):
        found = queries.all_pathways(sams.head)[0]
    assert found.name in text(head.get(reverse(PATHWAYS)))
    page = text(head.get(reverse("plans:pathway", args=[found.key])))
    assert "For those who receive the learner" in page and found.steps[0].title in page
    path = at(sams, "begin", found.key)
    nothing = text(head.post(path, {"leave_out": [found.steps[-1].key]}))
    assert "There is a problem" in nothing
    assert re.search(rf'value="{found.steps[-1].key}"[^>]*checked', nothing)


def test_the_steps_of_a_pathway_follow_each_other_though_two_colleges_have_terms(sams: Cast) -> None:
    keeper = {sams.college: sams.head, sams.specialist: sams.lead}
    for org, by in keeper.items():
        with acting(as_person(by.pk)):
            for number in range(6):
                starts = day(20 + 100 * number)
                directory.add_term(
                    organisation=org, name=f"Term {number}", starts=starts, ends=starts + timedelta(days=80), by=by
                )
    mother = browser(sams.mother)  # of no organisation: she chooses among all
    with acting(as_person(sams.mother.pk)):
        found = queries.all_pathways(sams.mother)[0]
    page = text(mother.get(at(sams, "begin", found.key)))
    keys = re.findall(r'<option value="([0-9a-f-]+)"[^>]*>Term \d', page)
    assert len(keys) == 6
    left_out = found.steps[-1]
    mother.post(at(sams, "begin", found.key), {"term": keys[0], "leave_out": [left_out.key]})
    with acting(as_person(sams.lead.pk)):
        rows = {row.title: row for row in Line.objects.all()}
    assert set(rows) == {step.title for step in found.steps} - {left_out.title}
    for step in found.steps[:-1]:
        assert rows[step.title].starts == day(20 + 100 * step.begins)


def test_support_now_stands_beside_support_then(sams: Cast) -> None:
    leaves(sams)
    line(sams, "Cooking now", -5, 100), line(sams, "Catering then", 210, 500)
    page = text(browser(sams.mother).get(at(sams, "now-and-then")))
    row = page[page.index("Cooking now") :]
    assert "Catering then" in row[: row.index("</tr>")]


def test_support_now_and_then_shows_only_what_is_open(sams: Cast) -> None:
    line(sams, "Cooking now", -5, 100)
    with acting(as_person(sams.head.pk)):
        said = {"organisation": sams.college, "starts": day(-5), "ends": day(100), "by": sams.head}
        actions.propose_line(learner=sams.learner, kind=LineKind.PLACEMENT, title="At the bakery", **said)
    service = organisation("Plans Only Service")
    who = member(service, "Paul Plan")
    in_circle(sams.learner, who, service)
    granted(sams.learner, service, sams.sam, [Category.IDENTITY, Category.PLAN])
    page = text(browser(who).get(at(sams, "now-and-then")))
    assert "Cooking now" in page and "At the bakery" not in page


def test_where_somebody_is_afterwards_is_said_and_the_last_word_counts(sams: Cast) -> None:
    lead = browser(sams.lead)
    wrong = text(lead.post(at(sams, "destination"), {"when": "end", "words": "At the bakery"}))
    assert "There is a problem" in wrong and "At the bakery" in wrong
    lead.post(at(sams, "destination"), {"when": "end", "kind": "looking"})
    lead.post(at(sams, "destination"), {"when": "end", "kind": "paid-work", "words": "At the bakery"})
    page = text(browser(sams.mother).get(at(sams, "destination")))
    assert "At the bakery" in page and page.count("Not said yet") == 2
