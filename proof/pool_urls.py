"""The site, and pages that say for whom their transaction runs, some of which go wrong in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from wraparound.core.pages import public

if TYPE_CHECKING:
    from django.http import HttpRequest

WHO = "select current_user, coalesce(split_part(current_setting('app.actor', true), '|', 1), '')"


def _asked(query: str = WHO) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


@public(reason="a proof")
def who(request: HttpRequest, how: str) -> HttpResponse:
    """`role person`, as the database has it. A person is found by the signed actor, checked by the database."""
    role, person = _asked()
    if how == "fails":
        _asked("select 1/0")
    if how == "slow":
        _asked("set local statement_timeout = 5; select pg_sleep(1)")
    if how == "lost":
        connection.connection.close()  # as where a process is killed, or the network goes
        _asked()
    if person:
        (person,) = _asked("select app.me()")
    return HttpResponse(f"{role} {person}")


def nobody(request: HttpRequest) -> HttpResponse:
    """Asks with no actor at all, as a mistake in a view would: it must be nobody."""
    return HttpResponse(" ".join(_asked()))


nobody.without_database = True  # type: ignore[attr-defined] # says so, and asks it all the same

urlpatterns = [
    path("proof/nobody/", nobody),
    path("proof/<slug:how>/", who),
    path("", include("wraparound.site.urls")),
]
