"""The learner's own plan: look, answer, ask, say how it went, agree. Easy Read, one thing at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.templatetags.static import static
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, queries
from wraparound.plans.forms import own as forms
from wraparound.plans.kinds import Answer
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import Face
from wraparound.plans.pictures import week
from wraparound.plans.queries import own as mine
from wraparound.plans.queries import talk
from wraparound.plans.queries.money import in_short
from wraparound.plans.views.common import carried_out, line_of, plan_of
from wraparound.plans.views.drawn import items_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.views.common import Here

LETTERS = 1.1  # larger than on other people's pages


@pages.learner_page
def own(request: HttpRequest, here: Here) -> HttpResponse:
    """My plan. Called by the page of a plan, which is for everybody."""
    plan = mine.own_plan(here.viewer, here.about)
    items = [item for v in plan.running for item in items_of(v, static(f"symbols/{v.kind.symbol}.svg"))]
    picture = week(items, title=_("My week"), size=LETTERS) if items else None
    shown = {"about": here.about, "plan": plan, "week": picture, "faces": list(Face)}
    shown["short"] = in_short(here.viewer, here.about) if Category.FINANCE in here.standing.open else None
    shown |= {"went": mine.went_today(here.viewer, here.about), "today": clock.today()}
    shown["ways"] = {way.value: way.label for way in Way}
    return pages.render(request, "plans/own.html", shown)


@pages.signed_in
@pages.learner_page
def part(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """One part of my plan, and what I say to it."""
    here, found = _mine(request, learner, line)
    form = forms.MyAnswer(request.POST or None)
    if form.is_valid():
        told: dict[str, Any] = {"said_by": SaidBy.LEARNER, "by": here.viewer, **form.cleaned_data}
        if carried_out(form, partial(actions.reply_to_line, line=found, **told)):
            taken_back = form.cleaned_data["answer"] is Answer.NOTHING
            message = _("We took back what you said.") if taken_back else _("We kept what you said.")
            return pages.redirect(request, "plans:my-part", message, learner, line)
    view = mine.own_part(here.viewer, here.about, found)
    shown = {"about": here.about, "view": view, "form": form, "said": mine.said_at(here.viewer, found)}
    shown["photos"] = talk.photos(here.viewer, found, queries.names(here.viewer, here.about))
    return pages.render(request, "plans/own_part.html", {**shown, "answers": list(Answer)[:3]})


@pages.signed_in
@pages.learner_page
def photo(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """I show a photo with what I say."""
    here, found = _mine(request, learner, line)
    form = forms.MyPhoto(request.POST or None, request.FILES or None)
    told = {"line": found, "said_by": SaidBy.LEARNER, "by": here.viewer}
    if form.is_valid() and carried_out(form, partial(actions.show_photo, **told, **form.cleaned_data)):
        return pages.redirect(request, "plans:my-part", _("We kept your photo."), learner, line)
    return pages.render(request, "plans/own_photo.html", {"about": here.about, "line": found, "form": form})


@pages.signed_in
@pages.learner_page
def ask(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """I ask something about a part of my plan."""
    here, found = _mine(request, learner, line)
    form = forms.MyQuestion(request.POST or None)
    told = {"line": found, "asks": True, "by": here.viewer}
    if form.is_valid() and carried_out(form, partial(actions.comment_on_line, **told, **form.cleaned_data)):
        return pages.redirect(request, "plans:my-part", _("We kept your question."), learner, line)
    return pages.render(request, "plans/own_ask.html", {"about": here.about, "line": found, "form": form})


@pages.signed_in
@pages.learner_page
def went(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """I say how it went today."""
    here, found = _mine(request, learner, line)
    form = forms.MyDay(request.POST or None)
    told = {"line": found, "on": clock.today(), "said_by": SaidBy.LEARNER, "by": here.viewer}
    if form.is_valid() and carried_out(form, partial(actions.say_how_it_went, **told, **form.cleaned_data)):
        return pages.redirect(request, "plans:plan", _("Thank you. We kept what you said."), learner)
    shown = {"about": here.about, "line": found, "form": form, "faces": list(Face)}
    return pages.render(request, "plans/own_went.html", shown)


@pages.signed_in
@pages.learner_page
def agree(request: HttpRequest, learner: UUID, number: int) -> HttpResponse:
    """I agree to my plan as it stands in a version."""
    here = _own_plan(request, learner)
    version = queries.version(here.viewer, here.about, number)
    if version is None:
        raise Http404
    if request.method == "POST":
        actions.sign_version(version=version, said_by=SaidBy.LEARNER, by=here.viewer)
        return pages.redirect(request, "plans:plan", _("You agreed to your plan."), learner)
    rows = [r for r in queries.content(here.viewer, version).values() if r["of"] == "line" and _counts(r)]
    signed = any(s.written_by_id == here.viewer.pk for s in version.signatures.all())
    shown = {"about": here.about, "version": version, "rows": rows, "signed": signed}
    return pages.render(request, "plans/own_agree.html", shown)


def _counts(row: dict[str, Any]) -> bool:
    return row.get("state") in ("proposed", "accepted") and row.get("kind") not in mine.TASKS


def _own_plan(request: HttpRequest, learner: UUID) -> Here:
    """The viewer's own plan; anybody else finds nothing here."""
    here = plan_of(request, learner)
    if not here.standing.is_the_learner:
        raise Http404
    return here


def _mine(request: HttpRequest, learner: UUID, line: UUID) -> tuple[Here, Any]:
    _own_plan(request, learner)
    return line_of(request, learner, line)
