"""A form is carried out once, however often it is sent; what was refused may be sent again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.core import once_urls
from wraparound.accounts.models import Person
from wraparound.core import once
from wraparound.core.database.scope import Actor, Role, acting

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.once_urls")]


def people() -> int:
    with acting(Actor(Role.SIGN_IN)):
        return Person.objects.count()


def send(name: str, key: str, client: Client | None = None) -> Any:
    return (client or Client(raise_request_exception=False)).post("/add/", {"name": name, once.FIELD: key})


def test_a_form_sent_twice_is_carried_out_once_and_leads_to_the_same_place() -> None:
    key = once.new_key()
    first, second = send("Ana", key), send("Ana", key)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert people() == 1


def test_two_forms_are_two() -> None:
    assert send("Ana", once.new_key())["Location"] != send("Ana", once.new_key())["Location"]
    assert people() == 2


@pytest.mark.parametrize("name", ["wrong", "broken"])
def test_what_was_refused_or_broke_did_nothing_and_the_key_is_still_good(name: str) -> None:
    key = once.new_key()
    assert send(name, key).status_code in (200, 500)
    assert people() == 0
    assert send("Ana", key).status_code == 302
    assert people() == 1


@pytest.mark.parametrize("key", ["", "not a key"])
def test_without_a_key_nothing_is_done(key: str) -> None:
    refused = send("Ana", key)
    assert refused.status_code == 400
    assert people() == 0


def test_a_view_that_says_why_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once_urls.add, "without_key_because", "a test", raising=False)
    assert send("Ana", "").status_code == 302
    assert people() == 1


def test_keys_secrets_and_what_pages_carry_are_not_shown_again(rf: RequestFactory) -> None:
    said = {"words": "hello", "new_password": "x", once.FIELD: "k", "version": "3", "service": once.new_key()}
    typed = list(once.typed(rf.post("/", said)))
    assert [name for name, _ in typed] == ["words", "version", "service"]
    assert [name for name, value in typed if once.is_written_by_somebody(name, value)] == ["words"]
