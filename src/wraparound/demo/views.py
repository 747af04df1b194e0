"""The list of people to sign in as, and signing in as one of them. Not there where the site is no demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.accounts import actions as accounts
from wraparound.core import pages
from wraparound.demo import made
from wraparound.demo.told import cast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@pages.public(reason="the demo has made-up people only, and refuses to run with any others")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the cast: who they are, what to try first, and a button to be them."""
    _only_in_the_demo()
    return pages.render(request, "demo/people.html", {"cast": cast()})


@pages.public(reason="the demo has made-up people only, and refuses to run with any others")
@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Signs in as somebody of the cast, without a second step."""
    _only_in_the_demo()
    person = made.person(f"cast:{key}")
    if person is None:
        raise Http404
    accounts.sign_in(request, person, asks_second_step=False)
    return pages.redirect(request, "home", _("You are %(name)s now.") % {"name": person.name})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
