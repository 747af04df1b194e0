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
from tests.people import DAY, SIGN_IN
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
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[issuer.Issuer]]:
    """The issuer, which the site reaches by its address."""
    cache.clear()
    with issuer.running() as (kind, session):
        monkeypatch.setattr(OrganisationAdapter, "get_requests_session", session)
        yield kind


def connected(who: Cast, address: str = issuer.ADDRESS, secret: str = "s3cret") -> OidcConnection:
    with being(who.sue):
        return actions.connect_sign_in(
            organisation=who.north, issuer=address, our_name=issuer.OUR_NAME, our_secret=secret, by=who.sue
        )


def goes_there_and_back(client: Client, connection: OidcConnection, process: str = "login") -> Any:
    """The browser is sent to the issuer, signs in there, and comes back."""
    at = f"/account/oidc/{connection.public_id}/login/"
    sent = client.post(f"{at}?process={process}")
    assert sent.status_code == 302, text(sent)
    to = urlsplit(sent.headers["Location"])
    assert f"{to.scheme}://{to.netloc}{to.path}" == f"{issuer.ADDRESS}/authorize"
    asked = parse_qs(to.query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"{at}callback/", {"code": "c", "state": asked["state"][0]})


def is_in(client: Client) -> bool:
    return client.get("/account/details/").status_code == 200


def test_a_member_connects_their_account_once_and_then_comes_in_by_it(there: type[issuer.Issuer]) -> None:
    who = cast()
    connection = connected(who)
    goes_there_and_back(browser(who.carl), connection, "connect")
    assert "With your account at Northside" in text(browser(who.carl).get("/account/me/"))
    client = browser()
    assert goes_there_and_back(client, connection).headers["Location"] == "/"
    assert "Carl" in text(client.get("/account/me/"))
    assert there.asked[-1]["client_secret"] == ["s3cret"]
    with acting(SIGN_IN):
        (kept,) = SocialAccount.objects.values("provider", "uid", "extra_data")
    assert kept == {"provider": str(connection.public_id), "uid": "s-1", "extra_data": {}}


def test_an_unknown_subject_does_not_come_in_even_with_the_address_of_a_member(there: type[issuer.Issuer]) -> None:
    who = cast()
    there.email = "carl@example.org"
    client, before = browser(), Person.objects
    answer = goes_there_and_back(client, connected(who))
    assert answer.status_code == 403
    assert "This account is not connected" in text(answer)
    assert not is_in(client)
    with acting(SIGN_IN):
        assert before.filter(name="From there").count() == 0


@pytest.mark.usefixtures("there")
def test_only_a_member_of_that_organisation_connects_and_only_while_they_are_one_do_they_come_in() -> None:
    who = cast()
    connection = connected(who)
    assert goes_there_and_back(browser(who.olga), connection, "connect").status_code == 403
    goes_there_and_back(browser(who.carl), connection, "connect")
    with acting(SIGN_IN):
        actions.add_membership(person=who.carl, organisation=who.elsewhere, role=_worker(), by=None)
    with being(who.ada):
        actions.end_membership(membership=who.carl_there, last_day=clock.today() - DAY, by=who.ada)
    client = browser()
    assert goes_there_and_back(client, connection).status_code == 403
    assert not is_in(client)


def _worker() -> Any:
    from wraparound.accounts.roles import MemberRole

    return MemberRole.SUPPORT_WORKER


@pytest.mark.usefixtures("there")
def test_a_subject_of_one_issuer_is_not_one_of_the_next_issuer() -> None:
    who = cast()
    first = connected(who)
    goes_there_and_back(browser(who.carl), first, "connect")
    again = connected(who, secret="")
    assert (again.pk, again.our_secret) == (first.pk, "s3cret")  # the same tenant: nobody connects again
    with being(who.sue):
        actions.disconnect_sign_in(organisation=who.north, by=who.sue)
    second = connected(who)
    assert second.public_id != first.public_id
    client = browser()
    assert goes_there_and_back(client, second).status_code == 403
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
