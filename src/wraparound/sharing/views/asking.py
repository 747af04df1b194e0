"""An organisation asks to see more of a learner; the learner, or a lead who types for them, says yes or no."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.learners import queries as learners
from wraparound.sharing import actions, queries
from wraparound.sharing.forms import asking as forms
from wraparound.sharing.policy_asking import State, decides
from wraparound.sharing.queries import asking, hands

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.sharing.queries.asking import RequestLine

A_WEEK = timedelta(days=7)


@pages.signed_in
def ask(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """What one's organisation needs to see; before it is sent, the page shows what the learner will read."""
    viewer: Any = request.user
    about = _learner(viewer, learner)
    places = asking.places_to_ask_for(viewer, about)
    if not places:
        raise Http404
    _looked(viewer, about)
    form = forms.Ask(request.POST or None, places=places)
    shown = {"about": about, "form": form, "may": bool(form.places), "places": places}
    if form.is_valid():
        if request.POST.get("do") == "send":
            try:
                made = actions.ask_for_access(learner=about, **form.asked(), by=viewer)
            except NotAllowed as refused:
                form.add_error(None, sentence(refused))
            else:
                return pages.redirect(request, "sharing:request", _("Your request is sent."), made.pk)
        elif request.POST.get("do") != "change":
            return pages.render(request, "sharing/ask_check.html", {**shown, "asked": form.asked()})
    return pages.render(request, "sharing/ask.html", shown)


@pages.signed_in
def requests(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """What was asked of a learner: for them and who leads everything, for others what their organisation asked."""
    viewer: Any = request.user
    about = _learner(viewer, learner)
    standing, places = queries.standing(viewer, about), asking.places_to_ask_for(viewer, about)
    if not (standing.is_the_learner or standing.is_lead or standing.decides or places):
        raise Http404
    _looked(viewer, about)
    may_ask = any(place.categories for place in places)
    shown = {"about": about, "lines": asking.requests(viewer, about), "own": standing.is_the_learner}
    return (_own_list if standing.is_the_learner else _list)(request, {**shown, "may_ask": may_ask})


@pages.signed_in
def one(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One request: to be answered by the learner or a lead, to be followed by whoever asks."""
    viewer: Any = request.user
    line = asking.request(viewer, key)
    if line is None:
        raise Http404
    _looked(viewer, line.learner)
    standing = queries.standing(viewer, line.learner)
    if standing.is_the_learner:
        return _own(request, line)
    as_proxy = decides(standing, line.categories, line.basis)
    if (standing.is_lead or as_proxy) and not line.asks:
        return _answer(request, line, typed=True, as_proxy=as_proxy)
    return _asked(request, line)


def _list(request: HttpRequest, shown: dict[str, Any]) -> HttpResponseBase:
    return pages.render(request, "sharing/requests.html", shown)


_own_list = pages.learner_page(_list)


@pages.learner_page
def _own(request: HttpRequest, line: RequestLine) -> HttpResponseBase:
    """The learner's own answer, or when they want to be asked again, or with whom they want to talk first."""
    done = request.POST.get("do")
    return _put_off(request, line) if done in ("later", "talk") else _answer(request, line, typed=False)


def _answer(request: HttpRequest, line: RequestLine, *, typed: bool, as_proxy: bool = False) -> HttpResponseBase:
    viewer: Any = request.user
    form = forms.Answers(request.POST or None, categories=line.categories, typed=typed and not as_proxy)
    shown = {**_around(viewer, line), "form": form, "answering": form, "typed": typed}
    if line.state is State.WAITING and form.is_valid():
        if request.POST.get("do") not in ("send", "change"):
            return pages.render(request, "sharing/request_check.html", {**shown, "answers": form.answers})
        if request.POST["do"] == "send":
            row: Any = asking.request_row(viewer, line.id)
            said = {"answers": form.answers, "support": form.support(viewer), "by": viewer}
            return _done(request, line, partial(actions.answer_request, request=row, **said), _("The answer is kept."))
    elif request.method == "POST" and line.state is not State.WAITING:
        return _refused(request, line, _not_now(line))
    return pages.render(request, "sharing/request.html", shown)


def _put_off(request: HttpRequest, line: RequestLine) -> HttpResponseBase:
    viewer: Any = request.user
    row: Any = asking.request_row(viewer, line.id)
    told = {"learner": line.learner, "request": row, "by": viewer}
    if line.state is not State.WAITING:
        return _refused(request, line, _not_now(line))
    if request.POST["do"] == "later":
        on = clock.today() + A_WEEK
        later = partial(actions.ask_me_later, on=on, about=line.organisation.name, **told)
        return _done(request, line, later, _("We ask you again in a week."))
    form = forms.Talk(request.POST, people=hands.to_talk_with(viewer, line.learner))
    if form.is_valid():
        to = form.people[form.cleaned_data["to"]]
        return _done(
            request, line, partial(actions.talk_first, to=to, **told), _("We told them that you want to talk.")
        )
    answers = forms.Answers(categories=line.categories, typed=False)
    shown = {**_around(viewer, line), "typed": False, "answering": answers, "form": form, "talk": form}
    return pages.render(request, "sharing/request.html", shown)


def _asked(request: HttpRequest, line: RequestLine) -> HttpResponseBase:
    """For the organisation that asks, and for leads of it."""
    if request.method == "POST" and line.asks:
        row: Any = asking.request_row(request.user, line.id)  # type: ignore[arg-type]
        act = partial(actions.take_back_request, request=row, by=request.user)  # type: ignore[arg-type]
        return _done(request, line, act, _("Your request is taken back."))
    return pages.render(request, "sharing/request_asked.html", {"line": line, "about": line.learner})


def _around(viewer: Any, line: RequestLine) -> dict[str, Any]:
    people = hands.to_talk_with(viewer, line.learner) if line.learner.person_id == viewer.pk else []
    talk = forms.Talk(people=people) if people else None
    return {"line": line, "about": line.learner, "talk": talk, "put_off": asking.put_off(viewer, line.id)}


def _done(request: HttpRequest, line: RequestLine, act: Callable[[], object], message: str) -> HttpResponseBase:
    """Does it and comes back to the request, with what was done, or why it was not."""
    try:
        act()
    except NotAllowed as refused:
        return _refused(request, line, sentence(refused))
    return pages.redirect(request, "sharing:request", message, line.id)


def _refused(request: HttpRequest, line: RequestLine, because: str) -> HttpResponseBase:
    messages.error(request, because)
    return pages.redirect(request, "sharing:request", "", line.id)


def _not_now(line: RequestLine) -> str:
    return _("This request waits for no answer now: %(state)s.") % {"state": line.state.label}


def _learner(viewer: Any, key: UUID) -> Any:
    found = learners.learner(viewer, key)
    if found is None:
        raise Http404
    return found


def _looked(viewer: Any, about: Any) -> None:
    """These pages say who the learner is, and which parts there are: nothing of what is in them."""
    actions.record_look(learner=about, categories=[Category.IDENTITY], often=False, by=viewer)
