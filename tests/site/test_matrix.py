"""Every address, for every actor, by every method: nobody finds a word that is not open to them, and nothing breaks."""

from __future__ import annotations

import os
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from tests import matrix, people, surfaces
from tests.walk import ID, files, page, paths, sent
from wraparound.core import middleware
from wraparound.core.categories import Category

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
FILLED = {Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION, Category.HEALTH}  # anybody's pages show them
ANY_ID = re.compile(ID)


def unseen(address: matrix.Address, answer: Any, before: int) -> bool:
    """Whether somebody was shown a page about a learner, and it neither left a look nor says that it shows nothing."""
    shown = answer.status_code == 200 and not getattr(address.view, "shows_nothing_because", "")
    return shown and answer.events <= before


WHOLE = os.environ.get("WRAPAROUND_MATRIX") == "whole"
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE")
BY_ALL = {"visitor", "lead", "partner without a grant"}
TO_WHOM_NOTHING_IS_OPEN = {  # in a hurry they only look; those of BY_ALL stand for them in the rest
    "person of no organisation",
    "colleague not in the team",
    "organisation administrator",
    "partner whose grant ended",
    "commissioner",
    "system administrator",
}


def methods(actor: str, address: matrix.Address) -> tuple[str, ...]:
    """How an actor asks: every way in `make prove`. Else some try all, and others what a page of ours is made for."""
    if WHOLE or actor in BY_ALL:
        return METHODS
    if not address.is_ours:
        return ()
    return METHODS[:1] if actor in TO_WHOM_NOTHING_IS_OPEN else METHODS[:2]


def test_every_address_asks_for_sign_in_or_says_why_it_is_public() -> None:
    assert len(list(matrix.addresses())) > 80
    assert matrix.unguarded(matrix.addresses()) == []
    assert matrix.without_parameters(matrix.addresses()) == []


def test_a_page_that_leaves_no_look_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = matrix.make_world()
    client, before = people.browser(world.actors["lead"]), world.events()
    address, path = next(one for one in paths(world) if one[0].name == "learners:add")
    assert not unseen(address, sent(client, "GET", path, world.events), before)
    monkeypatch.setattr(middleware, "watchers", [])  # the net under all pages: see sharing/looking.py
    assert unseen(address, sent(client, "GET", path, world.events), before)


def test_a_new_address_without_a_guard_or_parameters_is_found() -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse()

    new = [matrix.Address("planted:page", frozenset({"learner"}), view)]
    assert matrix.unguarded(iter(new)) == matrix.without_parameters(iter(new)) == ["planted:page"]


@pytest.mark.parametrize("actor", matrix.ACTORS)
def test_nobody_finds_a_word_that_is_not_open_to_them(actor: str) -> None:
    world = matrix.make_world()
    open_to_them = world.may_see(actor)
    hidden = [matrix.canary(c) for c in Category if c not in open_to_them]
    shown = {matrix.canary(c) for c in open_to_them & FILLED}
    client = people.browser(world.actors[actor])
    before, found, seen = world.events(), [], 0
    for address, path in paths(world):
        leaves_a_look = "learner" in address.parameters and actor not in ("visitor", "the learner")
        for method in methods(actor, address):
            chain = world.events if leaves_a_look and method == "GET" else None
            answer = sent(client, method, path, chain)
            assert chain is None or not unseen(address, answer, before), f"{path} leaves no look"
            seen += 1
            assert answer.status_code < 500, (method, path, answer.status_code)
            for one in (answer, *files(client, path, answer)):
                text = surfaces.of_answer(one)
                found += [(method, path, word) for word in surfaces.found(hidden, [text])]
                shown -= surfaces.found(shown, [text])
            if actor == "visitor" and getattr(address.view, "for_signed_in", False):
                assert answer.status_code in (302, 405), (method, path, answer.status_code)
    assert found == []
    assert seen > 180
    assert shown == set(), "what is open to them is nowhere: then nothing could have been found"


def outsiders() -> list[str]:
    """To whom nothing of the learner is open; in `make prove` all of them."""
    some = ["colleague not in the team", "partner without a grant"]
    return sorted({*TO_WHOM_NOTHING_IS_OPEN, *some}) if WHOLE else some


def unlike(client: Client, method: str, path: str, other: str) -> str:
    """Why somebody could tell the answer about a hidden learner from the one about none, or ""; also by the work."""
    one, two = (page(client, of, method) for of in (path, other))
    if one.status != two.status or one.status not in (404, 405):
        return f"{method} {path} answers {one.status}, {other} {two.status}"
    if len({ANY_ID.sub("", each.text) for each in (one, two)}) > 1:
        return f"{method} {path} says something else than {other}"
    if one.statements != two.statements:
        return f"{method} {path} takes {len(one.statements)} statements, {other} {len(two.statements)}"
    return ""


@pytest.mark.parametrize("actor", outsiders())
def test_what_is_hidden_and_what_is_not_there_get_the_same_answer_by_the_same_work(actor: str) -> None:
    world = matrix.make_world()
    client = people.browser(world.actors[actor])
    about = [path for address, path in paths(world) if "learner" in address.parameters]
    pairs = [(path, path.replace(str(world.learner.public_id), str(uuid.uuid4()))) for path in about]
    assert [why for one in pairs for method in ("GET", "POST") if (why := unlike(client, method, *one))] == []
    assert len(pairs) > 20


def test_one_statement_more_for_a_hidden_learner_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = matrix.make_world()
    client = people.browser(world.actors["partner without a grant"])
    path = reverse("learners:learner", args=[world.learner.public_id])
    other = path.replace(str(world.learner.public_id), str(uuid.uuid4()))
    assert unlike(client, "GET", path, other) == ""

    def looks_first(request: Any, view: Any, kwargs: Any) -> None:
        """The planted fault: a page that is about somebody who exists does something more."""
        if kwargs.get("learner") == world.learner.public_id:
            with connection.cursor() as cursor:
                cursor.execute("select 1")

    monkeypatch.setattr(middleware, "watchers", [*middleware.watchers, looks_first])
    assert "statements" in unlike(client, "GET", path, other)
