"""The page of the money of a plan: who sees it, what counts, two providers, one placement beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import browser, granted, in_circle, member, organisation
from tests.plans.offers import offers
from tests.plans.pages import at, text
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import OrganisationKind
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.directory.kinds import Funder
from wraparound.plans import actions
from wraparound.plans.kinds import LineKind
from wraparound.plans.models import Line, Payment
from wraparound.plans.queries import money, money_beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def sams() -> Cast:
    return cast()


def day(after: int):
    return clock.today() + timedelta(days=after)


def line(sams: Cast, title: str, of: object, kind: LineKind = LineKind.OFFERING, **more: object) -> Line:
    with acting(as_person(sams.head.pk)):
        said = {"organisation": of, "starts": day(5), "ends": day(80), "by": sams.head, **more}
        return actions.propose_line(learner=sams.learner, kind=kind, title=title, **said)


def pays(sams: Cast, row: Line, payer: object, pence: int, **more: object) -> Payment:
    with acting(as_person(sams.head.pk)):
        told = {"funder": Funder.COUNCIL, "payer": payer, "pence": pence, "each": "once", "by": sams.head, **more}
        return actions.add_payment(line=row, **told)


def found(sams: Cast, who=None) -> money.PlanMoney:
    who = who or sams.lead
    with acting(as_person(who.pk)):
        return money.plan_money(who, sams.learner)


def test_the_page_is_for_those_to_whom_money_is_open_and_for_others_there_is_none(sams: Cast) -> None:
    pays(sams, line(sams, "Cooking", sams.college), sams.specialist, 123_45)
    without = organisation("No Money Service")
    blind = member(without, "Ned No")
    in_circle(sams.learner, blind, without)
    granted(sams.learner, without, sams.sam, [c for c in Category if c is not Category.FINANCE])
    was = member(organisation("Westside College"), "Wes Was")
    for who in (sams.lead, sams.head, sams.mother, sams.sam):
        assert "£123.45" in text(browser(who).get(at(sams, "money"))), who.name
    for who in (blind, sams.stranger, was):
        assert browser(who).get(at(sams, "money")).status_code == 404
    assert browser().get(at(sams, "money")).status_code == 302
    page = text(browser(blind).get(at(sams, "plan")))
    assert "Cooking" in page and at(sams, "money") not in page
    assert at(sams, "money") in text(browser(sams.lead).get(at(sams, "plan")))


def test_what_of_a_hidden_part_is_paid_counts_nowhere(sams: Cast) -> None:
    pays(sams, line(sams, "Cooking", sams.college), sams.specialist, 100)
    pays(sams, line(sams, "At the bakery", sams.college, LineKind.PLACEMENT), sams.specialist, 5_000)
    service = organisation("Panel")
    who = member(service, "Pia Panel")
    in_circle(sams.learner, who, service)
    granted(sams.learner, service, sams.sam, [Category.IDENTITY, Category.PLAN, Category.FINANCE])
    assert found(sams).statement.total.net == 5_100
    assert found(sams, who).statement.total.net == 100
    page = text(browser(who).get(at(sams, "money")))
    assert "bakery" not in page and "£50" not in page


def test_taken_back_is_told_apart_from_changed_and_from_not_yet_promised(sams: Cast) -> None:
    row = line(sams, "Cooking", sams.college)
    back, changed, promised = (pays(sams, row, sams.college, pence) for pence in (1, 10, 100))
    with acting(as_person(sams.head.pk)):
        for one in (back, changed, promised):
            actions.agree_payment(payment=one, agreed=True, by=sams.head)
        actions.agree_payment(payment=back, agreed=False, by=sams.head)
        actions.change_payment(payment=changed, wanted={"pence": 20}, seen={}, by=sams.head)
    pays(sams, row, None, 1_000)
    answers = {answer: sums.net for answer, sums in found(sams).statement.answers}
    assert answers == {"promised": 100, "asked": 20, "refused": 1, "nobody": 1_000}
    page = text(browser(sams.lead).get(at(sams, "money")))
    assert "Promised before, taken back" in page and "Nobody is asked yet" in page


def test_what_was_not_possible_stands_with_its_reason_in_no_sum(sams: Cast) -> None:
    row = line(sams, "Cooking", sams.college)
    pays(sams, row, sams.specialist, 77)
    with acting(as_person(sams.head.pk)):
        actions.decline_line(line=row, because="The kitchen is full", by=sams.head)
    told = found(sams)
    assert told.statement.total.net == 0 and [one.line.title for one in told.not_counted] == ["Cooking"]
    assert "The kitchen is full" in text(browser(sams.lead).get(at(sams, "money")))


def test_two_providers_are_told_what_each_is_paid_for_and_what_looks_paid_twice(sams: Cast) -> None:
    council = organisation("Brookshire Council", OrganisationKind.COUNCIL)
    hours = [[600, 720]]
    pays(sams, line(sams, "Independence", sams.specialist, sessions=hours), council, 900_00)
    pays(sams, line(sams, "Catering", sams.college, sessions=hours), council, 300_00)
    pays(sams, line(sams, "Taster", sams.college), sams.specialist, 50_00)
    page = text(browser(sams.lead).get(at(sams, "money")))
    assert "are both paid for Sam" in page
    assert "Held by Brook Specialist College, provided by Northside College" in page  # the taster
    assert "A second contract, with Northside College" in page  # catering
    assert "£50.00 is what one of the two pays the other" in page
    assert "pays for “Independence” and “Catering” at the same hours" in page
    key = str(sams.college.public_id)
    wrong = text(browser(sams.lead).get(at(sams, "money"), {"lead": key, "other": key}))
    assert "Choose two different providers." in wrong


def test_one_placement_stands_beside_the_plan_at_its_own_price_and_says_where_it_is_not_the_same(sams: Cast) -> None:
    made = offers(sams)
    row = line(sams, "Cooking", sams.college, offering=made["cooking"], sessions=made["cooking"].sessions)
    pays(sams, row, sams.specialist, 50_00)
    with acting(as_person(sams.lead.pk)):
        actions.add_line_need(line=row, need="nurse-on-site", by=sams.lead)
        offered = money_beside.placements(sams.lead)
        assert {o.organisation_id for o, _name in offered.values()} == {sams.specialist.pk}
        beside = made["friends"]
        beside.price = 30_00
        told = money_beside.beside(sams.lead, sams.learner, money.plan_money(sams.lead, sams.learner), beside)
    assert told.comparison is not None
    assert (told.comparison.plan.net, told.comparison.placement.net) == (50_00, 30_00)  # both touch one term
    assert (told.minutes, told.plan_minutes) == (90, 180)
    assert len(told.lacks) == 1 and not told.is_the_same
    page = text(browser(sams.lead).get(at(sams, "money"), {"beside": made["friends"].public_id}))
    assert "it cannot be known from it what one placement would cost" in page and "costs" in page
    assert "costs £" not in page  # no difference is told of two things that are not the same


def test_a_learner_reads_in_two_sentences_what_is_paid_and_only_where_something_is(sams: Cast) -> None:
    row = line(sams, "Cooking", sams.college)
    line(sams, "Drama", sams.college)
    assert "Somebody pays" not in text(browser(sams.sam).get(at(sams, "plan")))
    pays(sams, row, sams.specialist, 1)
    page = text(browser(sams.sam).get(at(sams, "plan")))
    assert "Somebody pays for 1 part of your plan." in page and "For 1 part nobody pays yet." in page


def test_the_page_asks_as_often_for_many_parts_as_for_one(sams: Cast, django_assert_max_num_queries) -> None:
    made = offers(sams)
    pays(sams, line(sams, "Cooking", sams.college, offering=made["cooking"]), sams.specialist, 1)
    client = browser(sams.lead)
    client.get(at(sams, "money"))
    with django_assert_max_num_queries(100) as one:
        client.get(at(sams, "money"))
    for number in range(4):
        pays(sams, line(sams, f"More {number}", sams.specialist, offering=made["friends"]), sams.college, 1)
    with django_assert_max_num_queries(100) as many:
        client.get(at(sams, "money"))
    assert len(many) <= len(one) + 1, (len(one), len(many))
