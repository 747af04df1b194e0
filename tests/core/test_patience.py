"""What a page may ask of the database takes at most so long; a full disk is told; neither loses what is sent again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import include, path

from tests import people
from wraparound.core.database import patience
from wraparound.core.database.scope import acting, as_visitor
from wraparound.core.once import FIELD, new_key
from wraparound.core.pages import public

if TYPE_CHECKING:
    from django.http import HttpRequest

pytestmark = [pytest.mark.urls(__name__), pytest.mark.usefixtures("quiet")]
OURS = "Something went wrong here"


def asks(query: str, *said: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, said)


@public(reason="a test")
def slow(request: HttpRequest, how: str) -> HttpResponse:
    """One statement that takes long; or many, none of which does."""
    for _ in range(1 if how == "long" else 60):
        asks("select pg_sleep(%s)", 0.6 if how == "long" else 0.01)
    return HttpResponse("done")


@public(reason="a test")
def fills(request: HttpRequest) -> HttpResponse:
    """A form that the disk may have no room for."""
    asks("select set_config('app.full', %s, true)", request.POST.get("full", ""))
    asks(
        "do $$ begin if current_setting('app.full') = 'yes' then"
        " raise 'no room' using errcode = '53100'; end if; end $$"
    )
    return HttpResponseRedirect("/kept/")


urlpatterns = [
    path("slow/<slug:how>/", slow),
    path("fills/", fills),
    path("", include("wraparound.site.urls")),
]
handler500 = "wraparound.site.views.server_error"


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def asked(how: str) -> tuple[int, str]:
    client: Any = people.browser()
    client.raise_request_exception = False
    answer = client.get(f"/slow/{how}/")
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["long", "many"])
def test_a_page_that_asks_for_too_long_ends_with_our_own_words_and_else_it_would_not(how: str, settings: Any) -> None:
    settings.PAGE_SECONDS = 0.2
    status, text = asked(how)
    assert (status, OURS in text) == (500, True)
    settings.PAGE_SECONDS = 30
    assert asked(how) == (200, "done")


@pytest.mark.django_db
def test_commands_and_jobs_have_all_the_time_they_need() -> None:
    with acting(as_visitor()), connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        assert cursor.fetchone()[0] == "0"
        assert patience.left() is None


@pytest.mark.django_db
def test_nothing_more_is_asked_of_the_database_once_the_time_is_over(settings: Any) -> None:
    with patience.at_most(0), pytest.raises(OperationalError), acting(as_visitor()):
        pass
    with acting(as_visitor()):
        asks("select 1")


@pytest.mark.django_db
def test_what_a_full_disk_had_no_room_for_is_said_and_kept_when_it_is_sent_again() -> None:
    client: Any = people.browser(people.member(people.organisation()))
    client.raise_request_exception = False
    said = {FIELD: new_key()}
    refused = client.post("/fills/", {**said, "full": "yes"})
    assert (refused.status_code, OURS in refused.content.decode()) == (500, True)
    assert client.post("/fills/", said)["Location"] == "/kept/"
    assert client.post("/fills/", {**said, "full": "yes"})["Location"] == "/kept/"  # done: not once more
    with pytest.raises(DatabaseError, match="no room"):
        asks("do $$ begin raise 'no room' using errcode = '53100'; end $$")
