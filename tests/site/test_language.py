"""The site in two languages: the page keeps its place, what is not Welsh yet says so, and no words are left behind."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings as site_settings
from django.utils import translation

from tests import people
from tests.core.page_help import Parts, asked
from tools import words
from wraparound.accounts.models import Own
from wraparound.core import jinja, language, pages
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PO = words.SOURCES / "cy" / "LC_MESSAGES" / "django.po"
NAMED = re.compile(r"%\(\w+\)[sd]|%\{\w+\}|</?\w+>")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As set-up compiles the words."""
    out: Path = tmp_path_factory.mktemp("locale")
    words.compile_all(out)
    return out


@pytest.fixture
def welsh(compiled: Path, settings: Any) -> None:
    settings.LOCALE_PATHS = [compiled]


# --------------------------------------------------------------------------------------------------- the words


def unlike(catalogue: Catalog, now: Catalog) -> set[str]:
    """Texts of the code that the file lacks, and texts of the file that the code no longer has."""
    here, there = ({(m.context, m.id) for m in one if m.id} for one in (catalogue, now))
    return {str(text) for _context, text in here ^ there}


def broken(catalogue: Iterable[Any]) -> list[str]:
    """Translations that lost a name or a tag of the text, or have one that it lacks."""
    found = []
    for message in catalogue:
        ids, said = (one if isinstance(one, tuple) else (one,) for one in (message.id, message.string))
        wanted = set(NAMED.findall(str(ids[-1])))
        if message.id and all(said) and any(set(NAMED.findall(one)) != wanted for one in said):
            found.append(str(ids[0]))
    return found


def test_the_file_of_welsh_words_is_up_to_date() -> None:
    assert unlike(words.read(PO), words.collected()) == set(), "run `make words`"


def test_a_text_that_the_file_lacks_is_found() -> None:
    now = words.collected()
    now.add("A planted text")
    assert "A planted text" in unlike(words.read(PO), now)


def test_no_translation_lost_what_stands_in_the_text_by_name() -> None:
    catalogue = words.read(PO)
    assert broken(catalogue) == []
    catalogue.get("Hello, %(name)s").string = "Helo"
    assert broken(catalogue) == ["Hello, %(name)s"]


def test_what_is_collected_comes_from_code_and_from_both_kinds_of_templates() -> None:
    found = words.collected()
    sources = {file for message in found for file, _line in message.locations}
    assert {"site/views.py", "core/jinja2/core/header.html", "accounts/templates/account/login.html"} <= sources
    assert found.get("%(count)d hour") is not None


# -------------------------------------------------------------------------------------------------- the switch


@pytest.mark.django_db
def test_a_visitor_changes_the_language_and_the_page_and_its_query_stay(welsh: None) -> None:
    client = people.browser()
    here = "/local-offer/?q=cooking&age=17"
    page = Parts(client.get(here).content.decode())
    assert page.all("html")[0]["lang"] == "en"
    (back,) = page.all("input", name="next")
    answer = client.post("/language/", {"next": back["value"], "language": "cy", "form_key": _key(page)})
    assert (answer.status_code, answer["Location"]) == (302, here)
    again = client.get(here)
    assert Parts(again.content.decode()).all("html")[0]["lang"] == "cy"
    assert again["Content-Language"] == "cy"
    assert "Mewngofnodi" in again.content.decode()
    assert "Dod o hyd i gymorth" in Parts(again.content.decode()).words("h1")[0]
    assert set(client.cookies) <= {site_settings.SESSION_COOKIE_NAME, "csrftoken"}


def _key(page: Parts) -> str:
    return page.all("input", name="form_key")[0]["value"] or ""


@pytest.mark.django_db
def test_the_language_is_kept_with_the_person_and_another_browser_knows_it(welsh: None) -> None:
    who = people.person("Mair")
    people.join(who, people.organisation())
    first = people.browser(who)
    page = Parts(first.get("/help/").content.decode())
    first.post("/language/", {"next": "/help/", "language": "cy", "form_key": _key(page)})
    with acting(as_person(who.pk)):
        assert Own.objects.get(person=who).reading["language"] == "cy"
    answer = people.browser(who).get("/help/")
    assert Parts(answer.content.decode()).all("html")[0]["lang"] == "cy"
    assert "Sut i gael help" in answer.content.decode()
    assert set(first.cookies) <= {site_settings.SESSION_COOKIE_NAME, "csrftoken"}


@pytest.mark.django_db
def test_a_choice_made_before_sign_in_counts_until_the_person_makes_one() -> None:
    who = people.person("Mair")
    people.join(who, people.organisation())
    client = people.browser(who)
    session = client.session
    session["reading"] = {"language": "cy"}
    session.save()
    assert client.get("/help/")["Content-Language"] == "cy"
    with acting(as_person(who.pk)):
        Own.objects.create(person=who, reading={"language": "en-gb"})
    assert client.get("/help/")["Content-Language"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"])
def test_the_switch_leads_to_no_other_site(back: str) -> None:
    client = people.browser()
    key = _key(Parts(client.get("/help/").content.decode()))
    assert client.post("/language/", {"next": back, "language": "cy", "form_key": key})["Location"] == "/"


@pytest.mark.django_db
def test_nobody_gets_the_draft_who_did_not_choose_it_and_an_unknown_language_changes_nothing() -> None:
    client = people.browser()
    assert client.get("/help/", headers={"accept-language": "cy"})["Content-Language"] == "en"
    key = _key(Parts(client.get("/help/").content.decode()))
    client.post("/language/", {"next": "/help/", "language": "tlh", "form_key": key})
    assert client.get("/help/")["Content-Language"] == "en"
    assert client.get("/language/").status_code == 405


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_the_language_chosen_and_the_draft_says_that_it_is_one(welsh: None) -> None:
    client = people.browser()
    session = client.session
    session["reading"] = {"language": "cy"}
    session.save()
    missing = client.get("/nothing/of/the/kind/")
    assert (missing.status_code, missing["Content-Language"]) == (404, "cy")
    assert "Ni allwn ddod o hyd i" in missing.content.decode()
    assert "Drafft cyntaf" in client.get("/reading/").content.decode()
    assert "first draft" in people.browser().get("/reading/").content.decode()


# ----------------------------------------------------------------------------------------- values, and what is English


def test_dates_times_and_money_are_said_in_the_language(welsh: None) -> None:
    afternoon = datetime(2026, 3, 3, 14, 30, tzinfo=ZoneInfo("Europe/London"))
    with translation.override("cy"):
        assert jinja.in_words(date(2026, 3, 3)) == "3 Mawrth 2026"
        assert jinja.moment(afternoon) == "3 Mawrth 2026, 2:30yp"
        assert jinja.clock_time(time(9)) == "9yb"
        assert jinja.duration(122) == "2 awr 2 funud"
        assert jinja.duration(5) == "5 munud"
        assert jinja.money(10_240) == "£102.40"
    assert jinja.moment(afternoon) == "3 March 2026, 2:30pm"


@pytest.fixture
def half(tmp_path: Path, settings: Any) -> None:
    """A language that has words for one text of three."""
    made = Catalog(locale="cy", domain="django", charset="utf-8", fuzzy=False)
    made.add("Known", "Hysbys")
    made.add("Not known")
    made.add(("%(n)d thing", "%(n)d things"))
    words.keep(made, "cy", tmp_path)
    for text in ("Not known", ("%(n)d thing", "%(n)d things")):
        made.add(text)
    words.keep(words.draft(made), "cy_X-draft", tmp_path)
    settings.LOCALE_PATHS = [tmp_path]


def drawn(source: str) -> str:
    """A template, as `pages.render` writes it."""
    with translation.override("cy"), language.drafting():
        text = pages._environment().from_string(source).render(pages.shared(asked()) | {"request": SimpleNamespace()})
    return language.finished(text)


def test_a_text_without_a_translation_is_marked_as_english_and_nothing_else_is(half: None) -> None:
    assert drawn('<p class="a">{{ _("Not known") }}</p>') == '<p class="a" lang="en">Not known</p>'
    assert drawn('<p>{{ _("Known") }}: {{ _("Not known") }}</p>') == '<p>Hysbys: <span lang="en">Not known</span></p>'
    assert drawn('<p>{{ _("Known") }}</p>') == "<p>Hysbys</p>"
    assert drawn("{{ ngettext('%(n)d thing', '%(n)d things', 2, n=2) }}") == '<span lang="en">2 things</span>'


def test_where_no_element_can_stand_no_sign_is_left(half: None) -> None:
    assert drawn('<img alt="{{ _("Not known") }}">') == '<img alt="Not known">'
    assert drawn("<a href=\"mailto:?subject={{ _('Not known') | urlencode }}\">x</a>").startswith(
        '<a href="mailto:?subject=Not%20known"'
    )
    assert drawn('<title>{{ _("Not known") }} – x</title>') == "<title>Not known – x</title>"
    assert drawn('<option>{{ _("Not known") }}</option>') == '<option lang="en">Not known</option>'


def test_outside_a_page_no_text_carries_a_sign(half: None) -> None:
    with translation.override("cy"):
        assert translation.gettext("Not known") == "Not known"
    with translation.override("en-gb"), language.drafting():
        assert translation.gettext("Not known") == "Not known"
    assert language.in_english(translation.gettext_lazy("Known")) == "Known"
