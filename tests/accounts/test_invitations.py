"""Invitations: a link that works once, for who was meant, for 14 days; and says nothing when it does not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.accounts.cast import Cast, being, browser, cast, text
from tests.people import SIGN_IN
from wraparound.accounts import actions, queries
from wraparound.accounts.models import Invitation, Person
from wraparound.accounts.roles import MemberRole
from wraparound.core import audit, clock
from wraparound.core.database.scope import acting

pytestmark = pytest.mark.django_db
WORKER = MemberRole.SUPPORT_WORKER


def invited(who: Cast, email: str = "", role: MemberRole = WORKER) -> str:
    """The token of a new link."""
    with being(who.ada):
        return actions.invite_person(organisation=who.north, role=role, name="Nia", email=email, by=who.ada).token


def page(token: str) -> str:
    return f"/account/invitation/{token}/"


def test_a_newcomer_says_their_name_and_is_in_and_is_offered_to_have_the_device_remembered() -> None:
    who, client = cast(), browser()
    token = invited(who, "Nia@Example.org")
    first = client.get(page(token))
    assert first.status_code == 200
    assert "Ada asks you to join Northside." in text(first)
    then = client.post(page(token), {"name": "Nia Jones"})
    assert (then.status_code, then.headers["Location"]) == (302, "/account/remember/")
    me = client.get("/account/me/")
    assert "Nia Jones" in text(me)
    assert "nia@example.org" in text(me)
    with acting(SIGN_IN):
        nia = Person.objects.get(email="nia@example.org")
        assert [m.name for m in queries.memberships_of(nia)] == ["Northside"]
        assert nia.emailaddress_set.get().verified
        assert not nia.has_usable_password()


def test_a_link_works_once() -> None:
    who = cast()
    token = invited(who)
    assert browser().post(page(token), {"name": "Nia"}).status_code == 302
    assert browser().post(page(token), {"name": "Mallory"}).status_code == 404
    with acting(SIGN_IN):
        assert Person.objects.filter(name="Mallory").count() == 0
        with pytest.raises(actions.NoSuchInvitation):
            actions.accept_invitation(token=token, name="Mallory", by=None)


def test_unknown_tampered_used_withdrawn_and_late_links_all_get_one_and_the_same_page() -> None:
    who = cast()
    used, withdrawn, late = invited(who), invited(who), invited(who)
    browser().post(page(used), {"name": "Nia"})
    with being(who.ada):
        one = Invitation.objects.get(fingerprint=queries.fingerprint(withdrawn))
        actions.withdraw_invitation(invitation=one, by=who.ada)
    with acting(SIGN_IN):
        Invitation.objects.filter(fingerprint=queries.fingerprint(late)).update(expires=clock.now())
    answers = [browser().get(page(t)) for t in ("x", invited(who)[:-1] + "_", used, withdrawn, late)]
    assert {a.status_code for a in answers} == {404}
    shown = {
        re.sub(r'(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", text(a)).replace(a.wsgi_request.path, "")
        for a in answers
    }
    assert len(shown) == 1
    assert browser().get(page(invited(who))).status_code == 200  # which shows that a good one is told apart


def test_a_link_runs_out_after_14_days() -> None:
    who = cast()
    token = invited(who)
    with clock.stopped_at(clock.now() + timedelta(days=13, hours=23)):
        assert queries.invitation_by_token(None, token) is not None
    with clock.stopped_at(clock.now() + timedelta(days=14, seconds=1)):
        assert queries.invitation_by_token(None, token) is None


def test_somebody_signed_in_joins_as_themselves_and_nobody_new_is_made() -> None:
    who = cast()
    token = invited(who, "somewhere.else@example.org")
    client = browser(who.vera)
    assert "You are signed in as Vera." in text(client.get(page(token)))
    assert client.post(page(token)).headers["Location"] == "/account/me/"
    with being(who.vera):
        assert [m.name for m in queries.memberships_of(who.vera)] == ["Northside"]
    with acting(SIGN_IN):
        assert not Person.objects.filter(email="somewhere.else@example.org").exists()
        assert Invitation.objects.get(fingerprint=queries.fingerprint(token)).accepted_by_id == who.vera.pk


def test_whoever_the_link_would_make_what_they_are_stays_that_and_the_link_is_used_up() -> None:
    who = cast()
    token = invited(who)
    with acting(SIGN_IN):
        assert not actions.accept_invitation(token=token, by=who.carl).is_new
        with pytest.raises(actions.NoSuchInvitation):
            actions.accept_invitation(token=token, by=who.carl)


def test_an_address_that_somebody_has_must_sign_in_first_and_who_invites_is_not_told() -> None:
    who = cast()
    inviting = browser(who.ada)
    told = []
    for email in ("vera@example.org", "nobody@example.org"):
        sent = {"name": "Nia", "email": email, "role": WORKER.value}
        answer = inviting.post(f"/account/organisation/{who.north.public_id}/people/invite/", sent)
        told.append((answer.status_code, answer.headers["Location"]))
    assert told[0] == told[1]
    token = invited(who, "vera@example.org")
    client = browser()
    assert "You have been here before." in text(client.get(page(token)))
    assert client.post(page(token), {"name": "Mallory"}).headers["Location"] == page(token)
    assert "Vera" not in text(client.get(page(token)))
    with acting(SIGN_IN):
        assert Person.objects.filter(email="vera@example.org").count() == 1


def test_the_mail_says_who_invites_where_and_the_link_and_nothing_else_of_anybody(
    django_capture_on_commit_callbacks: object,
) -> None:
    who = cast()
    with django_capture_on_commit_callbacks(execute=True):
        token = invited(who, "nia@example.org", MemberRole.HEAD_OF_INCLUSION)
    (sent,) = mail.outbox
    assert sent.to == ["nia@example.org"]
    assert "Ada invites you to join Northside" in sent.body
    assert page(token) in sent.body
    for secret in ("Nia", "ada@example.org", "Head of inclusion"):
        assert secret not in sent.body + sent.subject


def test_where_no_address_is_known_nothing_is_mailed_and_the_link_is_shown_once(
    django_capture_on_commit_callbacks: object,
) -> None:
    who = cast()
    client = browser(who.ada)
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"name": "Nia", "email": "", "role": WORKER.value}
        there = client.post(f"/account/organisation/{who.north.public_id}/people/invite/", sent, follow=True)
    assert mail.outbox == []
    assert "/account/invitation/" in text(there)
    assert "/account/invitation/" not in text(client.get(there.wsgi_request.path))


def test_a_link_that_was_mailed_is_not_shown_to_who_invites() -> None:
    who = cast()
    client: Client = browser(who.ada)
    sent = {"name": "Nia", "email": "nia@example.org", "role": WORKER.value}
    there = client.post(f"/account/organisation/{who.north.public_id}/people/invite/", sent, follow=True)
    assert "/account/invitation/" not in text(there)


def test_only_the_fingerprint_is_kept_and_the_chain_of_events_holds() -> None:
    who = cast()
    token = invited(who)
    with acting(SIGN_IN):
        (row,) = Invitation.objects.values()
        assert token not in str(row)
        actions.accept_invitation(token=token, by=None)
    with being(who.ada):
        assert audit.broken_at(who.north.public_id) is None


def test_an_invited_administrator_adds_a_second_step_before_anything_else() -> None:
    who = cast()
    client = browser()
    client.post(page(invited(who, "nia@example.org", MemberRole.ORGANISATION_ADMIN)), {"name": "Nia"})
    answer = client.get(f"/account/organisation/{who.north.public_id}/people/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/second-step/")
    assert client.get("/account/second-step/").status_code == 200
