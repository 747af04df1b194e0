"""Lists over many learners: how far plans are, reviews that are due, open flags, choosing one of my learners."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.people import browser, granted, in_circle, learner, member, organisation
from tests.plans.offers import offers
from tests.plans.pages import cooking, text
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind, VersionReason
from wraparound.plans.kinds_of_lists import Due, PlanState
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind
from wraparound.plans.queries import lists
from wraparound.plans.queries.caseload import caseload

pytestmark = pytest.mark.django_db
LISTS = ("list", "reviews-due", "flags-open", "leavers")


@pytest.fixture
def sams() -> Cast:
    return cast()


def day(after: int):
    return clock.today() + timedelta(days=after)


def row_of(sams: Cast, who=None):
    who = who or sams.lead
    with acting(as_person(who.pk)):
        (row,) = caseload(who)
    return row


def filled(sams: Cast) -> None:
    """A review that is overdue, a flag, a leaving."""
    with acting(as_person(sams.lead.pk)):
        told = {"learner": sams.learner, "by": sams.lead}
        of = {"organisation": sams.specialist, "lead": sams.lead}
        actions.plan_review(kind=ReviewKind.ANNUAL, on=day(-3), **of, **told)
        actions.raise_flag(kind=FlagKind.WOBBLE, owner=sams.head, due=day(-1), words="=SUM(A1)", **told)
        actions.expect_leaving(organisation=sams.specialist, on=day(200), **told)
        actions.cut_version(reason=VersionReason.AGREEMENT, **told)


def file_of(who, name: str, **asked: str) -> list[list[str]]:
    answer = browser(who).get(reverse(f"plans:{name}"), {"export": "csv", **asked})
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_plan_goes_from_nothing_to_agreed_and_changed(sams: Cast) -> None:
    assert row_of(sams).state is PlanState.NOTHING
    line = cooking(sams)
    assert row_of(sams).state is PlanState.COMPOSED
    with acting(as_person(sams.lead.pk)):
        version = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.lead)
    row = row_of(sams)
    assert (row.state, row.waits_for) == (PlanState.WAITING, ("Sam Green", "Northside College"))
    assert row_of(sams, sams.head).to_sign == 1 and row.to_sign == 0
    with acting(as_person(sams.head.pk)):
        actions.sign_version(version=version, said_by=SaidBy.ORGANISATION, organisation=sams.college, by=sams.head)
    assert row_of(sams).waits_for == ("Sam Green",)
    with acting(as_person(sams.sam.pk)):
        actions.sign_version(version=version, said_by=SaidBy.LEARNER, by=sams.sam)
    assert row_of(sams).state is PlanState.AGREED
    with acting(as_person(sams.head.pk)):
        actions.change_line(line=line, wanted={"title": "Baking"}, seen={}, by=sams.head)
    assert row_of(sams).state is PlanState.CHANGED


def test_a_change_that_is_hidden_from_somebody_leaves_their_list_as_it_was(sams: Cast) -> None:
    cooking(sams)
    service = organisation("Plans Only Service")
    who = member(service, "Paul Plan")
    in_circle(sams.learner, who, service)
    granted(sams.learner, service, sams.sam, [Category.IDENTITY, Category.PLAN])
    with acting(as_person(sams.head.pk)):
        version = actions.cut_version(learner=sams.learner, reason=VersionReason.AGREEMENT, by=sams.head)
        actions.sign_version(version=version, said_by=SaidBy.ORGANISATION, organisation=sams.college, by=sams.head)
    with acting(as_person(sams.sam.pk)):
        actions.sign_version(version=version, said_by=SaidBy.LEARNER, by=sams.sam)
    before = row_of(sams, who)
    with acting(as_person(sams.head.pk)):
        actions.propose_line(learner=sams.learner, kind=LineKind.PLACEMENT, title="At the bakery", by=sams.head)
    assert row_of(sams, who) == before and before.state is PlanState.AGREED
    assert row_of(sams).state is PlanState.CHANGED


def test_lists_hold_what_is_open_and_nothing_for_others(sams: Cast) -> None:
    filled(sams)
    cooking(sams)
    for name in LISTS:
        for who in (sams.lead, sams.head, sams.mother):
            assert "Sam Green" in text(browser(who).get(reverse(f"plans:{name}"))), (name, who.name)
        page = text(browser(sams.stranger).get(reverse(f"plans:{name}")))
        assert "Sam" not in page and len(file_of(sams.stranger, name)) == 1
        assert browser().get(reverse(f"plans:{name}")).status_code == 302


def test_reviews_are_overdue_soon_or_not_planned(sams: Cast) -> None:
    with acting(as_person(sams.lead.pk)):
        assert [r.due for r in lists.reviews_due(sams.lead)] == [Due.NONE]
    filled(sams)
    with acting(as_person(sams.lead.pk)):
        (row,) = lists.reviews_due(sams.lead)
    assert (row.due, row.lead, row.organisation) == (Due.OVERDUE, "Lee Lead", "Brook Specialist College")
    assert "overdue" in text(browser(sams.lead).get(reverse("plans:list"), {"review-due": "overdue"}))
    assert "Sam Green" not in text(browser(sams.lead).get(reverse("plans:list"), {"review-due": "none"}))


def test_a_flag_stands_with_who_looks_at_it_until_it_is_settled(sams: Cast) -> None:
    filled(sams)
    with acting(as_person(sams.head.pk)):
        (flag,) = lists.flags_open(sams.head)
        assert (flag.owner, flag.mine, flag.overdue) == ("Hanna Head", "yes", "yes")
    assert "Sam Green" not in text(browser(sams.lead).get(reverse("plans:flags-open"), {"mine": "yes"}))


def test_a_file_is_harmless_and_each_learner_in_it_is_told(sams: Cast) -> None:
    filled(sams)
    noor = learner("Noor Khan", by=sams.lead)
    granted(noor, sams.specialist, sams.lead)
    in_circle(noor, sams.lead, sams.specialist)
    heads, *rows = file_of(sams.lead, "flags-open")
    assert heads[0] == "Learner" and [row[2] for row in rows] == ["'=SUM(A1)"]
    assert events(sams.sam, sams.learner) == 1
    assert [row[0] for row in file_of(sams.lead, "list", q="noor")[1:]] == ["Noor Khan"]
    assert events(sams.sam, sams.learner) == 1  # she was not in it


def events(who, about) -> int:
    with acting(as_person(who.pk)):
        return AuditEvent.objects.filter(subject=about.public_id, what="list taken away").count()


def test_lists_ask_as_often_for_many_learners_as_for_one(sams: Cast, django_assert_max_num_queries) -> None:
    cooking(sams), filled(sams)
    client, most = browser(sams.lead), {}
    for name in LISTS:
        with django_assert_max_num_queries(60) as one:
            client.get(reverse(f"plans:{name}"))
        most[name] = len(one)
    for number in range(4):
        sam = learner(f"Sam {number}", by=sams.lead)
        granted(sam, sams.specialist, sams.lead)
        in_circle(sam, sams.lead, sams.specialist)
        with acting(as_person(sams.lead.pk)):
            told = {"learner": sam, "by": sams.lead}
            actions.propose_line(kind=LineKind.SUPPORT, title="Help", organisation=sams.college, **told)
            actions.cut_version(reason=VersionReason.AGREEMENT, **told)
            actions.plan_review(kind=ReviewKind.ANNUAL, on=day(9), organisation=sams.specialist, **told)
            actions.raise_flag(kind=FlagKind.WOBBLE, owner=sams.lead, due=day(3), **told)
            actions.expect_leaving(organisation=sams.specialist, on=day(99), **told)
    for name in LISTS:
        with django_assert_max_num_queries(60) as many:
            client.get(reverse(f"plans:{name}"))
        assert len(many) == most[name], name


def test_from_a_service_somebody_asks_why_not_for_one_of_their_learners(sams: Cast) -> None:
    made = offers(sams)
    offering = made["drama"]
    path = reverse("plans:why-not-for", args=[offering.public_id])
    service = reverse("directory:service", args=[offering.service.public_id])
    for who in (sams.lead, sams.head, sams.mother):
        assert path in text(browser(who).get(service)), who.name
        assert reverse("plans:why-not", args=[sams.learner.public_id, offering.public_id]) in text(
            browser(who).get(path)
        )
    for who in (sams.stranger, sams.sam, None):
        assert path not in text(browser(who).get(service))
    page = text(browser(sams.stranger).get(path))
    assert "Sam" not in page and "No plan is open to you" in page
    assert browser(sams.lead).get(reverse("plans:why-not-for", args=[sams.learner.public_id])).status_code == 404
