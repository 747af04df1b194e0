"""Disagreements: raised, heard, and what was tried, before they become adversarial."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.sharing import actions, queries
from wraparound.sharing.forms import disagreements as forms
from wraparound.sharing.policy_disagreements import Step
from wraparound.sharing.queries import disagreements
from wraparound.sharing.views.bases import tried
from wraparound.sharing.views.withholding import own_page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST_KEY = 19  # digits


@pages.signed_in
def of_a_learner(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """Those that the viewer may know of; and a new one, from whoever knows the learner."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    if about is None:
        raise Http404
    own = queries.standing(viewer, about).is_the_learner
    actions.record_look(learner=about, categories=[Category.IDENTITY], often=False, by=viewer)
    others = disagreements.with_whom(viewer, about)
    initial = {"about": request.GET.get("about", "")}
    # Where somebody disagrees with the nearest, those further away can listen too.
    against = [int(one) for one in request.POST.getlist("others") if one.isdigit() and len(one) < LONGEST_KEY]
    hearers = disagreements.who_may_hear(viewer, about)
    hearers += [one for one in disagreements.who_may_hear(viewer, about, against) if one not in hearers]
    form = forms.Disagree(request.POST or None, others=others, hearers=hearers, initial=initial)
    if form.is_valid():
        told = {**form.raised(), "subject": _subject(request)}
        act = partial(actions.raise_disagreement, learner=about, **told, by=viewer)
        if (made := tried(form, act)) is not None:
            return pages.redirect(request, "sharing:disagreement", _("Somebody will listen."), made.pk)
    lines = disagreements.disagreements(viewer, about)
    shown = {"about": about, "own": own, "lines": lines, "form": form, "hearers": hearers}
    return (own_page if own else pages.render)(request, "sharing/disagreements.html", shown)


@pages.signed_in
def one(request: HttpRequest, disagreement: UUID) -> HttpResponseBase:
    """Both sides beside each other, the learner's first; what was tried; what comes next."""
    viewer: Any = request.user
    line = disagreements.disagreement(viewer, disagreement)
    if line is None:
        raise Http404
    form = forms.NextStep(request.POST or None, steps=line.may_add) if line.may_add else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        act = partial(actions.add_step, disagreement=disagreement, kind=Step(said["kind"]), words=said["words"])
        if tried(form, partial(act, by=viewer)) is not None:
            return pages.redirect(request, "sharing:disagreement", _("It is written down."), disagreement)
    show = own_page if line.is_own else pages.render
    return show(request, "sharing/disagreement.html", {"line": line, "form": form})


def _subject(request: HttpRequest) -> UUID | None:
    """What it is about, where the address says so: a line of the plan, a grant."""
    try:
        return UUID(request.GET.get("subject", ""))
    except ValueError:
        return None
