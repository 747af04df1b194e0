"""The exercise on sharing decisions: one story a page, then what colleagues chose and say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.workforce import actions, forms, queries, stories
from wraparound.workforce.policy import COUNTED_FROM
from wraparound.workforce.stories import Verdict

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@pages.signed_in
def exercise(request: HttpRequest) -> HttpResponse:
    """How far one is; the result, once all stories are answered; for administrators, how many have done it."""
    viewer, places = _who(request)
    result, now = queries.result(viewer), queries.progress(viewer)
    found = [(one, queries.finished(viewer, one)) for one in places]
    shown: dict[str, Any] = {"now": now, "stories": stories.stories(), "result": result if now.is_over else []}
    shown["fits"] = sum(choice.verdict is Verdict.BEST for _story, choice in result)
    shown["finished"] = [(one, count) for one, count in found if count is not None]
    return pages.render(request, "workforce/exercise.html", shown)


@pages.signed_in
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A story: to answer; once answered, what the rules say of each choice, what colleagues say."""
    viewer, places = _who(request)
    one = stories.story(slug)
    if one is None:
        raise Http404
    now, times, do = queries.progress(viewer), queries.times(viewer)[slug], request.POST.get("do", "")
    if do in {"remark", "take-back"}:
        return _discuss(request, viewer, one, places)
    again = now.is_over and ("again" in request.GET or do == "answer")
    shown = {"story": one, "now": now, "at": stories.stories().index(one) + 1, "least": COUNTED_FROM}
    if times == now.round > 0 and not again:
        return pages.render(request, "workforce/answered.html", {**shown, **_answered(viewer, one)})
    given = request.POST if do == "answer" else None
    form = forms.Answer(given, story=one, organisations=places, initial={"number": times + 1})
    if form.is_valid():
        try:
            actions.answer_story(story=one, **form.said(), by=viewer)
        except NotAllowed as refused:
            messages.error(request, sentence(refused))
        return pages.redirect(request, "workforce:story", "", slug)
    return pages.render(request, "workforce/story.html", {**shown, "form": form})


def _answered(viewer: Any, one: stories.Story) -> dict[str, Any]:
    answer = queries.last_answer(viewer, one)
    place = answer.organisation if answer else None
    counts = queries.colleagues_chose(viewer, one, place.pk) if place else {}
    shown = {"mine": answer.choice if answer else "", "counts": counts, "place": place, "form": forms.Remark()}
    return {**shown, "remarks": queries.remarks(viewer, one)}


def _discuss(request: HttpRequest, viewer: Any, one: stories.Story, places: list[Any]) -> HttpResponse:
    """Says something to colleagues, or takes it back."""
    if request.POST.get("do") == "take-back":
        found = queries.remark(viewer, _key(request.POST.get("remark", "")))
        if found is None:
            raise Http404
        actions.take_back_remark(remark=found, by=viewer)
        return pages.redirect(request, "workforce:story", _("It is taken back."), one.slug)
    answer = queries.last_answer(viewer, one)
    if answer is None:
        raise PermissionDenied(_("answer the story first"))
    form = forms.Remark(request.POST)
    if not form.is_valid():
        shown = {"story": one, "now": queries.progress(viewer), "at": stories.stories().index(one) + 1}
        shown |= {"least": COUNTED_FROM, **_answered(viewer, one), "form": form}
        return pages.render(request, "workforce/answered.html", shown)
    place = answer.organisation if answer.organisation in places else places[0]
    actions.say_remark(story=one, words=form.cleaned_data["words"], organisation=place, by=viewer)
    return pages.redirect(request, "workforce:story", _("Your colleagues can read it."), one.slug)


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


def _who(request: HttpRequest) -> tuple[Any, list[Any]]:
    """Who looks and where they work; 403 for whoever works for no organisation."""
    viewer: Any = request.user
    places = queries.my_organisations(viewer)
    if not places:
        raise PermissionDenied(_("the exercise is for people who work for an organisation"))
    return viewer, places
