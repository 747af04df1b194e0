"""Somebody new is invited to an organisation, comes in by the link, leaves, and comes back by a code from the mail."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from tests import people
from wraparound.accounts import actions
from wraparound.accounts.roles import MemberRole
from wraparound.core import ids
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody


@pytest.fixture
def invited(site: str, mailoutbox: list[Any]) -> Any:
    """Ada, who administers Northside, has invited Nia as a support worker."""
    north = people.organisation("Northside")
    ada = people.member(north, "Ada", MemberRole.ORGANISATION_ADMIN)
    email = f"nia{ids.new_number()}@example.org"
    with acting(as_person(ada.pk)):
        actions.invite_person(organisation=north, role=MemberRole.SUPPORT_WORKER, name="Nia", email=email, by=ada)
    (sent,) = mailoutbox
    return SimpleNamespace(email=email, link=re.search(r"http://\S+", sent.body)[0])


def test_nia_joins_leaves_and_comes_back_by_a_code(invited: Any, somebody: Callable[..., Somebody]) -> None:
    # Given the link of the mail
    nia = somebody()
    nia.opens(invited.link)
    nia.sees("Ada asks you to join Northside.", "Support worker")
    # When she says what she is called
    nia.writes("What is your name?", "Nia Williams")
    nia.presses_on("button", "Yes, I want to join")
    # Then she is in, and needs no password
    nia.sees("Welcome. You are in.", "we send you a code each time")
    nia.presses_on("link", "Not now")
    nia.is_at("Hello, Nia Williams")
    # When she signs out
    nia.presses_on("button", "Sign out")
    # Then nothing of her is there, and the link works no more
    nia.does_not_see("Nia Williams")
    nia.goes_in_vain(invited.link, 404)
    # When she asks for a code
    nia.opens("/")
    nia.presses_on("link", "Sign in", first=True)
    nia.presses_on("link", "Send me a code by e-mail")
    nia.writes("Your e-mail address", invited.email)
    nia.presses_on("button", "Send me the code")
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    # Then it lets her in
    nia.writes("Code", code)
    nia.presses_on("button", "Sign in")
    nia.is_at("Hello, Nia Williams")
