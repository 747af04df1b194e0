"""Signing in with the account of one's organisation, against an issuer on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import DatabaseError, transaction

from tests.accounts import issuer
from tests.accounts.cast import Cast, being, browser, cast, text
from tests.people import DAY, SIGN_IN, join
from wraparound.accounts import actions
from wraparound.accounts.models import OidcConnection, Person
from wraparound.accounts.organisation_signin import OrganisationAdapter
from wraparound.core import clock
from wraparound.core.database.scope import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, issuer.Issuer]]:
    """The issuers, which the site reaches by their addresses."""
    cache.clear()
    with issuer.running() as (both, session):
        monkeypatch.setattr(OrganisationAdapter, "get_requests_session", session)
        yield both


def connected(who: Cast, address: str = issuer.ADDRESS, secret: str = issuer.OUR_SECRET) -> OidcConnection:
    of = who.elsewhere if address == issuer.ELSEWHERE else who.north
    with being(who.sue):
        return actions.connect_sign_in(
            organisation=of, issuer=address, our_name=issuer.OUR_NAME, our_secret=secret, by=who.sue
        )


def goes_there(client: Client, there: dict[str, issuer.Issuer], connection: OidcConnection, process: str) -> str:
    """The browser is sent to the issuer, signs in there, and is sent back: to this address."""
    sent = client.post(
        f"/account/oidc/{connection.public_id}/login/?process={process}&scope=email&auth_params=nonce%3Dx"
    )
    assert sent.status_code == 302, text(sent)
    to = urlsplit(sent.headers["Location"])
    at = f"{to.scheme}://{to.netloc}"
    assert to.path == "/authorize"
    asked = parse_qs(to.query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) > 20
    back = there[at].page(sent.headers["Location"])
    assert urlsplit(back).path == f"/account/oidc/{connection.public_id}/login/callback/"
    return back


def goes_there_and_back(
    client: Client, there: dict[str, issuer.Issuer], connection: OidcConnection, process: str = "login"
) -> Any:
    return client.get(goes_there(client, there, connection, process))


def is_in(client: Client) -> bool:
    return client.get("/account/details/").status_code == 200


def test_a_member_connects_their_account_once_and_then_comes_in_by_it(there: dict[str, issuer.Issuer]) -> None:
    who = cast()
    connection = connected(who)
    goes_there_and_back(browser(who.carl), there, connection, "connect")
    assert "With your account at Northside" in text(browser(who.carl).get("/account/me/"))
    client = browser()
    assert goes_there_and_back(client, there, connection).headers["Location"] == "/"
    assert "Carl" in text(client.get("/account/me/"))
    assert there[issuer.ADDRESS].asked[-2:] == ["/token", "/keys"]
    with acting(SIGN_IN):
        (kept,) = SocialAccount.objects.values("provider", "uid", "extra_data")
    assert kept == {"provider": str(connection.public_id), "uid": "s-1", "extra_data": {}}


def test_an_unknown_subject_does_not_come_in_even_with_the_address_of_a_member(there: dict[str, issuer.Issuer]) -> None:
    who = cast()
    there[issuer.ADDRESS].claims = {"email": "carl@example.org", "email_verified": True, "name": "From there"}
    client, before = browser(), Person.objects
    answer = goes_there_and_back(client, there, connected(who))
    assert answer.status_code == 403
    assert "This account is not connected" in text(answer)
    assert not is_in(client)
    with acting(SIGN_IN):
        assert before.filter(name="From there").count() == 0


def test_only_a_member_of_that_organisation_connects_and_only_while_they_are_one_do_they_come_in(
    there: dict[str, issuer.Issuer],
) -> None:
    who = cast()
    connection = connected(who)
    assert goes_there_and_back(browser(who.olga), there, connection, "connect").status_code == 403
    goes_there_and_back(browser(who.carl), there, connection, "connect")
    with acting(SIGN_IN):
        actions.add_membership(person=who.carl, organisation=who.elsewhere, role=_worker(), by=None)
    with being(who.ada):
        actions.end_membership(membership=who.carl_there, last_day=clock.today() - DAY, by=who.ada)
    client = browser()
    assert goes_there_and_back(client, there, connection).status_code == 403
    assert not is_in(client)


def _worker() -> Any:
    from wraparound.accounts.roles import MemberRole

    return MemberRole.SUPPORT_WORKER


def test_a_subject_of_one_issuer_is_not_one_of_the_next_issuer(there: dict[str, issuer.Issuer]) -> None:
    who = cast()
    first = connected(who)
    goes_there_and_back(browser(who.carl), there, first, "connect")
    again = connected(who, secret="")
    assert (again.pk, again.our_secret) == (first.pk, "s3cret")  # the same tenant: nobody connects again
    with being(who.sue):
        actions.disconnect_sign_in(organisation=who.north, by=who.sue)
    second = connected(who)
    assert second.public_id != first.public_id
    client = browser()
    assert goes_there_and_back(client, there, second).status_code == 403
    assert client.post(f"/account/oidc/{first.public_id}/login/").status_code == 404


def test_the_page_lists_organisations_and_lets_its_forms_end_there_and_nowhere_else() -> None:
    who = cast()
    nothing = browser().get("/account/with-organisation/")
    assert "No organisation does this yet" in text(nothing)
    connected(who)
    page = browser().get("/account/with-organisation/")
    assert "Northside" in text(page)
    assert f"form-action 'self' {issuer.ADDRESS}" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["ada", "carl", "olga", "vera"])
def test_only_who_keeps_the_system_connects_and_nobody_reads_the_secret(name: str) -> None:
    who = cast()
    connected(who)
    by = getattr(who, name)
    with being(by), pytest.raises(actions.NotAllowed):
        actions.connect_sign_in(organisation=who.north, issuer="https://a.example", our_name="x", our_secret="", by=by)
    for reader in (by, who.sue):
        with being(reader), pytest.raises(DatabaseError), transaction.atomic():
            OidcConnection.objects.count()
    shown = browser(who.sue).get(f"/account/organisation/{who.north.public_id}/sign-in/")
    assert "s3cret" not in text(shown)


def test_an_address_that_is_no_connection_is_not_there() -> None:
    assert browser().post("/account/oidc/google/login/").status_code == 404


def carl_connected(there: dict[str, issuer.Issuer]) -> tuple[Cast, OidcConnection]:
    who = cast()
    connection = connected(who)
    assert goes_there_and_back(browser(who.carl), there, connection, "connect").status_code == 302
    return who, connection


def test_the_same_subject_at_another_tenant_is_another_person(there: dict[str, issuer.Issuer]) -> None:
    who, _northside = carl_connected(there)
    join(who.carl, who.elsewhere)
    elsewhere, client = connected(who, issuer.ELSEWHERE), browser()
    assert there[issuer.ELSEWHERE].subject == there[issuer.ADDRESS].subject
    assert goes_there_and_back(client, there, elsewhere).status_code == 403
    assert not is_in(client)
    join(who.vera, who.elsewhere)
    assert goes_there_and_back(browser(who.vera), there, elsewhere, "connect").status_code == 302
    goes_there_and_back(client, there, elsewhere)
    assert "vera@example.org" in text(client.get("/account/me/"))


LONG_AGO = 1_600_000_000
NOT_GOOD: dict[str, dict[str, Any]] = {
    "signed with another key": {"signs_with": "a stranger"},
    "signed by no key": {"algorithm": "none"},
    "signed with the published key as a secret": {"algorithm": "HS256"},
    "expired": {"claims": {"exp": LONG_AGO}},
    "without an end": {"claims": {"exp": None}},
    "of another tenant": {"claims": {"iss": issuer.ELSEWHERE}},
    "for another site": {"claims": {"aud": "another"}},
    "for several sites and made for another": {"claims": {"aud": [issuer.OUR_NAME, "another"], "azp": "another"}},
    "for another sign-in": {"claims": {"nonce": "n" * 32}},
    "for no sign-in": {"claims": {"nonce": None}},
    "about nobody": {"claims": {"sub": None}},
}


@pytest.mark.parametrize("how", NOT_GOOD.values(), ids=list(NOT_GOOD))
def test_a_token_that_is_not_good_lets_nobody_in(there: dict[str, issuer.Issuer], how: dict[str, Any]) -> None:
    _who, connection = carl_connected(there)
    for name, value in how.items():
        setattr(there[issuer.ADDRESS], name, value)
    client = browser()
    answer = goes_there_and_back(client, there, connection)
    assert answer.status_code == 401
    assert "Your organisation could not tell us who you are." in text(answer)
    assert not is_in(client)


def test_with_a_good_token_the_same_browser_is_in(there: dict[str, issuer.Issuer]) -> None:
    _who, connection = carl_connected(there)
    client = browser()
    goes_there_and_back(client, there, connection)
    assert is_in(client)


def test_where_another_issuer_answers_or_none_nobody_is_sent_anywhere(there: dict[str, issuer.Issuer]) -> None:
    _who, connection = carl_connected(there)
    at = f"/account/oidc/{connection.public_id}/login/"
    there[issuer.ADDRESS].calls_itself = issuer.ELSEWHERE
    assert browser().post(at).status_code == 401
    there[issuer.ADDRESS].calls_itself = ""
    there[issuer.ADDRESS].works = False
    assert browser().post(at).status_code == 401


def test_an_answer_works_once_and_only_in_the_browser_that_asked(there: dict[str, issuer.Issuer]) -> None:
    _who, connection = carl_connected(there)
    client, stranger = browser(), browser()
    back = goes_there(client, there, connection, "login")
    assert stranger.get(back).status_code == 401
    assert client.get(back).status_code == 302
    client.post("/account/logout/")
    code = goes_there(client, there, connection, "login").split("code=")[1].split("&")[0]
    replayed = back.replace(back.split("code=")[1].split("&")[0], code)
    assert client.get(replayed).status_code == 401  # the state was used up by the first answer
    assert not is_in(client)


def test_an_answer_of_one_connection_is_none_of_another(there: dict[str, issuer.Issuer]) -> None:
    who, connection = carl_connected(there)
    elsewhere, client = connected(who, issuer.ELSEWHERE), browser()
    back = goes_there(client, there, connection, "login")
    assert client.get(back.replace(str(connection.public_id), str(elsewhere.public_id))).status_code == 401
    assert not is_in(client)


def test_a_connection_that_is_switched_off_lets_nobody_in_even_on_their_way_back(
    there: dict[str, issuer.Issuer],
) -> None:
    who, connection = carl_connected(there)
    client = browser()
    back = goes_there(client, there, connection, "login")
    with being(who.sue):
        actions.disconnect_sign_in(organisation=who.north, by=who.sue)
    assert client.get(back).status_code == 404
    assert client.post(f"/account/oidc/{connection.public_id}/login/").status_code == 404
    assert not is_in(client)
    assert "Northside" not in text(browser().get("/account/with-organisation/"))


def test_with_a_wrong_secret_the_issuer_says_nothing(there: dict[str, issuer.Issuer]) -> None:
    who, _connection = carl_connected(there)
    assert goes_there_and_back(browser(), there, connected(who, secret="wrong")).status_code == 401
