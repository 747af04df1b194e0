"""What the learner wants to be able to do, and the EHC plan where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import Stale
from wraparound.plans import actions, fields, forms, policy, queries
from wraparound.plans.kinds import OutcomeState
from wraparound.plans.queries import talk
from wraparound.plans.sections import SECTIONS
from wraparound.plans.views.clashing import Choice, both
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, needed, plan_of
from wraparound.sharing import actions as sharing
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

WANTS = frozenset({Category.OUTCOMES})


@pages.signed_in
def add_outcome(request: HttpRequest, learner: UUID) -> HttpResponse:
    """A new outcome, in the learner's words."""
    here = plan_of(request, learner, WANTS)
    needed(here.may_write(Category.OUTCOMES))
    form = forms.OutcomeForm(request.POST or None, words=vocabulary.choices(here.viewer, "outcome"))
    if form.is_valid() and carried_out(
        form, lambda: actions.add_outcome(learner=here.about, **form.cleaned_data, by=here.viewer)
    ):
        return pages.redirect(request, "plans:plan", _("We kept it."), here.about.public_id)
    back = pages.url_if("plans:plan", here.about.public_id)
    return asks(request, here, form, _("What %(name)s wants") % {"name": here.name}, _("Save"), back)


@pages.signed_in
def outcome(request: HttpRequest, learner: UUID, outcome: UUID) -> HttpResponse:
    """One outcome: changed field by field, and settled."""
    here = plan_of(request, learner, WANTS)
    row = found_or_404(queries.outcome(here.viewer, here.about, outcome))
    sharing.record_look(learner=here.about, categories=WANTS, by=here.viewer)
    shown = {name: getattr(row, name) for name in fields.OUTCOME}
    sent = Choice(request.POST, fields.OUTCOME, fields.marks(row, fields.OUTCOME))
    form = forms.OutcomeForm(request.POST or None, initial=shown, words=vocabulary.choices(here.viewer, "outcome"))
    if request.method == "POST":
        needed(here.may_write(Category.OUTCOMES))
    if form.is_valid():
        wanted, seen = sent.settled(form.cleaned_data)
        try:
            actions.change_outcome(outcome=row, wanted=wanted, seen=seen, by=here.viewer)
        except Stale as stale:
            return both(request, here, form, sent, stale.current, _("somebody else"), request.path)
        return pages.redirect(request, "plans:plan", _("We kept it."), here.about.public_id)
    page = {"here": here, "about": here.about, "outcome": row, "form": form, "marks": sent.marks}
    page |= {"states": OutcomeState, "may_write": here.may_write(Category.OUTCOMES)}
    return pages.render(request, "plans/outcome.html", page)


@pages.signed_in
@require_POST
def settle(request: HttpRequest, learner: UUID, outcome: UUID) -> HttpResponse:
    """It is reached, no longer wanted, or worked towards again."""
    here = plan_of(request, learner, WANTS)
    row = found_or_404(queries.outcome(here.viewer, here.about, outcome))
    state = request.POST.get("state", "")
    if state not in set(OutcomeState):
        raise Http404
    act = {"outcome": row, "state": OutcomeState(state), "by": here.viewer}
    return done(
        request, lambda: actions.settle_outcome(**act), _("We kept it."), "plans:outcome", here.about.public_id, row.pk
    )


@pages.signed_in
def ehc_plan(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What of the EHC plan is attached and open to the viewer; one more."""
    here = plan_of(request, learner)
    mine = [k for k in SECTIONS.values() if policy.may_write(here.standing, k.category)]
    form = forms.SectionForm(request.POST or None, kinds=mine) if mine else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        if carried_out(form, lambda: actions.attach_section(learner=here.about, **said, by=here.viewer)):
            return pages.redirect(request, "plans:ehc-plan", _("We kept it."), here.about.public_id)
    rows = [(row, SECTIONS[row.letter]) for row in talk.sections(here.viewer, here.about)]
    sharing.record_look(learner=here.about, categories={k.category for _row, k in rows}, by=here.viewer)
    page = {"here": here, "about": here.about, "rows": rows, "form": form, "mine": {k.letter for k in mine}}
    return pages.render(request, "plans/ehc_plan.html", page)


@pages.signed_in
@require_POST
def end_part(request: HttpRequest, learner: UUID, part: UUID) -> HttpResponse:
    """A part of the EHC plan holds no longer."""
    here = plan_of(request, learner)
    row: Any = found_or_404(talk.section(here.viewer, here.about, part))
    return done(
        request,
        lambda: actions.end_section(section=row, by=here.viewer),
        _("We took it away."),
        "plans:ehc-plan",
        here.about.public_id,
    )
