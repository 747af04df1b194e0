"""A pathway that is being written: its words, its steps one by one, and the button that puts it into use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import forms as core
from wraparound.core import pages
from wraparound.core.decisions import Stale, sentence
from wraparound.plans import actions, pathways, policy
from wraparound.plans.forms import pathways as forms
from wraparound.plans.kinds_of_pathways import OpenTo
from wraparound.plans.queries import pathways as queries
from wraparound.plans.views.common import carried_out, done, found_or_404
from wraparound.plans.views.pathways import preview
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

WORDS = ("name", "words", "guide", "reassurance", "open_to")


def draft_of(request: HttpRequest, draft: UUID) -> tuple[Any, Any]:
    """Who looks, and the draft; 404 where there is none, or it is no organisation's for which they may write."""
    viewer: Any = request.user
    found = found_or_404(queries.draft(viewer, draft))
    found_or_404(next((o for o in queries.writes_for(viewer) if o.pk == found.organisation_id), None))
    return viewer, found


@pages.signed_in
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """All of it: what is not right yet, the words, the steps by term, the picture."""
    _viewer, row = draft_of(request, draft)
    steps = pathways.as_they_are([s for s in row.steps if not s["out"]])
    out = {s["key"]: s["title"] for s in row.steps if s["out"]}
    shown = {
        "draft": row,
        "faults": pathways.faults(steps, out),
        "open_to": OpenTo(row.open_to).label,
        "out": out,
        **preview(row.name, steps),
    }
    return pages.render(request, "plans/draft.html", shown)


@pages.signed_in
def words(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What it is called, for whom it is, the guide, and who can read it. Two who write at once see both texts."""
    viewer, row = draft_of(request, draft)
    theirs = {name: getattr(row, name) for name in WORDS}
    data = core.chosen(forms.PathwayWordsForm, request.POST, theirs) if request.POST else None
    form = forms.PathwayWordsForm(data, initial={**theirs, "version": row.version})
    if form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            act = lambda: actions.change_draft(draft=row, wanted=said, version=version, by=viewer)  # noqa: E731
            if carried_out(form, act):
                return pages.redirect(request, "plans:draft", _("We kept it."), row.pk)
        except Stale as stale:
            return _both(request, row, form, {n: getattr(stale.current, n) for n in WORDS}, stale.current.version)
    shown = {"draft": row, "form": form, "title": _("What the pathway says")}
    return pages.render(request, "plans/draft_form.html", shown)


@pages.signed_in
def step(request: HttpRequest, draft: UUID, step: str = "") -> HttpResponse:
    """A new step, or one that is changed."""
    viewer, row = draft_of(request, draft)
    stands = found_or_404(next((s for s in row.steps if s["key"] == step), None)) if step else None
    typed = forms.step_as_typed(stands) if stands else {"begins": _next_term(row), "lasts": 1, "version": 0}
    data = core.chosen(forms.StepForm, request.POST, typed) if request.POST else None
    others = [(s["key"], s["title"]) for s in row.steps if s["key"] != step and not s["out"]]
    form = forms.StepForm(data, others=others, words=vocabulary.choices(viewer, "need"), initial=typed)
    if form.is_valid():
        told = {"key": step, "version": form.cleaned_data.get("version") or 0, "by": viewer}
        try:
            if carried_out(form, lambda: actions.write_step(draft=row, step=form.step(), **told)):
                return pages.redirect(request, "plans:draft", _("We kept the step."), row.pk)
        except Stale as stale:
            now = forms.step_as_typed(stale.current)
            theirs = {name: now.get(name, "") for name in form.fields if name not in ("need", "version")}
            return _both(request, row, form, theirs, now["version"])
    title = _("Change the step") if stands else _("Add a step")
    return pages.render(request, "plans/draft_form.html", {"draft": row, "form": form, "title": title})


@pages.signed_in
@require_POST
def move(request: HttpRequest, draft: UUID, step: str) -> HttpResponse:
    """A term earlier or later, taken out, or put back."""
    viewer, row = draft_of(request, draft)
    to = request.POST.get("do", "")
    said = {"out": _("We took it out. You can put it back."), "back": _("It is back.")}
    act = {"draft": row, "key": step, "to": to, "by": viewer}
    return done(request, lambda: actions.move_step(**act), said.get(to, _("We moved it.")), "plans:draft", row.pk)


@pages.signed_in
@require_POST
def use(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The draft is put into use as the next version."""
    viewer, row = draft_of(request, draft)
    try:
        actions.put_into_use(draft=row, by=viewer)
    except policy.Refused as refused:
        messages.error(request, sentence(refused))
        return HttpResponseRedirect(resolve_url("plans:draft", row.pk))
    return pages.redirect(request, "plans:pathway", _("It is in use. Plans can begin from it."), row.key)


@pages.signed_in
def drop(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The draft is thrown away, once somebody has said that they mean it."""
    viewer, row = draft_of(request, draft)
    if request.method == "POST":
        act = {"draft": row, "by": viewer}
        return done(request, lambda: actions.drop_draft(**act), _("We threw the draft away."), "plans:pathways")
    return pages.render(request, "plans/draft_drop.html", {"draft": row})


def _next_term(row: Any) -> int:
    """The term after the last step; the first where there is none."""
    return min(max((s["begins"] + s["lasts"] for s in row.steps if not s["out"]), default=0) + 1, forms.MOST_TERMS)


def _both(request: HttpRequest, row: Any, form: Any, theirs: dict[str, Any], version: int) -> HttpResponse:
    shown = {"draft": row, "form": form, "theirs": theirs, "version": version}
    return pages.render(request, "plans/draft_both.html", shown, status=409)
