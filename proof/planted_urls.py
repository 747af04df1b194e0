"""The site, and two pages that no site should have: what scanners must find, or they found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import include, path

from wraparound.core.pages import public

if TYPE_CHECKING:
    from django.http import HttpRequest

AMONG = "(values ('1', 'one'), ('2', 'two')) things(id, name)"  # no table of ours


@public(reason="a proof")
def says(request: HttpRequest) -> HttpResponse:
    """Says what it was asked as a part of the page."""
    return HttpResponse(f"<html><body><p>You asked: {request.GET.get('q', '')}</p></body></html>")


@public(reason="a proof")
def finds(request: HttpRequest) -> HttpResponse:
    """Puts what it was asked into a statement, and shows what the database makes of it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"select name from {AMONG} where id = '{request.GET.get('id', '')}'")
            found = cursor.fetchall()
    except DatabaseError as fault:
        return HttpResponse(f"<html><body><p>{type(fault.__cause__).__name__}: {fault}</p></body></html>")
    return HttpResponse(f"<html><body><p>{found}</p></body></html>")


urlpatterns = [
    path("planted/says/", says),
    path("planted/finds/", finds),
    path("", include("wraparound.site.urls")),
]
handler400 = "wraparound.site.views.bad_request"
handler403 = "wraparound.site.views.forbidden"
handler404 = "wraparound.site.views.not_found"
handler500 = "wraparound.site.views.server_error"
