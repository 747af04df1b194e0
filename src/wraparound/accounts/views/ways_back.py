"""Back in without an address: a lead makes a link and gives it by hand; who gets it opens it on their own device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.accounts import actions, mails, qr, queries
from wraparound.accounts.requests import viewer
from wraparound.accounts.views import fetch
from wraparound.core import pages

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.accounts.requests import PersonRequest

SHOWN_ONCE = "way_back_to_give"  # in the session of who made it


@pages.signed_in
def helping(request: PersonRequest) -> HttpResponse:
    """Whom I may help back in."""
    found = queries.people_to_bring_back(request.user)
    links = [pages.link(one.name, "accounts:make-way-back", one.public_id) for one in found]
    return pages.render(request, "accounts/helping_back.html", {"links": links})


@pages.signed_in
@fetch.refused_is_403
def make(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A link for one person, after reading what it does."""
    one = _one(request, public_id)
    if request.method == "POST":
        made = actions.make_way_back(person=one, by=request.user)
        request.session[SHOWN_ONCE] = mails.way_back_address(made.token)
        return pages.redirect(request, "accounts:way-back-link", "", public_id)
    return pages.render(request, "accounts/make_way_back.html", {"one": one})


@pages.signed_in
def link(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The link and its picture, shown once."""
    one, told = _one(request, public_id), request.session.pop(SHOWN_ONCE, "")
    picture = qr.picture(told, _("The link as a picture, for a phone")) if told else ""
    return pages.render(request, "accounts/way_back_link.html", {"one": one, "link": told, "picture": picture})


@pages.public(reason="whoever comes back cannot sign in")
@pages.learner_page
def take(request: HttpRequest, token: str) -> HttpResponse:
    """On their own device: is it you? Then you are in."""
    if not ratelimit.consume(request, action="way_back"):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    name = queries.way_back_by_token(None, token)
    if name is None:
        return pages.render(request, "accounts/no_way_back.html", status=404)
    if viewer(request) is not None or request.method != "POST":
        return pages.render(request, "accounts/way_back.html", {"name": name, "person": viewer(request)})
    try:
        person = actions.take_way_back(token=token)
    except actions.NoSuchWayBack:
        return pages.render(request, "accounts/no_way_back.html", status=404)
    actions.sign_in(request, person)
    return pages.redirect(request, "accounts:remember", _("Welcome back. Your other devices are signed out."))


def _one(request: PersonRequest, public_id: UUID) -> Any:
    found = next((p for p in queries.people_to_bring_back(request.user) if p.public_id == public_id), None)
    if found is None:
        raise Http404
    return found
