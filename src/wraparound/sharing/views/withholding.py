"""Organisations that are wished to share with another: what they say, and how it was settled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.sharing import actions, queries
from wraparound.sharing.forms import disagreements as forms
from wraparound.sharing.policy_withholding import Kind
from wraparound.sharing.queries import hands, withholding
from wraparound.sharing.views.bases import tried

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@pages.signed_in
def wishes(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """Who was asked to share with whom, what they said; and a new wish."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    if about is None:
        raise Http404
    who, mine = queries.standing(viewer, about), withholding.my_organisations(viewer)
    places: Any = [one.to for one in hands.whom(viewer, about) if one.key[0] == "o"]
    to = places if who.is_the_learner or who.is_lead else [one for one in places if one.pk in mine]
    if not to and not (who.is_the_learner or who.is_lead):
        raise Http404
    actions.record_look(learner=about, categories=[Category.IDENTITY], often=False, by=viewer)
    form = forms.Wish(request.POST or None, of=places, to=to)
    if form.is_valid():
        act = partial(actions.wish_sharing, learner=about, **form.wished(), by=viewer)
        if (made := tried(form, act)) is not None:
            return pages.redirect(request, "sharing:wish", _("They are asked to share."), made.pk)
    lines = withholding.wishes(viewer, about)
    shown = {"about": about, "own": who.is_the_learner, "lines": lines, "form": form, "places": places}
    return (own_page if who.is_the_learner else pages.render)(request, "sharing/wishes.html", shown)


@pages.signed_in
def wish(request: HttpRequest, wish: UUID) -> HttpResponseBase:
    """One wish: for the organisation to answer, for the learner and who leads to settle."""
    viewer: Any = request.user
    line, row = withholding.wish(viewer, wish), withholding.wish_row(viewer, wish)
    if line is None or row is None:
        raise Http404
    actions.record_look(learner=line.learner, categories=[Category.IDENTITY], often=False, by=viewer)
    do = request.POST.get("do", "")
    answer = forms.AnswerWish(request.POST if do == "answer" else None) if line.may_answer else None
    settle = forms.Settle(request.POST if do == "settle" else None) if line.may_settle else None
    if answer is not None and answer.is_valid():
        said = answer.cleaned_data
        told = {"kind": Kind(said["kind"]), "words": said["words"]}
        act = partial(actions.answer_wish, wish=row, **told, by=viewer)
        if tried(answer, act) is not None:
            return pages.redirect(request, "sharing:wish", _("Your answer is kept."), wish)
    if settle is not None and settle.is_valid():
        over = partial(actions.settle_wish, wish=row, **settle.cleaned_data, by=viewer)
        if tried(settle, over) is not None:
            return pages.redirect(request, "sharing:wish", _("It is settled."), wish)
    own = line.learner.person_id == viewer.pk
    wrong = next((f for f in (answer, settle) if f is not None and f.is_bound), None)
    shown = {"about": line.learner, "own": own, "line": line, "answer": answer, "settle": settle, "form": wrong}
    return (own_page if own else pages.render)(request, "sharing/wish.html", shown)


@pages.learner_page
def own_page(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponseBase:
    """A page of the learner's own."""
    return pages.render(request, template, shown)
