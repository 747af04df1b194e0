"""Each request runs for one actor, in one transaction, and a form is carried out once. Innermost of all middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_cache_control

from wraparound.core import once, pages
from wraparound.core.database.scope import Actor, Role, acting, as_person, as_visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]


ExceptionAnswer = Callable[[HttpRequest, Exception], "HttpResponse | None"]
exception_answers: list[ExceptionAnswer] = []  # what Django would ask each middleware's process_exception
METHODS = ("GET", "HEAD", "POST")
# Told of each request before its view; what one gives hears the answer, in the same transaction, also
# where a form was not carried out and all that its view wrote was undone.
Watcher = Callable[[HttpRequest, "View", "Mapping[str, Any]"], "Callable[[HttpResponseBase], None] | None"]
watchers: list[Watcher] = []


class LanguageMiddleware:
    """Speaks the language that whoever is here has chosen; nobody's browser is asked, since the Welsh is a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """For the view, for what other middleware says, and for error pages."""
        with translation.override(pages.reading_of(request).language_code):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", pages.language_here())
        return response


class ActorMiddleware:
    """Runs the view for whoever is signed in; views marked with `signs_in` run for the narrow sign-in role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing personal is kept by a browser or a proxy."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """The view, its template included, in a transaction of its actor. No page answers other methods than these."""
        if getattr(view, "without_database", False):
            return None
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        actor = _actor(request, view)
        try:
            with acting(actor):
                hearing = [heard for watch in watchers if (heard := watch(request, view, kwargs))]
                response = _answer(request, actor, view, args, kwargs)
                for hear in hearing:
                    hear(response)
                return response
        except OperationalError:  # the database is slow or away: nothing more is asked of it
            raise
        except Exception as fault:  # rolled back by now; it may still have an answer of its own
            with acting(actor):
                answer = next((a for a in (ask(request, fault) for ask in exception_answers) if a), None)
            if answer is None:
                raise
            return answer


def _actor(request: HttpRequest, view: View) -> Actor:
    person = request.user.pk if request.user.is_authenticated else None
    if getattr(view, "signs_in", False) or view.__module__.startswith("allauth."):
        return Actor(Role.SIGN_IN, person)
    return as_visitor() if person is None else as_person(person)


def _answer(request: HttpRequest, actor: Actor, view: View, args: Any, kwargs: Any) -> HttpResponseBase:
    if request.method != "POST":
        return _run(view, request, args, kwargs)
    if key := once.key_of(request):
        if not request.user.is_authenticated and getattr(view, "for_signed_in", False):
            return _signed_out(request) or _run(view, request, args, kwargs)
        with transaction.atomic():  # what is not done is undone; what is heard of it afterwards stays
            return _carried_out_once(request, actor, key, lambda: _run(view, request, args, kwargs))
    if once.needs_key(view):
        return _not_carried_out(request)
    return _run(view, request, args, kwargs)


def _run(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    response = view(request, *args, **kwargs)
    if hasattr(response, "render") and callable(response.render):
        response = response.render()  # a template that is filled in later would be so outside the transaction
    return response


def _signed_out(request: HttpRequest) -> HttpResponse | None:
    """401: somebody's session ended while they wrote. What they wrote stands on the page and is sent from there.

    None where nothing was written, or where the page that sent it keeps it by itself (htmx).
    """
    if getattr(request, "htmx", False):
        return None
    shown = once.not_sent(request)
    return pages.render(request, "core/signed_out.html", shown, status=401) if shown["words"] else None


def _not_carried_out(request: HttpRequest) -> HttpResponse:
    """400: nothing was done. What was typed stands on the page and can be sent from there, but for files."""
    return pages.render(request, "core/without_key.html", once.not_sent(request), status=400)


def _carried_out_once(request: HttpRequest, actor: Actor, key: Any, run: Callable[[], Any]) -> HttpResponseBase:
    person = (actor.person or 0) if actor.role is Role.PERSON else 0
    led_to = once.begin(person, key)
    if led_to is not None:
        return HttpResponseRedirect(led_to)
    response: HttpResponseBase = run()
    if 300 <= response.status_code < 400:
        once.end(person, key, response.headers["Location"])
    else:
        transaction.set_rollback(True)  # a page with what to mend: nothing was done, so the key is free again
    return response
