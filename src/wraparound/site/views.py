"""Pages that belong to no subject: home, help, how I like to read, and what is said when something is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wraparound.core import once, pages
from wraparound.site.forms import QUESTIONS, ReadingChoice
from wraparound.site.health import state

if TYPE_CHECKING:
    from django.http import HttpRequest


@pages.public(reason="the front door")
@pages.learner_page
def home(request: HttpRequest) -> HttpResponse:
    """For a visitor: what this is, and two ways on. For somebody signed in: what they do most."""
    template = "site/home.html" if request.user.is_authenticated else "site/welcome.html"
    return pages.render(request, template)


@once.without_key(reason="it changes nothing, whatever is sent to it")
@pages.public(reason="machines ask whether the site is well; it says nothing else")
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503."""
    found = state()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)


health.without_database = True  # type: ignore[attr-defined]  # opens its own transaction, and answers when it cannot


@pages.public(reason="whoever is stuck needs it, signed in or not")
@pages.learner_page
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get help."""
    return pages.render(request, "site/help.html")


@pages.public(reason="the law asks for it")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return pages.render(request, "site/accessibility.html")


@pages.public(reason="visitors read too")
@pages.learner_page
def reading(request: HttpRequest) -> HttpResponse:
    """How I like to read: what is chosen now."""
    return pages.render(request, "site/reading.html", {"questions": QUESTIONS.values()})


@pages.public(reason="visitors read too")
@pages.learner_page
def reading_choice(request: HttpRequest, name: str) -> HttpResponse:
    """One question about how I like to read."""
    if name not in QUESTIONS:
        raise Http404
    now = pages.Page(request).reading
    form = ReadingChoice(QUESTIONS[name], request.POST or None, initial={"answer": getattr(now, name)})
    if form.is_valid():
        pages.reading_store.save(request, replace(now, **{name: form.cleaned_data["answer"]}))
        return pages.redirect(request, "reading", _("Your pages look like this now."))
    return pages.render(request, "site/reading_choice.html", {"form": form, "question": QUESTIONS[name]})


@pages.public(reason="visitors choose their language too")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The same page, with the same query, in another language; from then on every page."""
    chosen = request.POST.get("language", "")
    if chosen in pages.READING_CHOICES["language"]:
        pages.reading_store.save(request, replace(pages.reading_of(request), language=chosen))
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return pages.redirect(request, back if here and back.startswith("/") else "home")


# --------------------------------------------------------------------------------------------- when something is wrong


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _calm(request, 400, _("We could not read that"), _("Go back and try once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _calm(request, 403, _("You cannot do this here"), _("Ask the person who can, or go back to the start."))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, where a form came without its token: a page from before somebody signed in anew, or open for days.

    What was typed is shown and can be sent, if it came from a page of ours: else somebody else's page could put words
    before a person who then sends them.
    """
    if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
        shown = once.not_sent(request)
        if shown["words"]:
            return pages.render(request, "core/too_old.html", shown, status=403, calm=True)
    return _calm(request, 403, _("This page was open for too long"), _("Go back, load the page again, and send again."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The same whether something is not there or is not for this person."""
    return _calm(request, 404, _("We cannot find this page"), _("Check the address, or go back to the start."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Where even the calm page cannot be made, one sentence."""
    title, text = _("Something went wrong here"), _("It is not your fault. Try again in a few minutes.")
    try:
        return _calm(request, 500, title, text)
    except Exception:  # whatever it is: somebody is waiting for an answer
        return HttpResponse(f"{title}. {text}", status=500, content_type="text/plain; charset=utf-8")


def _calm(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return pages.render(request, "site/wrong.html", {"title": title, "text": text}, status=status, calm=True)
