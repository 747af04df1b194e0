"""Back in without an address: a lead's link lets somebody in once, for half an hour, and never unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction

from tests import people
from tests.accounts.cast import being, browser, text
from tests.people import DAY, SIGN_IN
from wraparound.accounts import actions, policy, queries
from wraparound.accounts.models import Person, WayBack
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import audit, clock
from wraparound.core.database.scope import acting

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Circle:
    """Mia's: her mother, her lead Lena, Tom of the team, Ada who administers Northside; and Olga, a lead elsewhere."""

    north: Organisation
    elsewhere: Organisation
    learner: Learner
    mia: Person
    mother: Person
    lena: Person
    tom: Person
    ada: Person
    olga: Person


def without_address(name: str) -> Person:
    with acting(SIGN_IN):
        return actions.add_person(name=name)


def circle() -> Circle:
    cache.clear()
    north, elsewhere = people.organisation("Northside"), people.organisation("Elsewhere")
    mia, mother = without_address("Mia"), without_address("Maria")
    lena, tom = people.member(north, "Lena", MemberRole.TRANSITION_LEAD), people.member(north, "Tom")
    ada = people.member(north, "Ada", MemberRole.ORGANISATION_ADMIN)
    olga = people.member(elsewhere, "Olga", MemberRole.TRANSITION_LEAD)
    learner = people.learner("Mia", by=lena, person=mia)
    people.in_circle(learner, mother, None, CirclePart.FAMILY)
    people.in_circle(learner, lena, north, CirclePart.LEAD)
    people.in_circle(learner, tom, north, CirclePart.SUPPORT)
    another = people.learner("Zoe", by=olga)
    people.in_circle(another, olga, elsewhere, CirclePart.LEAD)
    return Circle(north, elsewhere, learner, mia, mother, lena, tom, ada, olga)


def made(person: Person, by: Person) -> str:
    with being(by):
        return actions.make_way_back(person=person, by=by).token


def at(token: str) -> str:
    return f"/account/back/{token}/"


def is_in(client: Any) -> bool:
    return bool(client.get("/account/details/").status_code == 200)


def test_the_lead_makes_a_link_by_page_and_mia_comes_in_by_it_on_a_new_phone() -> None:
    who = circle()
    lead, phone = browser(who.lena), browser()
    assert "Help somebody back in" in text(lead.get("/"))
    assert ">Mia<" in text(lead.get("/account/ways-back/"))
    page = f"/account/ways-back/{who.mia.public_id}/"
    assert "Do this only when Mia is with you" in text(lead.get(page))
    shown = lead.post(page, follow=True)
    link = re.search(r"https?://[^<\s]+(/account/back/[\w-]+/)", text(shown))[1]
    assert "<svg" in text(shown)
    assert link not in text(lead.get(shown.wsgi_request.path))  # shown once
    assert "Are you Mia?" in text(phone.get(link))
    assert not is_in(phone)  # nothing is used up by looking
    assert phone.post(link).headers["Location"] == "/account/remember/"
    assert is_in(phone)
    assert mail.outbox == []


def test_mia_sees_for_ever_who_did_it_and_when_and_it_is_in_the_chain() -> None:
    who = circle()
    token, phone = made(who.mia, who.lena), browser()
    assert "Lena made a link for you" in text(browser(who.mia).get("/account/me/"))  # before it is used, too
    phone.post(at(token))
    shown = text(phone.get("/account/me/"))
    assert "Lena made a link for you" in shown
    assert "It was used on" in shown
    with acting(SIGN_IN):
        number = audit.record("noted by a test", about=who.mia.public_id)
    assert number == 4  # after: person added, way back made, way back taken


def test_old_devices_are_signed_out_and_their_passkeys_open_nothing() -> None:
    who = circle()
    old, mother = browser(who.mia), browser(who.mother)
    with acting(SIGN_IN):
        Authenticator.objects.create(user=who.mia, type="webauthn", data={"name": "Phone", "credential": {}})
    token = made(who.mia, who.lena)
    assert is_in(old)
    phone = browser()
    phone.post(at(token))
    assert not is_in(old)
    assert is_in(phone)
    assert is_in(mother)
    with acting(SIGN_IN):
        assert not Authenticator.objects.filter(user=who.mia).exists()
        assert not Person.objects.get(pk=who.mia.pk).has_usable_password()
    second = browser()
    second.post(at(made(who.mia, who.lena)))
    assert not is_in(phone)  # and so each time
    assert is_in(second)


def test_used_replaced_late_tampered_and_unknown_links_get_one_and_the_same_page() -> None:
    who = circle()
    used = made(who.mia, who.lena)
    browser().post(at(used))
    replaced, good = made(who.mia, who.lena), made(who.mia, who.lena)
    late = made(who.mother, who.lena)
    with acting(SIGN_IN):
        WayBack.objects.filter(fingerprint=queries.fingerprint(late)).update(expires=clock.now())
    answers = [browser().get(at(token)) for token in (used, replaced, late, good[:-1] + "_", "x")]
    assert {a.status_code for a in answers} == {404}
    posted = [browser().post(at(token)) for token in (used, replaced, late, "x")]
    assert {a.status_code for a in posted} == {404}
    assert browser().get(at(good)).status_code == 200
    with acting(SIGN_IN):
        for token in (used, replaced, late):
            with pytest.raises(actions.NoSuchWayBack):
                actions.take_way_back(token=token)


def test_a_link_works_for_half_an_hour() -> None:
    who = circle()
    token = made(who.mia, who.lena)
    with clock.stopped_at(clock.now() + timedelta(minutes=29)):
        assert queries.way_back_by_token(None, token) == "Mia"
    with clock.stopped_at(clock.now() + timedelta(minutes=31)):
        assert queries.way_back_by_token(None, token) is None


def test_only_the_fingerprint_is_kept() -> None:
    who = circle()
    token = made(who.mia, who.lena)
    with acting(SIGN_IN):
        assert token not in str(list(WayBack.objects.values()))


# ------------------------------------------------------------------------------------------- who may, and who not


@pytest.mark.parametrize("name", ["tom", "ada", "olga", "mother", "mia"])
def test_nobody_but_the_lead_makes_one_for_mia(name: str) -> None:
    who = circle()
    by = getattr(who, name)
    with being(by), pytest.raises(actions.NotAllowed):
        actions.make_way_back(person=who.mia, by=by)
    assert browser(by).get(f"/account/ways-back/{who.mia.public_id}/").status_code == 404
    assert browser(by).post(f"/account/ways-back/{who.mia.public_id}/").status_code == 404
    with acting(SIGN_IN):
        assert not WayBack.objects.exists()


def test_nobody_makes_one_for_themselves() -> None:
    who = circle()
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.lena.pk).update(email=None)
    people.in_circle(who.learner, who.lena, None, CirclePart.FAMILY)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="for yourself"):
        actions.make_way_back(person=who.lena, by=who.lena)


def test_not_for_who_has_an_address_a_role_today_or_later_or_is_not_active() -> None:
    who = circle()
    people.join(who.mother, who.elsewhere, since=clock.today() + 5 * DAY)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="role in an organisation"):
        actions.make_way_back(person=who.mother, by=who.lena)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="role in an organisation"):
        actions.make_way_back(person=who.tom, by=who.lena)
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.mia.pk).update(email="mia@example.org")
        mia = Person.objects.get(pk=who.mia.pk)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="by e-mail"):
        actions.make_way_back(person=mia, by=who.lena)
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.mia.pk).update(email=None, is_active=False)
    assert queries.people_to_bring_back(who.lena) == ()


def test_not_for_who_belongs_to_another_circle_too_unless_one_leads_both() -> None:
    who = circle()
    brother = people.learner("Zed", by=who.olga)
    people.in_circle(brother, who.olga, who.elsewhere, CirclePart.LEAD)
    people.in_circle(brother, who.mother, None, CirclePart.FAMILY)
    for lead in (who.lena, who.olga):
        assert who.mother not in queries.people_to_bring_back(lead)
        with being(lead), pytest.raises(actions.NotAllowed):
            actions.make_way_back(person=who.mother, by=lead)
    people.in_circle(brother, who.lena, who.north, CirclePart.LEAD)
    assert who.mother in queries.people_to_bring_back(who.lena)


def test_not_by_a_lead_whose_place_or_membership_has_ended() -> None:
    who = circle()
    assert set(queries.people_to_bring_back(who.lena)) == {who.mia, who.mother}
    with clock.stopped_at(clock.now()), acting(SIGN_IN):
        who.lena.memberships.update(since=clock.today() - 9 * DAY, until=clock.today() - DAY)
    assert queries.people_to_bring_back(who.lena) == ()


def test_a_link_opens_nothing_once_its_person_has_an_address_or_a_role() -> None:
    who = circle()
    first, second = made(who.mia, who.lena), made(who.mother, who.lena)
    people.join(who.mother, who.elsewhere)
    with acting(SIGN_IN):
        Person.objects.filter(pk=who.mia.pk).update(email="mia@example.org")
    for token in (first, second):
        client = browser()
        assert client.post(at(token)).status_code == 404
        assert not is_in(client)


def test_whoever_is_signed_in_does_not_take_it_up_by_mistake_and_it_still_works() -> None:
    who = circle()
    token, lead = made(who.mia, who.lena), browser(who.lena)
    for answer in (lead.get(at(token)), lead.post(at(token))):
        assert "This link is for somebody else" in text(answer)
    assert "Lena" in text(lead.get("/account/me/"))
    assert browser().post(at(token)).status_code == 302


def test_it_is_limited_how_often_links_are_made_and_tried() -> None:
    who = circle()
    for _ in range(3):
        made(who.mia, who.lena)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="too many links"):
        actions.make_way_back(person=who.mia, by=who.lena)
    with clock.stopped_at(clock.now() + timedelta(hours=1, minutes=1)):
        made(who.mia, who.lena)
    statuses = [browser().post(at("x")).status_code for _ in range(22)]
    assert statuses[:20] == [404] * 20
    assert statuses[20:] == [429] * 2


def test_one_helper_makes_ten_in_an_hour_and_no_more() -> None:
    who = circle()
    family = [without_address(f"Aunt {n}") for n in range(11)]
    for aunt in family:
        people.in_circle(who.learner, aunt, None, CirclePart.FAMILY)
    for aunt in family[:10]:
        made(aunt, who.lena)
    with being(who.lena), pytest.raises(actions.NotAllowed, match="too many links"):
        actions.make_way_back(person=family[10], by=who.lena)


def test_a_person_reads_their_own_rows_and_those_they_made_and_writes_none() -> None:
    who = circle()
    made(who.mia, who.lena)
    for reader, count in ((who.mia, 1), (who.lena, 1), (who.mother, 0), (who.ada, 0)):
        with being(reader):
            assert WayBack.objects.count() == count
            with pytest.raises(DatabaseError), transaction.atomic():
                WayBack.objects.update(used=None)


def test_the_rule_in_words() -> None:
    def asked(**told: bool) -> Any:
        return policy.may_bring_back(**{"to_me": False, "has_address": False, "has_role": False, "leads": True, **told})

    assert asked()
    for told in ({"to_me": True}, {"has_address": True}, {"has_role": True}, {"leads": False}):
        assert not asked(**told)
