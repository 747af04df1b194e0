"""My calendar: the addresses at which calendar apps read a plan, and what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wraparound.accounts import qr
from wraparound.core import clock, pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.documents.actions import feeds as actions
from wraparound.documents.calendar import Shows
from wraparound.documents.calendar.lasting import Ending
from wraparound.documents.forms.feeds import FeedForm
from wraparound.documents.queries import feeds as queries
from wraparound.learners import queries as learners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.documents.actions.feeds import MadeFeed

SHOWN_ONCE = "calendar_address"  # in the session of who made it
MOST_OF_ONE, MOST_BY_ONE = (
    30,
    300,
)  # requests in a minute at one address, and from one machine: calendar services are few
SAMPLE = 6  # occasions that the page shows before anything is given away
NOTHING = b"There is no calendar at this address.\n"  # the same whether there never was one or it ended


@pages.signed_in
def feeds(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """The viewer's addresses for a plan, a new one; for the learner also those of others."""
    about, viewer = plan_of(request, learner)
    own = about.person_id == viewer.pk
    form = FeedForm(request.POST or None, initial={"name": _("My week") if own else _("Week"), "shows": Shows.BUSY})
    if form.is_valid():
        try:
            made = actions.make_feed(learner=about, by=viewer, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return _shown_once(request, made, learner)
    shown = {"about": about, "own": own, "form": form, "feeds": queries.own_feeds(viewer, about)}
    shown |= {"endings": {e.value: e.label for e in Ending}}
    shown |= {"of_others": queries.feeds_of_others(viewer, about) if own else [], "sample": _sample(viewer, about)}
    return (_own_page if own else pages.render)(request, "documents/feeds.html", shown)


@pages.learner_page
def _own_page(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    return pages.render(request, template, shown)


@pages.signed_in
@pages.learner_page
def address(request: HttpRequest, learner: UUID) -> HttpResponse:
    """The address that was just made, once."""
    about, _viewer = plan_of(request, learner)
    told = request.session.pop(SHOWN_ONCE, "")
    picture = qr.picture(told, _("The address as a picture, for a phone")) if told else ""
    shown = {"about": about, "address": told, "picture": picture, "subscribe": "webcal://" + told.partition("://")[2]}
    return pages.render(request, "documents/feeds_address.html", shown)


@pages.signed_in
@require_POST
def replace(request: HttpRequest, learner: UUID, feed: UUID) -> HttpResponse:
    """A new address for one of the viewer's calendars."""
    about, viewer = plan_of(request, learner)
    found = queries.feed(viewer, about, feed)
    if found is None or found.person_id != viewer.pk:
        raise Http404
    return _shown_once(request, actions.replace_feed(feed=found, by=viewer), learner)


@pages.signed_in
@require_POST
def stop(request: HttpRequest, learner: UUID, feed: UUID) -> HttpResponse:
    """The address opens nothing any more."""
    about, viewer = plan_of(request, learner)
    found = queries.feed(viewer, about, feed)
    if found is None:
        raise Http404
    actions.stop_feed(feed=found, by=viewer)
    return pages.redirect(request, "documents:feeds", _("We stopped it. Nothing can be read there now."), learner)


@pages.public(reason="a calendar app cannot sign in: the address is the secret, and shows what its person may see")
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at a secret address. Unknown, stopped and ended are one answer."""
    if _too_often(f"of {token}", MOST_OF_ONE) or _too_often(f"by {get_adapter().get_client_ip(request)}", MOST_BY_ONE):
        return HttpResponse(b"Too many requests.\n", content_type="text/plain; charset=utf-8", status=429)
    told = actions.read_feed(token=token)
    if told is None:
        return HttpResponse(NOTHING, content_type="text/plain; charset=utf-8", status=404)
    return HttpResponse(told, content_type="text/calendar; charset=utf-8")


def plan_of(request: HttpRequest, learner: UUID) -> tuple[Any, Any]:
    """The learner and the viewer; 404 where there is nothing with times that is open to them."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    if about is None or not queries.sees_plan(viewer, about):
        raise Http404
    return about, viewer


def _too_often(what: str, most: int) -> bool:
    """Whether there were more than `most` in this minute: counted for all processes, at known addresses and unknown."""
    key = queries.fingerprint(None, f"calendar {what} {clock.now():%H%M}")
    cache.add(key, 0, timeout=60)
    return cache.incr(key) > most


def _shown_once(request: HttpRequest, made: MadeFeed, learner: UUID) -> HttpResponse:
    request.session[SHOWN_ONCE] = urljoin(settings.SITE_ADDRESS, reverse("documents:calendar", args=[made.token]))
    return pages.redirect(request, "documents:feeds-address", "", learner)


def _sample(viewer: Any, about: Any) -> list[tuple[Shows, list[Any]]]:
    """The first things of a calendar as each choice shows them, from today on."""
    today = clock.today()
    return [
        (shows, [o for o in queries.occasions(viewer, about, shows) if o.until >= today][:SAMPLE]) for shows in Shows
    ]
