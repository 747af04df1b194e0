"""Every address, for every actor, by every method: nobody finds a word that is not open to them, and nothing breaks."""

from __future__ import annotations

import os
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import matrix, people, surfaces
from wraparound.core import exports, middleware
from wraparound.core.categories import Category
from wraparound.core.once import FIELD, new_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http.response import HttpResponseBase

pytestmark = pytest.mark.django_db


def sent(client: Client, method: str, path: str, chain: Callable[[], int] | None = None) -> HttpResponseBase:
    """The answer; whatever the request did is undone. `chain` counts the events that there were then, as `events`."""
    with transaction.atomic():
        answer: Any = client.post(path, {FIELD: new_key()}) if method == "POST" else client.generic(method, path)
        surfaces.content(answer)
        if chain is not None and answer.status_code == 200:
            answer.events = chain()
        transaction.set_rollback(True)
    return answer


def unseen(address: matrix.Address, answer: Any, before: int) -> bool:
    """Whether somebody was shown a page about a learner, and it neither left a look nor says that it shows nothing."""
    shown = answer.status_code == 200 and not getattr(address.view, "shows_nothing_because", "")
    return shown and answer.events <= before


def files(client: Client, path: str, answer: Any) -> Iterator[HttpResponseBase]:
    """The lists that a page offers as files."""
    if b"export=" in surfaces.content(answer):
        yield from (sent(client, "GET", f"{path}?export={kind}") for kind in exports.KINDS)


def methods(actor: str) -> tuple[str, ...]:
    """How an actor asks. What no page is made for is tried by some; by all in `make prove`."""
    every = actor in ("visitor", "lead", "partner without a grant") or os.environ.get("WRAPAROUND_MATRIX") == "whole"
    return ("GET", "POST", "HEAD", "PUT", "DELETE") if every else ("GET", "POST")


def paths(world: matrix.World) -> Iterator[tuple[matrix.Address, str]]:
    for address in matrix.addresses():
        if address.name and address.name not in matrix.LEFT_OUT:
            said = matrix.PARAMETERS.get(address.name, lambda _: {})(world)
            try:
                yield address, reverse(address.name, kwargs=said)
            except NoReverseMatch:
                assert not address.is_ours, address


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
    hidden = [matrix.canary(c) for c in Category if c not in world.may_see(actor)]
    client = people.browser(world.actors[actor])
    before, found, seen = world.events(), [], 0
    for address, path in paths(world):
        leaves_a_look = "learner" in address.parameters and actor not in ("visitor", "the learner")
        for method in methods(actor):
            chain = world.events if leaves_a_look and method == "GET" else None
            answer = sent(client, method, path, chain)
            assert chain is None or not unseen(address, answer, before), f"{path} leaves no look"
            seen += 1
            assert answer.status_code < 500, (method, path, answer.status_code)
            for one in (answer, *files(client, path, answer)):
                found += [(method, path, word) for word in surfaces.found(hidden, [surfaces.of_answer(one)])]
            if actor == "visitor" and getattr(address.view, "for_signed_in", False):
                assert answer.status_code in (302, 405), (method, path, answer.status_code)
    assert found == []
    assert seen > 350


@pytest.mark.parametrize("actor", ["the learner", "mother", "lead", "support worker in the team"])
def test_those_to_whom_something_is_open_find_it(actor: str) -> None:
    """Else the test above could not fail."""
    world = matrix.make_world()
    client = people.browser(world.actors[actor])
    everything = "".join(surfaces.of_answer(sent(client, "GET", path)) for _, path in paths(world))
    filled = {Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION, Category.HEALTH}
    for category in world.may_see(actor) & filled:
        assert matrix.canary(category) in everything, category


ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OWN = re.compile(rf'(csrfmiddlewaretoken|form_key)" value="[^"]*"|expires=[^;]*|{ID}')  # differs in any two answers


@pytest.mark.parametrize(
    "actor", ["colleague not in the team", "partner without a grant", "organisation administrator"]
)
def test_what_is_hidden_and_what_is_not_there_get_the_same_answer(actor: str) -> None:
    world = matrix.make_world()
    client = people.browser(world.actors[actor])
    compared = 0
    for address, path in paths(world):
        if "learner" in address.parameters:
            other = path.replace(str(world.learner.public_id), str(uuid.uuid4()))
            for method in ("GET", "POST"):
                one, two = sent(client, method, path), sent(client, method, other)
                compared += 1
                assert one.status_code == two.status_code, (method, path)
                assert one.status_code in (404, 405), (method, path, one.status_code)
                seen = [OWN.sub("", surfaces.of_answer(answer)) for answer in (one, two)]
                assert seen[0] == seen[1], (method, path)
    assert compared > 20
