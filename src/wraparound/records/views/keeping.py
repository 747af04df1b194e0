"""How long what is kept, what is due, and what is to be erased."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.learners import links as learner_links
from wraparound.learners import open_parts
from wraparound.learners import queries as learners
from wraparound.records import actions
from wraparound.records.forms.keeping import Propose
from wraparound.records.policy_keeping import WAIT, Said, years
from wraparound.records.queries import keeping as queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.records.queries.keeping import ErasureView


@pages.signed_in
def schedule(request: HttpRequest) -> HttpResponseBase:
    """How long each category is kept: for learners in Easy Read, with what that means for them."""
    viewer: Any = request.user
    me = learner_links.me(request)
    if me is not None:
        return _own(request, me)
    return pages.render(request, "records/schedule.html", {"lines": queries.my_schedule(viewer), "years": years})


@pages.learner_page
def _own(request: HttpRequest, me: Any) -> HttpResponseBase:
    viewer: Any = request.user
    found = {one.category: one for one in queries.kept(viewer, me)}
    shown = [(category, lines[0], found.get(category)) for category, lines in queries.my_schedule(viewer)]
    waiting = [one for one in queries.erasures(viewer, me) if one.state.is_open]
    told = {"lines": shown, "waiting": waiting, "years": years}
    return pages.render(request, "records/schedule_easy.html", told)


@pages.signed_in
def keeping(request: HttpRequest) -> HttpResponseBase:
    """What is due, and what waits for a second person: for who administers or leads."""
    viewer: Any = request.user
    places = queries.my_places(viewer)
    if not places:
        raise Http404
    parts = [(one, queries.due_of(viewer, one), queries.erasures_of(viewer, one)) for one in places]
    named = {line.learner for _one, due, _erasures in parts for line in due}
    named |= {one.learner for _one, _due, erasures in parts for one in erasures}
    seen = [one for one in learners.my_learners(viewer) if one.public_id in named]
    open_parts.listed(request, seen, Category.IDENTITY, page="other", taken=False)
    return pages.render(request, "records/keeping.html", {"parts_of": parts})


@pages.signed_in
def kept(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """What is kept of one learner and until when; who leads proposes what goes."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    if about is None or about.person_id == viewer.pk or queries.proposing(viewer, about) is None:
        raise Http404
    lines = queries.kept(viewer, about)
    open_parts.looked(request, about, *[one.category for one in lines], page="other")
    form = Propose(request.POST or None, categories=[one.category for one in lines], signs_in=bool(about.person_id))
    if form.is_valid():
        try:
            made = actions.propose_erasure(learner=about, **form.asked, by=viewer)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused))
        else:
            return pages.redirect(request, "records:erasure", _("The learner is told."), made.pk)
    shown = {"about": about, "lines": lines, "form": form, "erasures": queries.erasures(viewer, about)}
    return pages.render(request, "records/kept.html", {**shown, "days": WAIT.days, "years": years})


@pages.signed_in
def erasure(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One erasure: for the learner to keep or let go, for the second person to confirm."""
    viewer: Any = request.user
    one = queries.erasure(viewer, key)
    if one is None:
        raise Http404
    if request.method == "POST":
        return _done(request, one)
    rows, tables = (one.rows, one.tables) if one.done else queries.counts(viewer, key)
    if one.learner and not one.is_mine:
        seen = [who for who in learners.my_learners(viewer) if who.public_id == one.learner]
        open_parts.listed(request, seen, Category.IDENTITY, page="other", taken=False)
    return (_own_erasure if one.is_mine else _erasure)(request, {"one": one, "rows": rows, "tables": tables})


def _erasure(request: HttpRequest, shown: dict[str, Any]) -> HttpResponseBase:
    return pages.render(request, "records/erasure.html", shown)


@pages.learner_page
def _own_erasure(request: HttpRequest, shown: dict[str, Any]) -> HttpResponseBase:
    return pages.render(request, "records/erasure_easy.html", shown)


def _done(request: HttpRequest, one: ErasureView) -> HttpResponseBase:
    """What was pressed, and back to the page: with what was done, or why not."""
    told: dict[str, Any] = {"erasure": one.id, "by": request.user}
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "keep": (partial(actions.answer_erasure, said=Said.KEEP, **told), _("It is kept.")),
        "let-go": (partial(actions.answer_erasure, said=Said.ERASE, **told), _("It may go now.")),
        "confirm": (partial(actions.confirm_erasure, **told), _("It is erased.")),
        "take-back": (partial(actions.take_back_erasure, **told), _("It is taken back.")),
    }
    act, said = steps.get(request.POST.get("do", ""), (None, ""))
    try:
        if act is not None:
            act()
    except NotAllowed as refused:
        messages.error(request, sentence(refused))
        said = ""
    return pages.redirect(request, "records:erasure", said, one.id)
