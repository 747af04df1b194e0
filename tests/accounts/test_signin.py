"""Signing in: a code by mail, a password and a second step, a passkey's page; who stays out; what nobody is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction

from tests.accounts.cast import PASSWORD, being, browser, cast, somebody, text
from tests.people import DAY, SIGN_IN, Browser, join
from wraparound.accounts import actions
from wraparound.accounts.models import Membership, Person
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.database.scope import acting

pytestmark = pytest.mark.django_db

LOGIN, CODE, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"
CODE_IN_MAIL = r"^([A-Z0-9-]{6,})$"


@pytest.fixture(autouse=True)
def _no_attempts_before() -> None:
    """How often somebody tried is counted in the cache."""
    cache.clear()


def with_password(name: str, password: str = PASSWORD, client: Browser | None = None) -> tuple[Browser, Any]:
    client = client or Browser()
    return client, client.post(LOGIN, {"login": f"{name}@example.org", "password": password})


def code_for(name: str) -> tuple[Browser, str]:
    client = Browser()
    client.post(CODE, {"email": f"{name}@example.org"})
    found = re.search(CODE_IN_MAIL, mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return client, found[1]


def is_in(client: Browser) -> bool:
    return client.get("/account/details/").status_code == 200


def add_app(person: Person) -> str:
    """An app that makes codes; its secret."""
    secret = generate_totp_secret()
    with acting(SIGN_IN):
        TOTP.activate(person, secret)
    return secret


def digits(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_code_by_mail_is_enough_and_nothing_has_to_be_remembered() -> None:
    cast()
    client, code = code_for("vera")
    assert client.post(CONFIRM, {"code": "AAAAAA"}).status_code == 200
    assert not is_in(client)
    assert client.post(CONFIRM, {"code": code}).status_code == 302
    assert is_in(client)


def test_the_mail_with_the_code_holds_nothing_personal_but_the_code() -> None:
    cast()
    code_for("vera")
    (sent,) = mail.outbox
    assert sent.subject.startswith("Wraparound: ")
    assert "Vera" not in sent.body
    assert "vera@" not in sent.body


def test_a_password_and_then_the_digits_of_an_app() -> None:
    who = cast()
    secret = add_app(who.carl)
    client, answer = with_password("carl")
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(client)
    assert client.get("/account/2fa/authenticate/").status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": digits(secret)}).status_code == 302
    assert is_in(client)


def test_a_code_by_mail_does_not_go_round_the_app_of_a_member() -> None:
    who = cast()
    add_app(who.carl)
    client, code = code_for("carl")
    assert client.post(CONFIRM, {"code": code}).headers["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(client)


def passkey(person: Person) -> None:
    with acting(SIGN_IN):
        Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone", "credential": {}})


def test_who_has_no_membership_comes_in_by_mail_when_the_phone_with_the_passkey_is_lost_and_a_member_does_not() -> None:
    who = cast()
    passkey(who.vera)
    passkey(who.carl)
    client, code = code_for("vera")
    client.post(CONFIRM, {"code": code})
    assert is_in(client)
    client, code = code_for("carl")
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_the_page_for_passkeys_gives_a_browser_its_question_and_takes_no_made_up_answer() -> None:
    cast()
    client = Browser()
    asked = client.get("/account/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert "challenge" in asked.json()["request_options"]["publicKey"]
    client.post("/account/2fa/webauthn/login/", {"credential": "{}"})
    assert not is_in(client)


# ------------------------------------------------------------------------------- nobody is told who is here


def same(client: Browser, at: str, sent: dict[str, str], address: str) -> tuple[int, str, str]:
    answer = client.post(at, sent)
    shown = text(client.get(answer.headers["Location"])) if answer.status_code == 302 else text(answer)
    shown = re.sub(r'(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", shown)
    shown = re.sub(r"challenge[^}]*", "", shown)
    return answer.status_code, answer.headers.get("Location", ""), shown.replace(address, "")


@pytest.mark.parametrize(("at", "field"), [(LOGIN, "login"), (CODE, "email"), ("/account/password/reset/", "email")])
def test_the_answer_for_an_address_that_is_known_is_the_answer_for_one_that_is_not(at: str, field: str) -> None:
    cast()
    answers = []
    for address in ("vera@example.org", "nobody@example.org"):
        sent = {field: address, "password": "wrong"}
        answers.append(same(Browser(), at, sent, address))
    assert answers[0] == answers[1]


def test_a_mail_goes_out_for_both_so_that_not_even_the_time_it_takes_tells() -> None:
    cast()
    for address in ("vera@example.org", "nobody@example.org"):
        Browser().post(CODE, {"email": address})
    assert [m.to for m in mail.outbox] == [["vera@example.org"], ["nobody@example.org"]]
    assert "signup" not in mail.outbox[1].body


def test_who_tries_passwords_is_made_to_wait_whether_the_address_is_known_or_not() -> None:
    cast()
    for name in ("carl", "nobody"):
        cache.clear()
        for _ in range(5):
            with_password(name, "wrong")
        client, answer = with_password(name)
        assert "Too many" in text(answer)
        assert not is_in(client)


@pytest.mark.parametrize(
    "at",
    ["signup/", "email/", "confirm-email/", "3rdparty/", "3rdparty/signup/", "signup/passkey/", "2fa/webauthn/signup/"],
)
def test_pages_that_mean_nothing_here_are_not_there(at: str) -> None:
    who = cast()
    for client in (browser(), browser(who.carl)):
        assert client.get(f"/account/{at}").status_code == 404
        assert client.post(f"/account/{at}", {"email": "new@example.org"}).status_code == 404
    with acting(SIGN_IN):
        assert not Person.objects.filter(email="new@example.org").exists()


# ------------------------------------------------------------------------------- who has left stays out


def test_who_is_not_active_or_has_no_membership_left_is_signed_out_at_the_next_request() -> None:
    who = cast()
    carl, olga = browser(who.carl), browser(who.olga)
    assert is_in(carl)
    assert is_in(olga)
    with being(who.ada):
        actions.end_membership(membership=who.carl_there, last_day=clock.today() - DAY, by=who.ada)
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.olga.pk).update(is_active=False)
    assert not is_in(carl)
    assert not is_in(olga)


@pytest.mark.parametrize("name", ["emma", "olga"])
def test_who_has_left_does_not_come_in_by_password_or_code(name: str) -> None:
    who = cast()
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.olga.pk).update(is_active=False)
    client, _answer = with_password(name)
    assert not is_in(client)
    client = Browser()
    client.post(CODE, {"email": f"{name}@example.org"})
    if found := re.search(CODE_IN_MAIL, mail.outbox[-1].body, re.MULTILINE):
        client.post(CONFIRM, {"code": found[1]})
    assert not is_in(client)


def test_a_membership_in_a_second_organisation_keeps_somebody_in() -> None:
    who = cast()
    join(who.emma, who.elsewhere)
    client, _answer = with_password("emma")
    assert is_in(client)


def test_sessions_are_in_the_database_where_no_person_can_read_them() -> None:
    who = cast()
    client = browser(who.carl)
    assert is_in(client)
    with acting(SIGN_IN):
        assert Session.objects.filter(pk=client.cookies["session"].value).exists()
    for role in (who.carl, who.ada):
        with being(role), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Session.objects.count()


def test_signing_out_ends_the_session_in_the_database() -> None:
    who = cast()
    client = browser(who.carl)
    key = client.cookies["session"].value
    client.post("/account/logout/")
    with acting(SIGN_IN):
        assert not Session.objects.filter(pk=key).exists()


# ------------------------------------------------------------------------------- the second step


def test_an_administrator_without_a_second_step_is_led_to_add_one_and_goes_on_when_they_have() -> None:
    who = cast()
    client, _answer = with_password("ada")
    at = f"/account/organisation/{who.north.public_id}/people/"
    assert client.get(at).headers["Location"] == "/account/second-step/"
    assert client.post("/account/details/", {"name": "Eve"}).headers["Location"] == "/account/second-step/"
    add_app(who.ada)
    assert client.get(at).status_code == 200


def test_a_support_worker_without_one_goes_on_and_reads_on_their_account_why_to_add_one() -> None:
    cast()
    client, _answer = with_password("carl")
    answer = text(client.get("/account/me/"))
    assert "A passkey or a second step keeps other people out" in answer
    assert "because you are an administrator" not in answer


def test_an_app_is_added_by_page_with_the_digits_it_shows() -> None:
    cast()
    client, _answer = with_password("ada")
    at = "/account/2fa/totp/activate/"
    asked = client.get(at)
    if asked.status_code == 302:  # who they are, once more, before that
        client.post(asked.headers["Location"], {"password": PASSWORD})
        asked = client.get(at)
    added = client.post(at, {"code": digits(asked.context["form"].secret)})
    assert added.status_code == 302
    assert client.get(added.headers["Location"]).status_code == 200  # the recovery codes
    assert client.get("/account/people/").status_code == 302


def test_the_demo_signs_somebody_in_without_asking_for_it() -> None:
    from django.contrib.sessions.backends.base import SessionBase
    from django.test import RequestFactory

    from wraparound.accounts.sessions import SessionStore
    from wraparound.accounts.signin import MUST_ADD

    who = cast()
    for asks in (True, False):
        request = RequestFactory().get("/")
        session: SessionBase = SessionStore()
        request.session, request.user = session, AnonymousUser()
        actions.sign_in(request, who.ada, asks_second_step=asks)
        assert (MUST_ADD in session) is asks
        assert request.user == who.ada


@pytest.mark.parametrize(
    "at",
    ["login/", "login/code/", "password/reset/", "password/reset/done/", "inactive/", "2fa/", "2fa/webauthn/",
     "2fa/recovery-codes/", "password/change/", "password/set/", "logout/", "reauthenticate/", "2fa/reauthenticate/",
     "2fa/totp/activate/", "2fa/webauthn/add/", "3rdparty/login/cancelled/", "3rdparty/login/error/"],
)  # fmt: skip
def test_every_page_of_allauth_that_is_open_works_for_a_visitor_and_for_a_member(at: str) -> None:
    who = cast()
    for client in (browser(), browser(who.carl), browser(who.vera)):
        assert client.get(f"/account/{at}", follow=True).status_code in {200, 401, 404}


def test_a_person_without_an_address_or_password_has_a_page_and_can_add_a_passkey() -> None:
    with acting(SIGN_IN):
        mia = actions.add_person(name="Mia")
    client = browser(mia)
    assert "We have no e-mail address of yours." in text(client.get("/account/remember/"))
    assert "creation_options" in text(client.get("/account/2fa/webauthn/add/"))


def test_a_membership_with_a_role_that_ends_makes_the_second_step_unneeded() -> None:
    who = cast()
    bea = somebody("Bea")
    there = join(bea, who.north, MemberRole.ORGANISATION_ADMIN)
    with acting(SIGN_IN):
        Membership.objects.filter(pk=there.pk).update(role=MemberRole.SUPPORT_WORKER)
    client, _answer = with_password("bea")
    assert is_in(client)
