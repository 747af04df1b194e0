"""What others decided with a learner in mind: for the learner to read, for a lead to write down."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.sharing import actions
from wraparound.sharing.forms import bases as forms
from wraparound.sharing.queries import bases, hands
from wraparound.sharing.views.hands import here_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.sharing.views.hands import Here


@pages.signed_in
@pages.learner_page
def others_decided(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What is open without the learner's yes: who decided, why, until when, and what the learner can do."""
    here = here_of(request, learner)
    lines, found = bases.other_bases(here.viewer, here.about), bases.assessments(here.viewer, here.about)
    shown = {"about": here.about, "own": here.own, "lines": lines, "assessments": found}
    return pages.render(request, "sharing/bases.html", shown)


@pages.signed_in
def assess(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Whether the learner can make one decision; then the page of that decision."""
    here = lead_of(request, learner)
    about = request.GET.get("about", "")[:300]
    form = forms.Assess(request.POST or None, initial={"about": about})
    shown = {"about": here.about, "form": form, "title": _("Can they decide this?"), "kind": "assess"}
    if form.is_valid():
        act = partial(actions.assess_capacity, learner=here.about, **form.assessed(), by=here.viewer)
        if (made := tried(form, act)) is not None:
            return pages.redirect(request, "sharing:decision", _("It is written down."), learner, made.pk)
    return pages.render(request, "sharing/bases_form.html", shown)


@pages.signed_in
def decision(request: HttpRequest, learner: UUID, key: UUID) -> HttpResponse:
    """An assessment with what was decided; where the learner cannot decide this, a lead decides with others."""
    here = lead_of(request, learner)
    made = bases.decision(here.viewer, here.about, key)
    found = made.assessment if made else bases.assessment(here.viewer, here.about, key)
    if found is None:
        raise Http404
    form = None
    if made is None and not found.has_capacity:
        people = hands.whom(here.viewer, here.about)
        form = forms.Decide(request.POST or None, people=people, initial={"what": found.about})
        if form.is_valid():
            act = partial(actions.decide_in_best_interests, assessment=found, **form.decision(), by=here.viewer)
            if tried(form, act) is not None:
                return pages.redirect(request, "sharing:bases", _("It is decided, until its review."), learner)
    grant = bases.grant_of(here.viewer, made) if made else None
    shown = {"about": here.about, "found": found, "made": made, "form": form, "grant": grant}
    return pages.render(request, "sharing/decision.html", shown)


@pages.signed_in
def on_duty(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Opens what an organisation needs for a duty in law, which is named."""
    here = lead_of(request, learner)
    places: list[Any] = [one.to for one in hands.whom(here.viewer, here.about) if one.key[0] == "o"]
    form = forms.OnDuty(request.POST or None, organisations=places)
    if form.is_valid():
        act = partial(actions.give_on_duty, learner=here.about, **form.given(), by=here.viewer)
        if tried(form, act) is not None:
            return pages.redirect(request, "sharing:bases", _("It is open. The learner can read why."), learner)
    shown = {"about": here.about, "form": form, "title": _("Share because a law asks for it"), "kind": "duty"}
    return pages.render(request, "sharing/bases_form.html", shown)


def lead_of(request: HttpRequest, learner: UUID) -> Here:
    """404 for everybody but who leads: these pages write down, the learner has a page to read."""
    here = here_of(request, learner)
    if not here.standing.is_lead:
        raise Http404
    return here


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What it made; None where it was refused, with the reason on the form."""
    try:
        return act()
    except NotAllowed as refused:
        form.add_error(None, sentence(refused))
        return None
