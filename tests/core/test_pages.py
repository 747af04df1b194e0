"""Every page: who is here, where they can go, how they like to read; and what is said when something is wrong."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.template import loader
from django.utils import translation
from jinja2 import UndefinedError

from tests.core.page_help import Parts, asked
from wraparound.core import jinja, pages
from wraparound.core.database.scope import Actor, as_person
from wraparound.site import health, views
from wraparound.site.forms import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.urls("tests.core.page_urls")

asked_as: list[Actor] = []  # for whom a transaction was opened; these tests have no database


@pytest.fixture(autouse=True)
def no_app_has_said_anything(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for hook in (pages.navigation, pages.home_cards, pages.unread, pages.helper):
        monkeypatch.setattr(hook, "_functions", [])
    monkeypatch.setattr(pages, "reading_store", pages.ReadingStore())
    monkeypatch.setattr(pages, "acting", lambda actor: nullcontext(asked_as.append(actor)))
    asked_as.clear()
    with translation.override("en-gb"):
        yield


def parts_of(response: HttpResponse) -> Parts:
    return Parts(response.content.decode())


# ------------------------------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("view", [views.home, views.help_page, views.accessibility, views.reading])
@pytest.mark.parametrize("name", ["", "Amina"])
def test_every_page_has_one_heading_a_title_and_a_way_to_its_main_part(view: Any, name: str) -> None:
    page = parts_of(view(asked(name=name)))
    assert len(page.words("h1")) == 1
    assert page.words("title")[0].endswith("– Wraparound")
    assert page.all("a", href="#main-content")
    assert page.all("main", id="main-content")


def test_a_visitor_sees_what_this_is_and_is_led_only_to_what_exists() -> None:
    page = parts_of(views.home(asked()))
    assert page.words("h1") == ["One plan, made around you"]
    assert "Find support near you" not in " ".join(page.words("a"))  # no directory among the addresses of this test
    assert page.all("a", href="/account/login/")


def test_apps_are_asked_where_somebody_signed_in_can_go_and_never_for_a_visitor() -> None:
    pages.navigation.add(
        lambda request: [pages.Link("Second", "/b/", order=2), None, pages.Link("First", "/a/", order=1)]
    )
    assert parts_of(views.help_page(asked("/a/", name="Amina"))).words("nav") == ["First Second"]
    assert parts_of(views.help_page(asked("/a/"))).words("nav") == []


def test_apps_are_asked_in_the_name_of_who_is_signed_in_and_in_one_transaction_with_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages.navigation.add(lambda request: [pages.Link("First", "/a/")])
    assert pages.Page(asked(name="Amina")).navigation
    assert asked_as == [as_person(1)]
    monkeypatch.setattr(pages, "current", lambda: as_person(1))
    assert pages.Page(asked(name="Amina")).navigation
    assert len(asked_as) == 1


def test_the_page_where_somebody_is_is_marked_in_the_navigation() -> None:
    pages.navigation.add(lambda request: [pages.Link("Plan", "/plan/"), pages.Link("Help", "/help/")])
    page = parts_of(views.help_page(asked("/help/", name="Amina")))
    assert page.all("a", href="/help/")[0]["aria-current"] == "page"
    assert "aria-current" not in page.all("a", href="/plan/")[0]


def test_a_link_to_what_does_not_exist_is_no_link() -> None:
    assert pages.link("Plans", "plans:home") is None
    assert pages.link("Help", "help") == pages.Link("Help", "/help/")


def test_home_shows_what_this_person_does_most_or_what_happens_next() -> None:
    assert "Nothing to do yet" in parts_of(views.home(asked(name="Amina"))).words("h2")
    pages.home_cards.add(lambda request: [pages.Link("My week", "/week/", "Today: cooking")])
    assert parts_of(views.home(asked(name="Amina"))).all("a", href="/week/")


def test_the_person_to_ask_stands_on_every_page() -> None:
    pages.helper.add(lambda request: None)
    pages.helper.add(lambda request: pages.Helper("Jo Marsh", "01632 960 001"))
    page = parts_of(views.accessibility(asked(name="Amina")))
    assert page.all("a", href="tel:01632960001")
    assert "Jo Marsh" in page.words("strong")


def test_a_hook_asks_each_function_once_however_often_it_is_added() -> None:
    hook: pages.Hook[int] = pages.Hook()
    hook.add(len)
    hook.add(len)
    assert len(list(hook.answers([]))) == 1  # type: ignore[arg-type]
    hook.remove(len)
    assert not list(hook.answers([]))  # type: ignore[arg-type]


def test_what_people_are_called_never_becomes_a_part_of_the_page() -> None:
    page = parts_of(views.home(asked(name="<script>alert(1)</script>")))
    assert page.words("h1") == ["Hello, <script>alert(1)</script>"]


def test_a_name_that_a_template_lacks_is_an_error_and_never_an_empty_space() -> None:
    template = pages._environment().from_string("{{ nothing_of_the_kind }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_scripts_and_styles_are_files_of_ours_and_htmx_may_not_run_text() -> None:
    page = parts_of(views.home(asked()))
    assert all((a.get("src") or "").startswith("/static/") for a in page.all("script"))
    (config,) = page.all("meta", name="htmx-config")
    assert '"allowEval": false' in (config["content"] or "")
    assert '"includeIndicatorStyles": false' in (config["content"] or "")
    assert '"historyCacheSize": 0' in (config["content"] or "")  # no page is kept in the browser


# ----------------------------------------------------------------------------------------------- languages, reading


def test_the_other_language_is_one_press_away_and_leads_back_to_the_same_page() -> None:
    page = parts_of(views.help_page(asked("/help/?a=b")))
    assert page.all("button", name="language")[0]["value"] == "cy"
    assert page.all("input", name="next")[0]["value"] == "/help/?a=b"
    with translation.override("cy"):
        welsh = parts_of(views.help_page(asked("/help/")))
    assert welsh.all("html")[0]["lang"] == "cy"
    assert welsh.all("button", name="language")[0]["value"] == "en-gb"


def test_what_leads_to_another_page_is_a_link_however_it_looks() -> None:
    for params, tag in (({"text": "Go on", "href": "/"}, "a"), ({"text": "Save"}, "button")):
        (found,) = Parts(str(jinja.GOVUK.button(params))).all(tag)
        assert "role" not in found
        assert "govuk-button" in str(found["class"])
        assert ("data-module" in found) is (tag == "button")


def test_one_of_several_like_buttons_is_named_in_full_and_its_name_is_never_a_part_of_the_page() -> None:
    named = str(pages.shared(asked())["parts"].named("Take off", "<b>Cooking</b>")).strip()
    assert Parts(f"<p>{named}</p>").words("p") == ["Take off <b>Cooking</b>"]
    assert not Parts(named).all("b")


def test_a_page_looks_as_chosen_from_its_first_paint() -> None:
    request = asked()
    request.session["reading"] = {"theme": "dark", "size": "larger"}
    (html,) = parts_of(views.help_page(request)).all("html")
    assert {"wr-theme-dark", "wr-size-larger", "wr-font-atkinson"} <= set((html["class"] or "").split())


@pytest.mark.parametrize("kept", [None, "dark", {"theme": "x onload=alert(1)"}, {"size": 3}, {"other": "dark"}])
def test_what_was_kept_wrongly_counts_as_not_said(kept: object) -> None:
    assert pages.Reading.from_stored(kept) == pages.Reading()


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_every_setting_has_words_for_every_choice_and_the_choice_is_kept(name: str) -> None:
    assert set(QUESTIONS[name].answers) == set(pages.READING_CHOICES[name])
    last = pages.READING_CHOICES[name][-1]
    request = asked(method="post", data={"answer": last})
    request._messages = SimpleNamespace(add=lambda *a: None)
    assert views.reading_choice(request, name).status_code == 302
    assert getattr(pages.Reading.from_stored(request.session["reading"]), name) == last


def test_a_setting_that_is_none_is_not_there_and_an_answer_that_is_none_is_asked_again() -> None:
    with pytest.raises(Http404):
        views.reading_choice(asked(), "password")
    again = views.reading_choice(asked(method="post", data={"answer": "pink"}), "theme")
    assert again.status_code == 200
    assert parts_of(again).words("title")[0].startswith("Error:")


def test_another_place_for_preferences_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    store = pages.ReadingStore()
    kept: list[pages.Reading] = []
    store.set(lambda request: {"theme": "cream"}, lambda request, reading: kept.append(reading))
    monkeypatch.setattr(pages, "reading_store", store)
    assert pages.Page(asked()).reading.theme == "cream"


# -------------------------------------------------------------------------------------------------------- for views


def test_a_visitor_signs_in_first_and_comes_back() -> None:
    @pages.signed_in
    def view(request: Any) -> HttpResponse:
        return HttpResponse("here")

    assert view(asked(name="Amina")).content == b"here"
    response = view(asked("/plan/?week=2"))
    assert response.headers["Location"] == "/account/login/?next=/plan/%3Fweek%3D2"
    htmx = asked("/plan/")
    htmx.htmx = SimpleNamespace(boosted=False)
    assert view(htmx).headers["HX-Redirect"] == "/account/login/?next=/plan/"


def test_views_say_that_they_are_public_and_why() -> None:
    for view in (views.home, views.health, views.help_page, views.accessibility, views.reading, views.reading_choice):
        assert view.public_because  # type: ignore[attr-defined]


def test_pages_for_learners_say_so_to_their_style_sheet() -> None:
    assert "wr-learner" in (parts_of(views.help_page(asked())).all("body")[0]["class"] or "")
    assert "wr-learner" not in (parts_of(views.accessibility(asked())).all("body")[0]["class"] or "")
    assert views.home.is_learner_page  # type: ignore[attr-defined]


def test_htmx_gets_only_the_part_that_is_named() -> None:
    request = asked()
    request.htmx = SimpleNamespace(boosted=False)
    said = {"title": "Not now", "text": "Later."}
    part = pages.render(request, "site/wrong.html", said, fragment="main").content.decode()
    assert "<html" not in part
    whole = pages.render(asked(), "site/wrong.html", said, fragment="main")
    assert "<html" in whole.content.decode()
    assert whole.headers["Vary"] == "HX-Request"


def test_pages_of_other_packages_stand_in_our_layout() -> None:
    request = asked("/account/logout/", name="Amina")
    frame = jinja.page(request)["frame"].parts
    assert len(frame) == 5
    page = Parts(
        loader.render_to_string("account/logout.html", {"frame": SimpleNamespace(parts=frame)}, using="django")
    )
    assert page.all("main", id="main-content")
    assert len(page.words("h1")) == 1
    assert page.all("footer")


# ----------------------------------------------------------------------------------------- when something is wrong


def test_not_there_and_not_yours_look_the_same() -> None:
    def seen(reason: str) -> str:
        response = views.not_found(asked("/plan/1/"), Http404(reason))
        assert response.status_code == 404
        lines = response.content.decode().split("\n")
        return "".join(t for t in lines if "csrfmiddlewaretoken" not in t and "form_key" not in t)

    assert seen("no such plan") == seen("Amina's plan is not shared with you")


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_when_something_is_wrong_no_app_is_asked_and_a_way_on_is_shown(status: int) -> None:
    def broken(request: Any) -> Any:
        raise OperationalError("the database is away")

    for hook in (pages.navigation, pages.unread, pages.helper):
        hook.add(broken)
    request = asked("/plan/", name="Amina")
    said = {
        400: lambda: views.bad_request(request, Exception()),
        403: lambda: views.forbidden(request, Exception()),
        404: lambda: views.not_found(request, Exception()),
        500: lambda: views.server_error(request),
    }[status]()
    assert said.status_code == status
    assert parts_of(said).all("a", href="/")
    with pytest.raises(OperationalError):  # the same on a page that is not calm: the guard is what keeps it out
        views.help_page(request)


def test_an_error_page_appears_even_where_session_and_sign_in_cannot_be_read() -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            raise OperationalError("the database is away")

    request = asked("/plan/")
    request.user = request.session = Away()
    assert parts_of(views.server_error(request)).words("h1") == ["Something went wrong here"]


def test_where_even_the_error_page_cannot_be_made_one_sentence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_calm", lambda *a, **k: 1 / 0)
    response = views.server_error(asked())
    assert (response.status_code, response.content[:20]) == (500, b"Something went wrong")


def test_health_says_what_is_wrong_without_a_word_of_what_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(actor: Any) -> Any:
        raise OperationalError("password authentication failed for app_login at 10.0.0.3")

    monkeypatch.setattr(health, "acting", away)
    response = views.health(asked())
    assert response.status_code == 503
    assert b"10.0.0.3" not in response.content
    assert views.health.without_database  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_health_is_ok_with_all_migrations_and_not_when_a_column_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert views.health(asked()).status_code == 200
    there = health._asked_for()
    monkeypatch.setattr(health, "_asked_for", lambda: there | {("core_requestdone", "a_column_of_tomorrow")})
    assert views.health(asked()).status_code == 503


# --------------------------------------------------------------------------------------------------- values in words


def test_dates_and_times_are_said_as_people_say_them_and_as_the_clocks_are_here() -> None:
    assert jinja.in_words(date(2026, 3, 3)) == "3 March 2026"
    assert jinja.short_date(date(2026, 3, 3)) == "3 Mar"
    assert jinja.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 12:30am"
    assert jinja.in_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert [jinja.clock_time(t) for t in (time(9), time(14, 5), time(12), time(0), 570)] == [
        "9am",
        "2:05pm",
        "midday",
        "midnight",
        "9:30am",
    ]
    assert [jinja.in_words(None), jinja.moment(None), jinja.short_date(None)] == ["", "", ""]


def test_times_of_the_week_lengths_and_money_are_said_in_full() -> None:
    tuesday = 24 * 60
    assert jinja.week_time(tuesday + 570) == "Tuesday, 9:30am"
    assert jinja.week_span((tuesday + 570, tuesday + 660)) == "Tuesday, 9:30am to 11am"
    assert [jinja.duration(m) for m in (0, 1, 60, 150)] == ["0 minutes", "1 minute", "1 hour", "2 hours 30 minutes"]
    assert [jinja.money(p) for p in (None, 5, 10240, 123456789, -50)] == [
        "",
        "£0.05",
        "£102.40",
        "£1,234,567.89",
        "-£0.50",
    ]
    assert jinja.money(12000, pounds_only=True) == "£120"
