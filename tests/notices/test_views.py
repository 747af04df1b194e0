"""The page of what is new, as each person gets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.notices.people import NAME, being, everybody
from wraparound.core.categories import Category
from wraparound.notices import actions, queries
from wraparound.notices.kinds import About
from wraparound.notices.policy import Mails
from wraparound.sharing import actions as sharing

pytestmark = pytest.mark.django_db
LIST = "/notices/"


def tell(cast: Any, to: Any, kind: str = "test-calm", about: About | None = None) -> None:
    with being(cast.lena):
        about = about or About.learner(cast.sams, Category.ABOUT_ME)
        actions.tell(person=to, kind=kind, about=about, by=cast.lena)


def text(client: Any, path: str = LIST) -> str:
    return str(client.get(path).content.decode())


def test_a_visitor_is_asked_to_sign_in() -> None:
    for name in ("list", "mails", "read-all"):
        assert people.browser().post(reverse(f"notices:{name}")).status_code == 302


def test_nothing_new_says_what_will_stand_here() -> None:
    cast = everybody()
    page = text(people.browser(cast.hari))
    assert "Nothing is new" in page
    assert "Mark all as read" not in page


def test_the_name_stands_on_the_page_for_whoever_may_know_it() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    page = text(people.browser(cast.hari))
    assert f"Something calm happened to {NAME}." in page
    assert "By Lena," in page
    assert "Part: About me." in page
    only_about_me = people.person("Aunt")
    people.granted(cast.sams, only_about_me, cast.lena, [Category.ABOUT_ME])
    tell(cast, only_about_me)
    page = text(people.browser(only_about_me))
    assert "Something calm happened." in page
    assert NAME not in page


def test_the_header_counts_what_was_not_read_and_follows_what_is_open() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    tell(cast, cast.hari, "test-urgent", About())
    client = people.browser(cast.hari)
    assert 'wr-count">2<' in text(client, "/help/")
    with being(cast.sam):
        sharing.end_grant(grant=cast.grant, by=cast.sam)
    assert 'wr-count">1<' in text(client, "/help/")
    assert "calm" not in text(client)


def test_opening_one_marks_it_as_read_and_leads_there() -> None:
    cast = everybody()
    tell(cast, cast.hari, "test-urgent", About())
    tell(cast, cast.hari)
    client = people.browser(cast.hari)
    with being(cast.hari):
        urgent = queries.notices(cast.hari, "test-urgent").get()
        calm = queries.notices(cast.hari, "test-calm").get()
    assert client.get(reverse("notices:open", args=[urgent.pk])).status_code == 405
    assert client.post(reverse("notices:open", args=[urgent.pk]))["Location"] == "/help/"
    assert client.post(reverse("notices:read", args=[calm.pk]))["Location"] == LIST
    assert people.browser(cast.stan).post(reverse("notices:read", args=[calm.pk])).status_code == 404
    page = text(client)
    assert "Not read yet" not in page
    assert page.count("Reference: N-") == 2
    assert 'wr-count"' not in page


def test_what_was_not_read_comes_first_and_one_kind_can_be_shown() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    client = people.browser(cast.hari)
    client.post(reverse("notices:read-all"))
    tell(cast, cast.hari, "test-urgent", About())
    whole = text(client)
    page = whole[whole.index("<h2") :]
    assert page.index("Not read yet") < page.index("Something urgent") < page.index("Read before")
    assert page.index("Read before") < page.index("Something calm happened to")
    one = text(client, f"{LIST}?kind=test-calm")
    assert "Something calm happened to" in one
    assert "Look at once" not in one
    client.post(reverse("notices:read-all"), {"kind": "test-calm"})
    assert "Not read yet" in text(client)


def test_long_lists_have_pages_and_each_notice_is_on_one() -> None:
    cast = everybody()
    for number in range(13):
        tell(cast, cast.hari, "test-urgent", About.thing(number))
    client = people.browser(cast.hari)
    first, second = text(client), text(client, f"{LIST}?page=2")
    assert first.count("Reference: N-") == 10
    assert second.count("Reference: N-") == 3
    assert "?page=2" in first
    assert "?page=1" in second


def test_when_to_get_mails_is_kept() -> None:
    cast = everybody()
    client = people.browser(cast.hari)
    assert "Choose one of the list." in client.post(reverse("notices:mails"), {"mails": "sometimes"}).content.decode()
    assert client.post(reverse("notices:mails"), {"mails": "never"})["Location"] == LIST
    with being(cast.hari):
        assert queries.mails_wanted(cast.hari) is Mails.NEVER
