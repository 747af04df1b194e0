"""The pages: who reaches which, and what they do."""

from __future__ import annotations

import pytest

from tests.accounts.cast import being, browser, cast, text
from tests.people import DAY, join, person
from wraparound.accounts import queries
from wraparound.accounts.models import Membership, Organisation
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock

pytestmark = pytest.mark.django_db

OK, ASKED, REFUSED, NOT_THERE = 200, 302, 403, 404
CAST = ("ada", "carl", "emma", "olga", "vera", "sue", None)
PAGES = {  # for ada (administers it), carl (works there), emma (did), olga (elsewhere), vera (nowhere), sue, a visitor
    "/account/": (ASKED,) * 7,
    "/account/me/": (OK, OK, ASKED, OK, OK, OK, ASKED),
    "/account/details/": (OK, OK, ASKED, OK, OK, OK, ASKED),
    "/account/remember/": (OK, OK, ASKED, OK, OK, OK, ASKED),
    "/account/second-step/": (OK, OK, ASKED, OK, OK, OK, ASKED),
    "/account/with-organisation/": (OK, OK, OK, OK, OK, OK, OK),
    "/account/organisation/{north}/": (OK, OK, OK, OK, OK, OK, OK),
    "/account/organisation/{north}/edit/": (OK, REFUSED, ASKED, REFUSED, REFUSED, REFUSED, ASKED),
    "/account/organisation/{north}/people/": (OK, OK, ASKED, REFUSED, REFUSED, REFUSED, ASKED),
    "/account/organisation/{north}/people/invite/": (OK, REFUSED, ASKED, REFUSED, REFUSED, REFUSED, ASKED),
    "/account/organisation/{north}/sign-in/": (REFUSED, REFUSED, ASKED, REFUSED, REFUSED, OK, ASKED),
    "/account/organisations/": (REFUSED, REFUSED, ASKED, REFUSED, REFUSED, OK, ASKED),
    "/account/organisations/new/": (REFUSED, REFUSED, ASKED, REFUSED, REFUSED, OK, ASKED),
    "/account/membership/{carl}/": (OK, OK, ASKED, NOT_THERE, NOT_THERE, NOT_THERE, ASKED),
    "/account/membership/{carl}/role/": (OK, REFUSED, ASKED, NOT_THERE, NOT_THERE, NOT_THERE, ASKED),
    "/account/membership/{carl}/end/": (OK, REFUSED, ASKED, NOT_THERE, NOT_THERE, NOT_THERE, ASKED),
    "/account/membership/{carl}/hand-over/": (OK, REFUSED, ASKED, NOT_THERE, NOT_THERE, NOT_THERE, ASKED),
    "/account/membership/{ada}/end/": (REFUSED, REFUSED, ASKED, NOT_THERE, NOT_THERE, NOT_THERE, ASKED),
    "/account/organisation/8d7e1f0e-0000-4000-8000-000000000000/": (NOT_THERE,) * 7,
    "/account/people/": (ASKED, ASKED, ASKED, ASKED, NOT_THERE, ASKED, ASKED),
}


@pytest.mark.parametrize(("address", "answers"), PAGES.items())
def test_each_page_is_there_for_those_whom_it_is_for(address: str, answers: tuple[int, ...]) -> None:
    who = cast()
    at = address.format(north=who.north.public_id, carl=who.carl_there.pk, ada=who.ada_there.pk)
    got = tuple(browser(getattr(who, name) if name else None).get(at).status_code for name in CAST)
    assert got == answers


def test_the_list_of_people_is_searched_filtered_and_taken_away_and_shows_nobody_of_elsewhere() -> None:
    who = cast()
    client, at = browser(who.carl), f"/account/organisation/{who.north.public_id}/people/"
    assert "Ada" in text(client.get(at))
    assert ">Ada<" not in text(client.get(at, {"q": "car"}))
    assert ">Carl<" in text(client.get(at, {"role": "support-worker"}))
    assert ">Ada<" not in text(client.get(at, {"role": "support-worker"}))
    csv = text(client.get(at, {"export": "csv"}))
    assert "Carl" in csv
    assert "carl@example.org" in csv
    for stranger in ("Emma", "Olga", "Vera"):
        assert stranger not in csv


def test_an_administrator_changes_a_role_hands_over_and_ends_by_page() -> None:
    who = cast()
    client = browser(who.ada)
    sent = client.post(f"/account/membership/{who.carl_there.pk}/role/", {"role": "transition-lead"})
    now = sent.headers["Location"]
    assert "Transition lead" in text(client.get(now))
    late = client.post(now + "end/", {"when": "later"})
    assert "Write a day after today" in text(late)
    mine, toms = str(who.ada_there.pk), str(join(person("Tom"), who.north).pk)
    assert "another administrator has to hand over to you" in text(client.get(now + "hand-over/"))
    assert client.post(now + "hand-over/", {"successor": mine, "when": "now"}).status_code == 200  # not to herself
    done = client.post(now + "hand-over/", {"successor": toms, "when": "now"}, follow=True)
    assert "There was nothing to pass to Tom" in text(done)
    assert browser(who.carl).get(now).status_code == 302  # they have left, so they are asked to sign in
    assert "this membership has ended" in text(client.get(now))


def test_what_two_administrators_write_at_once_is_shown_to_the_second_and_either_stays() -> None:
    who = cast()
    client, at = browser(who.ada), f"/account/organisation/{who.north.public_id}/edit/"
    facts = {"name": "Northside", "council": "", "website": "", "version": 1}
    assert client.post(at, {**facts, "about": "first"}).status_code == 302
    both = client.post(at, {**facts, "about": "second"})
    assert both.status_code == 200
    assert "first" in text(both)
    assert "second" in text(both)
    chosen = {"seen_version": 2, "differs": "about", "keep-about": "mine"}
    assert client.post(at, {**facts, "about": "second", **chosen}).status_code == 302
    with being(who.ada):
        assert Organisation.objects.get(pk=who.north.pk).about == "second"


def test_i_change_my_name_and_number_and_nobody_elses() -> None:
    who = cast()
    browser(who.carl).post("/account/details/", {"name": "Carl Jones", "phone": "01632 960 001"})
    with being(who.ada):
        carl = queries.membership(who.ada, who.carl_there.pk)
        assert (carl.person.name, carl.person.phone) == ("Carl Jones", "01632 960 001")
        ada = queries.membership(who.ada, who.ada_there.pk)
        assert ada.person.name == "Ada"


def test_somebody_with_two_organisations_chooses_one() -> None:
    who = cast()
    join(who.carl, who.elsewhere)
    answer = text(browser(who.carl).get("/account/people/"))
    assert "Northside" in answer
    assert "Elsewhere" in answer


def test_navigation_shows_each_what_is_there_for_them() -> None:
    who = cast()
    assert "/account/people/" in text(browser(who.carl).get("/account/me/"))
    assert "/account/people/" not in text(browser(who.vera).get("/account/me/"))
    assert "/account/organisations/" in text(browser(who.sue).get("/account/me/"))
    assert "/account/organisations/" not in text(browser(who.ada).get("/account/me/"))


def test_how_i_like_to_read_follows_me_to_another_browser_and_is_nobody_elses() -> None:
    who = cast()
    browser(who.carl).post("/reading/theme/", {"answer": "dark"})
    assert "wr-theme-dark" in text(browser(who.carl).get("/account/me/"))
    assert "wr-theme-dark" not in text(browser(who.ada).get("/account/me/"))
    assert "wr-theme-dark" not in text(browser().get("/account/with-organisation/"))


def test_withdrawing_by_page_makes_the_link_open_nothing() -> None:
    who = cast()
    client, at = browser(who.ada), f"/account/organisation/{who.north.public_id}/"
    client.post(at + "people/invite/", {"name": "Nia", "email": "n@example.org", "role": MemberRole.COMMISSIONER.value})
    with being(who.ada):
        (one,) = queries.open_invitations(who.ada, who.north)
    assert browser(who.carl).post(f"{at}invitations/{one.pk}/withdraw/").status_code == 404
    client.post(f"{at}invitations/{one.pk}/withdraw/")
    with being(who.ada):
        assert not queries.open_invitations(who.ada, who.north).exists()


def test_a_membership_that_ends_later_is_shown_with_its_last_day() -> None:
    who = cast()
    client, last = browser(who.ada), clock.today() + 30 * DAY
    sent = {"when": "later", "day-day": last.day, "day-month": last.month, "day-year": last.year}
    client.post(f"/account/membership/{who.carl_there.pk}/end/", sent)
    with being(who.ada):
        assert Membership.objects.get(pk=who.carl_there.pk).until == last
    assert browser(who.carl).get("/account/me/").status_code == 200
