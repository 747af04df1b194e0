"""The pages of learners and circles, as each of the cast gets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.people import Browser, granted, in_circle, learner, member, organisation
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting, as_person
from wraparound.learners import actions, queries
from wraparound.learners.policy import InvitedAs
from wraparound.sharing import queries as sharing

pytestmark = pytest.mark.django_db
BORN = {"born-day": "1", "born-month": "5", "born-year": "2007"}
WHY = {"basis": "statutory-duty", "basis_note": "Section 42", "permission": "not-asked"}


def client(who) -> Browser:
    browser = Browser()
    with acting(Actor(Role.SIGN_IN)):
        browser.force_login(who)
    return browser


def led(north, lena, name="Sam Green"):
    one = learner(name)
    in_circle(one, lena, north, CirclePart.LEAD)
    granted(one, north, lena, [Category.IDENTITY, Category.HEALTH])
    return one


def cast():
    north = organisation("North")
    return (
        north,
        member(north, "Lena", MemberRole.TRANSITION_LEAD),
        member(north, "Hari"),
        member(organisation("Elsewhere"), "Stan"),
    )


def test_a_learner_is_written_down_in_three_steps_and_bad_answers_are_kept() -> None:
    north, lena, hari, _stan = cast()
    led(north, lena, "Sam Greene")
    lenas = client(lena)
    wrong = lenas.post(reverse("learners:new"), {"name": "Sam Green", **BORN, "born-month": "13"})
    assert wrong.status_code == 200 and "Sam Green" in wrong.content.decode()
    said = {"name": "Sam Green", **BORN, "organisation": str(north.public_id)}
    assert lenas.post(reverse("learners:new"), said).status_code == 302
    assert "Sam Greene" in lenas.get(reverse("learners:new-already-there")).content.decode()
    unexplained = lenas.post(reverse("learners:new-why"), {**WHY, "basis_note": "", "opens": ["plan"]})
    assert "Say which law it is" in unexplained.content.decode()
    assert unexplained.content.decode().count("checked") == 3  # two answers of WHY, and the part that was ticked
    done = lenas.post(reverse("learners:new-why"), {**WHY, "opens": ["plan"]})
    assert done.status_code == 302
    page = lenas.get(done.headers["Location"])
    assert page.status_code == 200 and str(Category.HEALTH.label) not in page.content.decode()
    with acting(as_person(lena.pk)):  # nobody opened health, so it is not open, not even to who wrote the learner down
        new = queries.alike(lena, "Sam Green", date(2007, 5, 1))[0]
        assert sharing.open_categories(lena, new) == {Category.IDENTITY, Category.PLAN}
    assert client(hari).get(reverse("learners:new")).status_code == 403


def test_a_learner_of_others_and_one_who_is_not_there_are_the_same_page_not_found() -> None:
    north, lena, hari, stan = cast()
    sam = led(north, lena)
    names = ("learner", "circle", "invite", "add", "merge")
    for name in names:
        address = reverse(f"learners:{name}", args=[sam.public_id])
        assert client(lena).get(address).status_code == 200, name
        assert {client(who).get(address).status_code for who in (hari, stan)} == {404}
        assert Browser().get(address).status_code == 302


def test_a_learners_page_names_what_is_open_and_nothing_of_what_is_not() -> None:
    north, lena, *_ = cast()
    sam = led(north, lena)
    page = client(lena).get(reverse("learners:learner", args=[sam.public_id])).content.decode()
    assert str(Category.HEALTH.label) in page
    assert not any(str(c.label) in page for c in set(Category) - {Category.HEALTH, Category.IDENTITY})
    assert "Sam Green" in client(lena).get(reverse("learners:list")).content.decode()


def test_a_lead_adds_ends_and_invites_and_the_link_is_shown_once() -> None:
    north, lena, hari, stan = cast()
    sam = led(north, lena)
    lenas = client(lena)
    add = reverse("learners:add", args=[sam.public_id])
    assert lenas.post(add, {"who": f"{north.public_id}.{hari.public_id}", "part": "support"}).status_code == 302
    circle = reverse("learners:circle", args=[sam.public_id])
    assert "Hari" in lenas.get(circle).content.decode()
    with acting(as_person(lena.pk)):
        place = next(p for p in queries.circle(lena, sam) if p.name == "Hari")
        mine = next(p for p in queries.circle(lena, sam) if p.is_mine)
    assert lenas.post(reverse("learners:end", args=[sam.public_id, mine.id])).status_code == 403
    assert lenas.post(reverse("learners:end", args=[sam.public_id, place.id])).status_code == 302
    invite = reverse("learners:invite", args=[sam.public_id])
    assert lenas.post(invite, {"part": "family", "name": "Mum", "email": ""}).status_code == 302
    link = lenas.get(invite).content.decode().split("http://testserver")[1].split("<")[0]
    assert "http://testserver" not in lenas.get(invite).content.decode()
    assert "Sign in first" in Browser().get(link).content.decode()
    assert client(stan).post(link).status_code == 302
    assert Browser().get(link).status_code == 404


def test_two_records_are_made_one_and_two_again() -> None:
    north, lena, *_ = cast()
    sam, again = led(north, lena), led(north, lena, "Sam Greene")
    lenas, merge = client(lena), reverse("learners:merge", args=[sam.public_id])
    assert lenas.post(merge, {"other": str(again.public_id)}).status_code == 302
    page = lenas.get(merge).content.decode()
    assert "Sam Greene" in page and "1 entry stayed there" in page
    with acting(as_person(lena.pk)):
        (made,) = queries.merges(lena, sam)
    assert lenas.post(reverse("learners:undo-merge", args=[sam.public_id, made.pk])).status_code == 302
    with acting(as_person(lena.pk)):
        assert queries.learner(lena, again.public_id) == again


@pytest.mark.parametrize("part", [InvitedAs.FAMILY, InvitedAs.LEARNER])
def test_somebody_new_comes_in_by_a_link_without_a_password_and_only_once(part: InvitedAs) -> None:
    north, lena, *_ = cast()
    sam = led(north, lena)
    with acting(as_person(lena.pk)):
        _, token = actions.invite_to_circle(learner=sam, part=part, name="Mum", email="", by=lena)
    browser, link = Browser(), reverse("learners:invitation", args=[token])
    assert b"What is your name?" in browser.get(link).content
    assert b"Write your name." in browser.post(link, {"name": " "}).content
    assert browser.post(link, {"name": "Mum Green"}).status_code == 302
    assert b"Mum Green" in browser.get(reverse("accounts:me")).content
    assert Browser().get(link).status_code == 404
    assert Browser().post(link, {"name": "Somebody else"}).status_code == 404
