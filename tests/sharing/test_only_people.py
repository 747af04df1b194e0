"""Sharing with some people of an organisation and not with all of its team: by action, by page, and by lead."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.sharing.test_hands import HELP, ID, LIKES, WEEK, by, seen
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.sharing import actions, around
from wraparound.sharing.models import Grant
from wraparound.sharing.queries import hands

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Any:
    """Sam, who knows Amy and Ben of a shop; a college with a lead."""
    college, shop = people.organisation("College"), people.organisation("Shop")
    sam = people.person("Sam")
    sams = people.learner("Sam Green", person=sam)
    lead, amy, ben = people.member(college, "Lead"), people.member(shop, "Amy"), people.member(shop, "Ben")
    people.in_circle(sams, lead, college, CirclePart.LEAD)
    for one in (amy, ben):
        people.in_circle(sams, one, shop, CirclePart.WORKS_WITH)
    people.granted(sams, college, lead)
    return SimpleNamespace(learner=sams, sam=sam, lead=lead, amy=amy, ben=ben, shop=shop, college=college)


def shared(here: Any, only: list[int]) -> Any:
    until = clock.now() + WEEK
    said = {"learner": here.learner, "to": here.shop, "categories": [LIKES], "purpose": "To help", "until": until}
    return by(here.sam, actions.share, only_people=only, **said)


def test_only_who_is_named_sees_it_until_everybody_may(here: Any) -> None:
    shared(here, [here.amy.pk])
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == ({ID, LIKES}, set())
    choose = {"learner": here.learner, "receiver": here.shop}
    by(here.sam, actions.choose_people, people=[here.ben.pk], **choose)
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == (set(), {ID, LIKES})
    change = by(here.sam, actions.choose_people, people=[], **choose)
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == ({ID, LIKES}, {ID, LIKES})
    by(here.sam, actions.undo_change, change=change)
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == (set(), {ID, LIKES})
    with pytest.raises(NotAllowed, match="nothing has changed"):
        by(here.sam, actions.choose_people, people=[here.ben.pk], **choose)


def test_less_of_it_or_longer_stays_with_those_who_were_named(here: Any) -> None:
    shared(here, [here.amy.pk])
    until = clock.now() + 2 * WEEK
    by(here.sam, actions.change_time, learner=here.learner, receiver=here.shop, until=until)
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == ({ID, LIKES}, set())
    by(here.sam, actions.stop, learner=here.learner, receiver=here.shop, categories={LIKES})
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == ({ID}, set())


def test_a_lead_opens_nothing_to_more_people_of_their_own_organisation(here: Any) -> None:
    second = people.member(here.college, "Second")
    people.in_circle(here.learner, second, here.college)
    told = {"learner": here.learner, "receiver": here.college, "support": HELP}
    by(here.lead, actions.choose_people, people=[here.lead.pk], **told)
    assert seen(second, here.learner) == set()
    for more in ([], [here.lead.pk, second.pk]):
        with pytest.raises(NotAllowed, match="own organisation"):
            by(here.lead, actions.choose_people, people=more, **told)


def test_by_page_who_there_is_asked_once_it_is_known_which_organisation(here: Any) -> None:
    browser, page = people.browser(here.sam), reverse("sharing:share", args=[here.learner.public_id])
    said: dict[str, Any] = {"to": f"o.{here.shop.public_id}", "step": 0, "do": "next"}
    asked = browser.post(page, said).content.decode()
    assert "Who there may see it?" in asked and "who joins the team later" in asked
    assert asked.count("checked") == 2  # everybody, to begin with
    said |= {"step": 1}
    assert "Choose at least one" in browser.post(page, said).content.decode()
    said |= {"who_there": [str(here.amy.public_id)], "what": ["about-me"], "long": "day", "why": "help", "step": 5}
    check = browser.post(page, said).content.decode()
    assert "Only these people there: Amy." in check
    browser.post(page, {**said, "step": 6, "do": "share"})
    assert (seen(here.amy, here.learner), seen(here.ben, here.learner)) == ({ID, LIKES}, set())
    with acting(as_person(here.sam.pk)):
        (grant,) = hands.live(here.sam, here.learner, here.shop)
    one = reverse("sharing:with", args=[here.learner.public_id, grant.pk])
    everybody = [str(who.public_id) for who in (here.amy, here.ben)]
    browser.post(one, {"do": "team", "who_there": everybody})
    assert seen(here.ben, here.learner) == {ID, LIKES}
    with acting(as_person(here.sam.pk)):
        assert Grant.objects.filter(only_people__isnull=False, ending__isnull=True).count() == 0


def test_an_organisation_that_stands_in_the_plan_can_be_shared_with(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    club = people.organisation("Club")
    monkeypatch.setattr(around, "_knowing", [lambda viewer, learner: [club.pk]])
    with acting(as_person(here.sam.pk)):
        found = {one.name: one.about for one in hands.whom(here.sam, here.learner)}
    assert found["Club"] == "Nobody there is around you yet."
    monkeypatch.setattr(around, "_knowing", [])
    with acting(as_person(here.sam.pk)):
        assert "Club" not in {one.name for one in hands.whom(here.sam, here.learner)}
