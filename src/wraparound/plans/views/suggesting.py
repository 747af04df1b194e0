"""The planner in the site: asked for programmes, taken in part, and asked why something is not in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.core.decisions import sentence
from wraparound.directory import queries as directory
from wraparound.learners import queries as learners
from wraparound.passport import queries as passport
from wraparound.plans import actions, forms, planning, policy, queries
from wraparound.plans.forms import suggesting
from wraparound.plans.queries import words as named
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, needed, plan_of
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.views.common import Here

PLAN = frozenset({Category.PLAN})


@pages.signed_in
def ask(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Asks the planner; what it answers is kept, and nothing of the plan changes."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    usual = {"since": clock.today(), "terms": suggesting.USUAL_TERMS}
    form = suggesting.AskForm(request.POST or None, initial=usual)
    if form.is_valid():
        made: list[Any] = []
        told = {"learner": here.about, "by": here.viewer}
        if _answered(form, lambda: made.append(actions.ask_for_proposal(asked=form.asked, **told))):
            return pages.redirect(
                request,
                "plans:proposal",
                _("The planner answered. The plan is as it was."),
                here.about.public_id,
                made[0].pk,
            )
    shown = {"about": here.about, "form": form, "earlier": queries.proposals(here.viewer, here.about).exists()}
    return pages.render(request, "plans/suggest_for_plan.html", shown)


@pages.signed_in
def proposals(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What the planner proposed before, the newest first."""
    here = plan_of(request, learner, PLAN)
    names = _names(here)
    found = queries.proposals(here.viewer, here.about)
    rows = [(row, len(row.content["programmes"]), names.get(row.written_by_id, "")) for row in found]
    shown = {"about": here.about, "rows": rows, "may_write": here.may_write()}
    return pages.render(request, "plans/proposals.html", shown)


@pages.signed_in
def proposal(request: HttpRequest, learner: UUID, proposal: UUID) -> HttpResponse:
    """Programmes side by side. What is ticked becomes lines that are put forward; nothing else changes."""
    here, row = _proposal(request, learner, proposal)
    found = planning.shown(here.viewer, here.about, row.content, row.pk)
    choices = [(f"{p.number}.{y.number}", y.title) for p in found.programmes for y in p.lines]
    form = suggesting.TakeForm(request.POST or None, choices=choices)
    if form.is_valid():
        said = {"programme": form.cleaned_data["programme"], "lines": form.cleaned_data["lines"]}
        if carried_out(form, lambda: actions.take_from_proposal(proposal=row, **said, by=here.viewer)):
            to = (here.about.public_id, row.pk)
            return pages.redirect(request, "plans:proposal", _("What you chose is put forward in the plan."), *to)
    _looked(here)
    shown = {"about": here.about, "proposal": row, "shown": found, "form": form}
    shown |= {"names": _names(here), "remedies": _put_forward(here)}
    shown |= {"money": Category.FINANCE in here.standing.open, "may_write": bool(here.may_write())}
    shown["may_take"] = shown["may_write"] and any(y.can_be_taken for p in found.programmes for y in p.lines)
    return pages.render(request, "plans/proposal.html", shown)


@pages.signed_in
def refuse(request: HttpRequest, learner: UUID, proposal: UUID, programme: int, number: int) -> HttpResponse:
    """A line of a programme is not wanted: why."""
    here, row = _proposal(request, learner, proposal)
    needed(here.may_write())
    found = planning.shown(here.viewer, here.about, row.content, row.pk)
    every = (y for p in found.programmes if p.number == programme for y in p.lines)
    one = found_or_404(next((y for y in every if y.number == number and y.can_be_taken), None))
    form = forms.Because(request.POST or None)
    to = (here.about.public_id, row.pk)
    told = {"proposal": row, "programme": programme, "line": number, "by": here.viewer}
    if form.is_valid() and carried_out(form, lambda: actions.refuse_proposal_line(**told, **form.cleaned_data)):
        return pages.redirect(request, "plans:proposal", _("We kept why not."), *to)
    note = _("%(title)s. What you write stands beside it, for everybody who may see this proposal.")
    note %= {"title": f"{one.title}, {one.organisation}"}
    return asks(request, here, form, _("Not this one"), _("Save"), pages.url_if("plans:proposal", *to), note=note)


@pages.signed_in
def why_not(request: HttpRequest, learner: UUID, offering: UUID) -> HttpResponse:
    """Why an offering is not in the plan, what it would take, and what can be done next."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    row = found_or_404(directory.offerings(here.viewer).filter(public_id=offering).first())
    answer, trouble = None, ""
    try:
        answer = planning.why_not(here.viewer, here.about, row)
    except planning.CouldNot as could_not:
        trouble = str(could_not)
    _looked(here)
    shown = {"about": here.about, "offering": row, "name": named.offering_name(here.viewer, row)}
    shown |= {"answer": answer, "trouble": trouble, "remedies": _put_forward(here)}
    shown |= {"kind": planning.kind_of(row.service.kind), "money": Category.FINANCE in here.standing.open}
    return pages.render(request, "plans/why_not.html", shown)


@pages.signed_in
@require_POST
def first_step(request: HttpRequest, learner: UUID, offering: UUID) -> HttpResponse:
    """What would put something in place for an offering becomes a line that is put forward."""
    here = plan_of(request, learner, PLAN)
    row = found_or_404(directory.offerings(here.viewer).filter(public_id=offering).first())
    said = request.POST.get("remedy", "")
    remedy = found_or_404(next((r for r in directory.remedies(here.viewer) if str(r.public_id) == said), None))
    back = request.POST.get("back", "")  # the proposal that the button stood on, if it stood on one
    asked = next((p.pk for p in queries.proposals(here.viewer, here.about) if str(p.pk) == back), None)
    name, key = ("plans:proposal", asked) if asked else ("plans:why-not", row.public_id)
    message = _("The first step is put forward in the plan.")
    return done(request, lambda: _arrange(here, row, remedy), message, name, here.about.public_id, key)


def _proposal(request: HttpRequest, learner: UUID, key: UUID) -> tuple[Here, Any]:
    """A proposal of it; 404 where there is none or it is not open."""
    here = plan_of(request, learner, PLAN)
    return here, found_or_404(queries.proposal(here.viewer, here.about, key))


def _answered(form: suggesting.AskForm, act: Callable[[], object]) -> bool:
    """Asks; where no answer comes, the words for that stand at the top of the form, with all that was typed."""
    try:
        act()
    except planning.CouldNot as could_not:
        form.add_error(None, str(could_not))  # sentences already
    except policy.Refused as refused:
        form.add_error(None, sentence(refused))
    return not form.errors


def _arrange(here: Here, offering: Any, remedy: Any) -> None:
    """Puts a remedy forward, once."""
    if remedy.pk in _put_forward(here):
        raise policy.Refused(_("it is put forward already"))
    needs = {n.need for n in passport.parts(here.viewer, here.about, "needs") if n.is_must}
    actions.propose_remedy_line(learner=here.about, remedy=remedy, needs=needs, offering=offering, by=here.viewer)


def _put_forward(here: Here) -> dict[int, Any]:
    """Lines of the plan, by the remedy that they arrange."""
    lines = queries.lines(here.viewer, here.about)
    return {x.remedy_id: x for x in lines if x.remedy_id and x.state in ("proposed", "accepted")}


def _names(here: Here) -> dict[int, str]:
    """Those around the learner, and those whom the plan names."""
    around = {p.person_id: p.person.name for p in learners.places(here.viewer, here.about)}
    return around | {here.viewer.pk: here.viewer.name} | queries.names(here.viewer, here.about)


def _looked(here: Here) -> None:
    """Whoever sees what the planner says sees something of all that it was made from."""
    seen = {*planning.categories(here.viewer, here.about), *({Category.FINANCE} & here.standing.open)}
    sharing.record_look(learner=here.about, categories=seen, by=here.viewer)
