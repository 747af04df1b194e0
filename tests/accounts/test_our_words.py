"""Nothing on the way in is in allauth's words: each of its pages, mails, messages and forms has ours in its place."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allauth
import pytest
from allauth.account import app_settings as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import app_settings as mfa
from django.template.loader import get_template

from tests.accounts.cast import PASSWORD, browser, cast, text
from wraparound.accounts.adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "wraparound"
THEIRS = Path(allauth.__file__).parent / "templates"
NEVER_SHOWN = (  # pages that are closed here, with the mails and messages they make; and what only passes a block on
    "account/signup", "account/email.html", "account/email_", "account/email/email_", "account/email/account_already",
    "account/base_", "account/confirm_email", "account/confirm_phone", "account/confirm_password", "account/phone",
    "account/verif", "account/messages/email_", "account/messages/phone_", "account/messages/primary_",
    "account/messages/cannot_", "account/messages/unverified_", "account/snippets/",
    "account/email/password_reset_code",
    "account/email/password_reset_subject", "account/email/password_reset_message", "mfa/base_", "mfa/totp/base",
    "mfa/webauthn/base", "mfa/recovery_codes/base", "mfa/recovery_codes/download", "mfa/trust", "mfa/webauthn/signup",
    "socialaccount/base_", "socialaccount/signup", "socialaccount/connections", "socialaccount/snippets/",
    "socialaccount/login_redirect",
)  # fmt: skip
SHARED = ("account/base_reauthenticate.html", "account/email/base_")  # bases that do say something


def templates() -> Iterator[str]:
    for folder in ("account", "mfa", "socialaccount"):
        for path in sorted((THEIRS / folder).rglob("*.*")):
            name = str(path.relative_to(THEIRS))
            if name.startswith(SHARED) or not name.startswith(NEVER_SHOWN):
                yield name


@pytest.mark.parametrize("name", list(templates()))
def test_every_template_that_is_shown_is_ours(name: str) -> None:
    template: Any = get_template(name)
    assert OURS in str(template.template.origin.name)


def test_a_template_of_theirs_would_be_told_apart() -> None:
    template: Any = get_template("account/signup.html")
    assert OURS not in str(template.template.origin.name)


def forms(ours: dict[str, Any]) -> Iterator[tuple[type, type]]:
    for path in ours.values():
        module, name = path.rsplit(".", 1)
        made = getattr(import_module(module), name)
        yield made, made.__mro__[2]


@pytest.mark.parametrize(("mine", "theirs"), [*forms(account.FORMS), *forms(mfa.FORMS)])
def test_every_form_says_our_words_on_each_of_its_fields(mine: Any, theirs: Any) -> None:
    assert set(theirs.base_fields) - {"remember"} <= set(mine.said), (
        f"{theirs.__name__} has fields that we say nothing on"
    )
    assert theirs.__module__.startswith("allauth.")


WORDS = ("Two-Factor", "Sign In", "Sign Out", "Security Key", "Authenticator", "Recovery", "Request", "Confirm",
         "Email", "Log in", "Third-Party", "Deactivate", "Generate")  # fmt: skip
PAGES = (
    "login/", "login/code/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/", "inactive/",
    "3rdparty/login/cancelled/", "3rdparty/login/error/", "2fa/", "2fa/webauthn/", "2fa/webauthn/add/",
    "2fa/totp/activate/", "2fa/recovery-codes/generate/", "password/change/", "password/set/", "logout/",
    "reauthenticate/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("at", PAGES)
def test_no_page_says_their_words_to_a_visitor_or_to_somebody_who_is_signed_in(at: str) -> None:
    who = cast()
    for client in (browser(), browser(who.carl)):
        shown = text(client.get(f"/account/{at}", follow=True))
        assert [word for word in WORDS if word in shown.split("<main")[1].split("<script")[0]] == []


@pytest.mark.django_db
def test_what_is_missing_or_wrong_is_said_in_our_words() -> None:
    cast()
    client = browser()
    nothing = text(client.post("/account/login/", {}))
    assert "Write your e-mail address." in nothing
    assert "Write your password." in nothing
    assert "This field is required" not in nothing
    wrong = text(client.post("/account/login/", {"login": "carl@example.org", "password": PASSWORD + "x"}))
    assert "The e-mail address or the password is not right." in wrong
    no_address = text(client.post("/account/login/code/", {"email": "carl"}))
    assert "Write an e-mail address, like name@example.org." in no_address
    answer = text(client.post("/account/2fa/webauthn/login/", {}, follow=True))
    assert "Your device did not answer." in answer


def test_our_words_are_not_theirs() -> None:
    for key in ("too_many_login_attempts", "incorrect_code", "email_password_mismatch"):
        assert str(Adapter.error_messages[key]) != str(DefaultAccountAdapter.error_messages[key])
