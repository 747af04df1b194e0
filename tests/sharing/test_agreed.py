"""A shared policy of organisations begins new grants to them: how long, what by itself, whose hand; and it is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.partnerships.agreed import does, says, two
from tests.sharing.test_hands import HELP
from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.partnerships.policy import GrantDefaults
from wraparound.sharing import actions
from wraparound.sharing.models import Grant
from wraparound.sharing.policy_agreed import ask_again_on, fits, fits_request
from wraparound.sharing.queries import hands

DAY = timedelta(days=1)
A_TERM = timedelta(days=91)
HEALTH, PLAN, LEARNING = Category.HEALTH, Category.PLAN, Category.LEARNING
AGREED = GrantDefaults(
    longest=A_TERM, never=frozenset({"health"}), in_writing=frozenset({"health"}), ask_again=30 * DAY
)


def test_what_was_agreed_is_held_against_grants_and_requests() -> None:
    assert fits(AGREED, [HEALTH], A_TERM + DAY, typed=False)
    assert not fits(AGREED, [PLAN], A_TERM + 2 * DAY, typed=False)
    assert not fits(AGREED, [HEALTH, PLAN], DAY, typed=True)
    assert fits(AGREED, [PLAN], DAY, typed=True)
    assert fits_request(AGREED, [HEALTH], A_TERM) and fits_request(AGREED, [PLAN, LEARNING], A_TERM)
    assert not fits_request(AGREED, [HEALTH, PLAN], A_TERM)
    assert not fits_request(AGREED, [PLAN], A_TERM + 2 * DAY)
    nothing = GrantDefaults()
    assert fits(nothing, [*Category], 365 * DAY, typed=True) and fits_request(nothing, [*Category], 365 * DAY)
    today = clock.today()
    assert ask_again_on(AGREED, today, today + A_TERM) == today + 30 * DAY
    assert ask_again_on(AGREED, today, today + 30 * DAY) is None
    assert ask_again_on(nothing, today, today + A_TERM) is None


@pytest.mark.django_db
def test_a_new_grant_begins_with_what_its_receiver_has_agreed_on() -> None:
    here, sam = two(), people.person("Sam")
    says(here.ann, here.north, seen=1, how_long="term", in_writing="health", first_yes="health", ask_again="half-year")
    text = here.agree()
    of = people.learner("Sam Green", person=sam)
    lead = people.member(here.east, "Lead")
    people.in_circle(of, lead, here.east, CirclePart.LEAD)
    people.in_circle(of, here.ben, here.south)
    people.granted(of, here.south, lead, [Category.IDENTITY])
    told: dict[str, Any] = {"learner": of, "to": here.south, "purpose": "x", "until": clock.now() + A_TERM}
    with pytest.raises(NotAllowed, match="91 days"):
        does(sam, actions.share, **{**told, "until": clock.now() + 120 * DAY}, categories=[PLAN])
    with pytest.raises(NotAllowed, match="only the learner's own yes"):
        does(lead, actions.share, **told, categories=[HEALTH], support=HELP)
    change = does(sam, actions.share, **told, categories=[HEALTH])
    with acting(as_person(sam.pk)):
        assert Grant.objects.get(pk=change.given[0]).composite == text.pk
        assert hands.questions(sam, of) == []  # half a year comes after the end
    ask: dict[str, Any] = {"learner": of, "organisation": here.south, "purpose": "x", "why": "x"}
    does(sam, actions.stop, learner=of, receiver=here.south, categories=[HEALTH])
    with pytest.raises(NotAllowed, match="by itself: My health"):
        does(here.ben, actions.ask_for_access, **ask, categories=[HEALTH, PLAN], until=clock.now() + DAY)
    browser, page = people.browser(sam), reverse("sharing:share", args=[of.public_id])
    what = browser.post(page, {"to": f"o.{here.south.public_id}", "step": 0, "do": "next"}).content.decode()
    assert "They have agreed to ask for this by itself." in what
    said = {"to": f"o.{here.south.public_id}", "what": ["plan"], "step": 1, "do": "next"}
    assert "As long as they have agreed on" in browser.post(page, said).content.decode()
    check = browser.post(page, {**said, "long": "most", "why": "help", "step": 4}).content.decode()
    assert "Is this right?" in check and "What they have agreed on" in check and "A term (13 weeks)" in check
