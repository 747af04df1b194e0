"""Hostile answers to every form: never an error of ours, never words of another learner. More: `make prove-fuzz`."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import include, path

from tests import people
from tests.matrix import canary, make_world
from tests.site import fuzz
from wraparound.core.categories import Category
from wraparound.core.pages import public

WALK = ("lead", "the learner")  # whose pages are searched for forms; anybody sends them
WHO = ("the learner", "lead", "mother", "partner without a grant", "organisation administrator", "visitor")
POSTS = 80


@public(reason="a test")
def breaks(request: Any) -> HttpResponse:
    """The planted fault: a view that does not expect a null byte."""
    if "\x00" in request.POST.get("name", ""):
        raise ValueError("a null byte")
    if request.POST.get("id"):
        return HttpResponse(canary(Category.FINANCE))  # and one that shows what it is asked for
    return HttpResponse('<form method="post"><input name="name"></form>')


urlpatterns = [path("planted/", breaks), path("", include("wraparound.site.urls"))]


def tried(posts: int, walkers: tuple[str, ...] = WALK, seed: int = 1) -> fuzz.Found:
    """In the matrix's world, with all open to the lead; beside Sam there is another learner, of whom nobody knows."""
    world = make_world()
    lead = world.actors["lead"]
    assert lead
    people.granted(world.learner, world.north, lead)
    other = people.learner("Strangername")
    secrets = {who: {canary(c) for c in set(Category) - world.may_see(who)} | {"Strangername"} for who in WHO}
    clients = {who: people.browser(world.actors[who]) for who in {*WHO, *walkers}}
    seen: set[str] = (
        set()
    )  # here each page is looked at once, by the first who comes to it; in the proof, by each of them
    forms = [form for who in walkers for form in fuzz.forms_of(clients[who], seen if walkers == WALK else set())]
    others = [str(other.public_id), str(world.learner.public_id)]
    return fuzz.fuzz({who: clients[who] for who in WHO}, forms, secrets, others, posts, seed)


@pytest.mark.django_db
def test_hostile_answers_break_no_form_and_show_nobody_what_is_hidden(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    found = tried(POSTS)
    assert "\n".join(map(str, found.faults)) == ""
    assert found.posts == POSTS
    assert len(found.forms) > 40, sorted(found.forms)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_form_that_breaks_on_a_null_byte_or_shows_another_learner_is_found(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(fuzz, "FIRST", ("/planted/",))
    monkeypatch.setattr(breaks, "without_key_because", "a test", raising=False)
    client = people.browser()
    forms = fuzz.forms_of(client, set())
    found = fuzz.fuzz({"visitor": client}, forms, {"visitor": {canary(Category.FINANCE)}}, ["x"], 100)
    assert {fault[2] for fault in found.faults} == {"500", f"shows {canary(Category.FINANCE)}"}
