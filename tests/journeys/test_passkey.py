"""A passkey: Mia's phone remembers her, she comes back with it alone; one that is gone or strange opens nothing.

The ceremony is the real one: Chromium speaks to an authenticator that its debugging protocol plays.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from tests.journeys.looking import NARROW
from wraparound.accounts import actions
from wraparound.core.database.scope import acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def script() -> bool:
    """A passkey needs a script: without one, the last test here says what people see."""
    return True


@pytest.fixture
def site(site: str, settings: Any) -> str:
    """By a name, because a passkey is never for a number."""
    settings.SITE_ADDRESS = site.replace("127.0.0.1", "localhost")
    return str(settings.SITE_ADDRESS)


@pytest.fixture
def mia(site: str) -> Any:
    """Mia, who has no e-mail address, and Tom, who has none either."""
    with acting(people.SIGN_IN):
        return SimpleNamespace(person=actions.add_person(name="Mia"), tom=actions.add_person(name="Tom"))


class Device:
    """An authenticator, as the browser has it in hand."""

    def __init__(self, who: Somebody) -> None:
        self.chromium = who.page.context.new_cdp_session(who.page)
        self.chromium.send("WebAuthn.enable")
        self.id = self.chromium.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]

    def passkeys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        kept: list[dict[str, Any]] = self.chromium.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return kept

    def keep(self, passkey: dict[str, Any]) -> None:
        """One more."""
        self.chromium.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": passkey})

    def forget(self) -> None:
        """All of them."""
        self.chromium.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


def remembered(who: Somebody) -> Device:
    """Adds a passkey, on the way that is offered to newcomers."""
    device = Device(who)
    who.opens("/account/remember/")
    who.presses_on("link", "Yes, remember this device")
    who.is_at("Add a passkey")
    who.page.set_viewport_size(NARROW)
    who.writes("What is this device called? (optional)", "My phone")
    who.presses_on("button", "Add this device")
    who.sees("The passkey is added.")
    return device


def signs_in(who: Somebody) -> None:
    who.opens("/account/login/")
    who.presses_on("button", "Sign in with a passkey")


def test_mia_adds_a_passkey_leaves_and_comes_back_with_it_alone(mia: Any, somebody: Callable[..., Somebody]) -> None:
    # Given Mia, whom an invitation let in, and her phone
    who = somebody(mia.person)
    device = remembered(who)
    (kept,) = device.passkeys()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    # When she leaves
    who.opens("/account/2fa/webauthn/")
    who.sees("My phone", "Signs you in by itself.", "Not used yet.")
    who.presses_on("button", "Sign out")
    who.does_not_see("Mia")
    # Then her phone alone lets her in
    signs_in(who)
    who.is_at("Hello, Mia")
    who.opens("/account/2fa/webauthn/")
    who.sees("Last used on")


def test_a_passkey_that_was_removed_opens_nothing(mia: Any, somebody: Callable[..., Somebody]) -> None:
    # Given a phone that still has the passkey after Mia removed it from her account
    who = somebody(mia.person)
    device = remembered(who)
    who.opens("/account/2fa/webauthn/")
    who.presses_on("link", "Remove My phone")
    who.is_at("Is it you?")
    who.presses_on("button", "Use your passkey")
    who.is_at("Remove this passkey")
    who.presses_on("button", "Remove it")
    who.sees("The passkey is removed.", "You have none yet.")
    assert len(device.passkeys()) == 1
    who.presses_on("button", "Sign out")
    # When somebody tries it
    signs_in(who)
    # Then they are told, and are not in
    who.is_at("Sign in")
    who.sees("That was not right. Try again.")
    who.does_not_see("Mia")


def test_a_passkey_made_for_another_site_opens_nothing(mia: Any, somebody: Callable[..., Somebody]) -> None:
    # Given a phone whose only passkey is for another site, as one that was lured away would make
    who = somebody(mia.person)
    device = remembered(who)
    (kept,) = device.passkeys()
    who.presses_on("button", "Sign out")
    device.forget()
    device.keep({**kept, "rpId": "wraparound.example"})
    # When it is asked for one
    who.opens("/account/login/")
    who.page.get_by_role("button", name="Sign in with a passkey").click()
    # Then the browser has none to give, and the page says so
    who.sees("That did not work.", "Nothing has changed.")
    who.looks()
    who.is_at("Sign in")


def test_a_key_of_another_making_opens_nothing(mia: Any, somebody: Callable[..., Somebody]) -> None:
    # Given a phone that pretends: the number of Mia's passkey, and a key of somebody else
    who, other = somebody(mia.person), somebody(mia.tom)
    device = remembered(who)
    (kept,) = device.passkeys()
    elsewhere = remembered(other)
    (strange,) = elsewhere.passkeys()
    who.presses_on("button", "Sign out")
    device.forget()
    device.keep({**kept, "privateKey": strange["privateKey"]})
    # When it signs in
    signs_in(who)
    # Then the signature is not Mia's
    who.is_at("Sign in")
    who.does_not_see("Mia")


def test_without_a_script_no_passkey_is_offered_and_the_page_says_why(
    mia: Any, site: str, chromium: Any, somebody: Callable[..., Somebody]
) -> None:
    window = chromium.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{site}/account/login/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    assert page.get_by_role("link", name="Send me a code by e-mail").is_visible()
    window.close()
