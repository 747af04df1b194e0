"""Opening something for a day to keep somebody safe; the second person's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.learners import open_parts
from wraparound.sharing import actions
from wraparound.sharing.forms import bases as forms
from wraparound.sharing.queries import hands, safety
from wraparound.sharing.views.bases import lead_of, tried

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@pages.signed_in
def opening(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """What is opened, to whom, why now, and when the learner is told."""
    here = lead_of(request, learner)
    form = forms.Open(request.POST or None, people=hands.whom(here.viewer, here.about))
    if form.is_valid():
        act = partial(actions.open_for_safety, learner=here.about, **form.opened(), by=here.viewer)
        if (made := tried(form, act)) is not None:
            said = _("It is open. A second person has been told.")
            return pages.redirect(request, "sharing:safety-one", said, made.pk)
    shown = {"about": here.about, "form": form, "title": _("Share to keep somebody safe"), "kind": "safety"}
    return pages.render(request, "sharing/bases_form.html", shown)


@pages.signed_in
def safety_list(request: HttpRequest) -> HttpResponseBase:
    """What waits for a second person, what they said, and what nobody looked at in time."""
    viewer: Any = request.user
    return pages.render(request, "sharing/safety_list.html", {"rows": safety.rows(viewer)})


@pages.signed_in
@open_parts.shows_nothing(
    reason="it says what was opened, and nothing of what stands in it; the review is in the chain"
)
def safety_one(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """One of these: to review, or to tell the learner now."""
    viewer: Any = request.user
    row = safety.row(viewer, grant)
    if row is None:
        raise Http404
    may_review = row.part in ("lead", "second") and row.giver != viewer.pk and row.reviewed is None
    do = request.POST.get("do", "")
    form = forms.Review(request.POST if do == "review" else None) if may_review else None
    if form is not None and form.is_valid():
        act = partial(actions.review_safety, grant=grant, **form.cleaned_data, by=viewer)
        if tried(form, act) is not None:
            return pages.redirect(request, "sharing:safety-one", _("Your review is kept."), grant)
    if do == "tell":
        try:
            actions.tell_learner_now(grant=grant, by=viewer)
        except NotAllowed as refused:
            return pages.redirect(request, "sharing:safety-one", sentence(refused), grant)
        return pages.redirect(request, "sharing:safety-one", _("The learner is told."), grant)
    return pages.render(request, "sharing/safety_one.html", {"row": row, "form": form, "viewer": viewer})
