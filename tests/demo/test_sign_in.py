"""Signing in as somebody of the cast: one button, in the demo only."""

from __future__ import annotations

from importlib import import_module, reload
from typing import Any

import pytest
from django.urls import clear_url_caches, reverse

from tests.people import Browser
from wraparound.core.database.scope import acting, as_visitor
from wraparound.demo import made
from wraparound.demo.told import cast
from wraparound.site import refusals

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [c.key for c in cast()])
def test_each_of_the_cast_signs_in_with_one_button_and_stays_signed_in(demo: list[str], key: str) -> None:
    client = Browser(enforce_csrf_checks=True)
    page = client.get(reverse("demo:people"))
    assert f'action="/demo/{key}/"' in page.content.decode()
    answer = client.post(f"/demo/{key}/", {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    home = client.get("/")
    name = next(c.name for c in cast() if c.key == key)
    assert home.status_code == 200
    assert f"Hello, {name}" in home.content.decode()  # administrators too, without a second step


def test_a_button_without_its_key_from_our_page_signs_nobody_in(demo: list[str]) -> None:
    client = Browser(enforce_csrf_checks=True)
    assert client.post("/demo/lead/").status_code == 403
    assert client.get("/demo/lead/").status_code == 405
    assert "Hello" not in client.get("/").content.decode()


def test_nobody_else_can_be_signed_in_as(demo: list[str]) -> None:
    client = Browser()
    assert client.post("/demo/nobody/").status_code == 404
    assert client.post("/demo/learner:L002/").status_code == 404


def test_becoming_somebody_else_leaves_nothing_of_the_first(demo: list[str]) -> None:
    client = Browser()
    client.post("/demo/mother/")
    first = client.session.session_key
    client.post("/demo/keeper/")
    assert client.session.session_key != first
    assert "Hello, Kit Arnsmoor" in client.get("/").content.decode()


@pytest.fixture
def production(settings: Any) -> Any:
    """The site's addresses as they are without the demo."""
    urls = import_module("wraparound.site.urls")
    settings.DEMO = settings.EMBEDDED = False
    reload(urls)
    clear_url_caches()
    yield settings
    settings.DEMO = True
    reload(urls)
    clear_url_caches()


def test_without_the_demo_its_addresses_are_not_there(demo: list[str], production: Any) -> None:
    client = Browser()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/keeper/").status_code == 404


def test_where_an_address_was_left_in_by_mistake_the_view_refuses_by_itself(demo: list[str], settings: Any) -> None:
    settings.DEMO = False  # the addresses of the demo are still there
    client = Browser()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/keeper/").status_code == 404
    assert "Hello" not in client.get("/").content.decode()


def test_the_site_does_not_start_as_a_demo_on_a_database_that_is_not_its_own(settings: Any) -> None:
    settings.DEMO, settings.EMBEDDED = True, False
    assert any("Unset WRAPAROUND_DEMO" in why for why in refusals.reasons())
    settings.DEMO, settings.EMBEDDED = False, True
    assert any("Set DATABASE_URL" in why for why in refusals.reasons())
    settings.DEMO, settings.EMBEDDED = True, True
    assert not [why for why in refusals.reasons() if "demo" in why.lower() or "folder" in why]


def test_nobody_but_sign_in_reads_who_was_made(demo: list[str]) -> None:
    from django.db import DatabaseError, transaction

    with acting(as_visitor()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        made.Made.objects.count()
