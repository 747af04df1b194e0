"""Two small views for test_once.py: one that writes and leads on, one that only says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import include, path

from wraparound.accounts.models import Person
from wraparound.core.pages import public

if TYPE_CHECKING:
    from django.http import HttpRequest


@public(reason="a test")
def add(request: HttpRequest) -> HttpResponse:
    """Writes a person down; a name of "wrong" is refused after it was written, one of "broken" breaks."""
    person = Person(name=request.POST["name"])
    person.save(force_insert=True)
    if person.name == "broken":
        raise RuntimeError("the view broke")
    if person.name == "wrong":
        return HttpResponse("mend this")
    return HttpResponseRedirect(f"/people/{person.public_id}/")


add.signs_in = True  # type: ignore[attr-defined]

urlpatterns = [path("add/", add), path("", include("wraparound.site.urls"))]
