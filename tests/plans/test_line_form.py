"""The form of a line: its site, what puts it in place, and organisations that cannot see the plan yet."""

from __future__ import annotations

import re

import pytest

from tests.people import browser, granted, in_circle, member, organisation
from tests.plans.offers import Offers, offers
from tests.plans.pages import at, cooking, now, text
from tests.plans.people import Cast, cast
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.directory import actions as directory
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, fields, planning, queries
from wraparound.plans.kinds import LineKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def sams() -> Cast:
    return cast()


@pytest.fixture
def made(sams: Cast) -> Offers:
    return offers(sams)


def kept(client, sams: Cast, line: object, field: str, **said: object) -> str:
    """What htmx sends when a field was chosen; redirects are followed as a browser would."""
    path = at(sams, "keep", line.pk, field)
    return text(client.post(path, said, follow=True, headers={"HX-Request": "true"}))


def test_site_and_remedy_of_a_line_are_kept_as_they_are_chosen_and_stand_on_its_page(sams: Cast, made: Offers) -> None:
    line = cooking(sams)
    with acting(as_person(sams.head.pk)):
        task = actions.propose_line(learner=sams.learner, kind=LineKind.REMEDY, title="Train them", by=sams.head)
    client = browser(sams.head)
    site, nothing = made.sites["north"], fields.mark(None)
    assert "Kept at" in kept(client, sams, line, "site", **{"site": site.public_id, "mark-site": nothing})
    said = {"remedy": made.training.public_id, "mark-remedy": nothing}
    assert "Kept at" in kept(client, sams, task, "remedy", **said)
    assert now(sams, line).site_id == site.pk and now(sams, task).remedy_id == made.training.pk
    assert "North site" in text(client.get(at(sams, "line", line.pk)))
    assert "Epilepsy training by nurses" in text(client.get(at(sams, "line", task.pk)))
    form = text(client.get(at(sams, "change", task.pk)))
    assert re.search(rf'value="{made.training.public_id}"[^>]*selected', form)
    assert "What puts it in place" not in text(client.get(at(sams, "change", line.pk)))  # it is no such line


def test_what_is_no_longer_on_offer_stays_until_somebody_chooses_another(sams: Cast, made: Offers) -> None:
    line = cooking(sams, site=made.sites["north"])
    with acting(as_person(sams.head.pk)):
        row = made.sites["north"]
        directory.change_entry(entry=row, version=row.version, changes={"published": False}, by=sams.head)
    client = browser(sams.head)
    assert "no longer in the local offer" in text(client.get(at(sams, "change", line.pk)))
    client.post(
        at(sams, "change", line.pk),
        {"title": "Baking", "site": "as-it-is", "mark-title": fields.mark("Level 1 catering")},
    )
    assert (now(sams, line).title, now(sams, line).site_id) == ("Baking", made.sites["north"].pk)


def test_two_who_choose_another_site_or_organisation_at_once_read_both_by_name(sams: Cast, made: Offers) -> None:
    line, client = cooking(sams, organisation=None), browser(sams.head)
    nothing = fields.mark(None)
    with acting(as_person(sams.lead.pk)):
        wanted = {"site": made.sites["brook"], "organisation": None, "lead": sams.lead}
        actions.change_line(line=line, wanted=wanted, seen={}, by=sams.lead)
    page = kept(client, sams, line, "site", **{"site": made.sites["north"].public_id, "mark-site": nothing})
    assert "Brook House" in page and "North site" in page and "No longer in the local offer" not in page
    both = {"title": line.title, "site": made.sites["north"].public_id, "mark-site": nothing}
    both |= {"lead": sams.head.public_id, "mark-lead": nothing}
    answer = client.post(at(sams, "change", line.pk), both)
    page = text(answer)
    assert answer.status_code == 409
    assert all(words in page for words in ("Brook House", "North site", "Lee Lead", "Hanna Head"))


def test_an_organisation_that_cannot_see_the_plan_is_marked_and_the_page_says_what_is_next(sams: Cast) -> None:
    blind = organisation("Blind Service")
    in_circle(sams.learner, member(blind, "Bea Blind"), blind)
    granted(sams.learner, blind, sams.sam, [Category.IDENTITY])
    line, client = cooking(sams, organisation=None), browser(sams.head)
    form = text(client.get(at(sams, "change", line.pk)))
    assert "Blind Service (cannot see this plan yet)" in form
    assert "Elsewhere College (cannot see this plan yet)" in form
    assert "Brook Specialist College (cannot see" not in form
    seen = {"mark-organisation": fields.mark(None)}
    page = kept(client, sams, line, "organisation", organisation=blind.public_id, **seen)
    assert "Kept at" in page and "Blind Service keeps this part of the plan now" in page
    assert "Blind Service cannot see this plan yet" in page and "ask Sam Green to share" in page
    assert "cannot see this plan yet, so nobody there" in text(browser(sams.mother).get(at(sams, "line", line.pk)))


def test_who_can_see_a_plan_is_told_to_nobody_who_cannot(sams: Cast) -> None:
    def reached(who, category: Category = Category.PLAN) -> frozenset[int]:
        with acting(as_person(who.pk)):
            return queries.organisations_reached(who, sams.learner, category.number)

    both = {sams.specialist.pk, sams.college.pk}
    assert reached(sams.head) == reached(sams.mother) == reached(sams.sam) == both
    assert reached(sams.stranger) == frozenset()
    quiet = organisation("Quiet Service")  # sees the plan, and has nobody in the circle: nothing is said of it
    granted(sams.learner, quiet, sams.sam)
    assert reached(sams.head) == both


def test_a_wish_that_no_service_answers_to_is_named_with_what_to_do(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.sam.pk)):
        own = {"learner": sams.learner, "said_by": SaidBy.LEARNER, "by": sams.sam}
        for service in ("Falconry", "Drama"):
            passport.add_wish(is_for=True, service=service, **own)
    said = {"gaps": [], "programmes": [], "terms": [], "reasons": [], "changes": [], "aims": {}, "wishes": []}
    with acting(as_person(sams.head.pk)):
        assert planning.shown(sams.head, sams.learner, said).not_understood == ("Falconry",)
