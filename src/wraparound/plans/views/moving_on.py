"""Moving on: who leaves when, pathways begun, support now beside support then, and where people are afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.directory import queries as directory
from wraparound.plans import actions, pathways, queries
from wraparound.plans.forms import moving_on as forms
from wraparound.plans.kinds_of_reviews import When
from wraparound.plans.views.common import asks, carried_out, found_or_404, needed, plan_of
from wraparound.plans.views.lists import taken_away
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.accounts.roles import OrganisationKind
    from wraparound.plans.views.common import Here

PLAN = frozenset({Category.PLAN})
TERMS_AHEAD = 12


@pages.signed_in
def leavers(request: HttpRequest) -> HttpResponseBase:
    """Who leaves within two years, and who of them has no transition review."""
    viewer: Any = request.user
    rows, table = queries.two_years_ahead(viewer), _leavers()
    file = taken_away(request, table, rows)
    return file or pages.render(request, "plans/leavers.html", {"table": table.page_of(request, rows)})


@pages.signed_in
def leaving(request: HttpRequest, learner: UUID) -> HttpResponse:
    """When the learner is expected to leave an organisation."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    known = {str(o.public_id): o for o in here.organisations}
    known |= {key: o for key, (o, _name) in here.choosable().organisations.items()} if not known else {}
    pairs = [(key, o.name) for key, o in known.items()]
    if request.method == "POST" and "stays" in request.POST:
        return _stays(request, here)
    only = {"organisation": pairs[0][0]} if len(pairs) == 1 else {}
    form = forms.LeavingForm(request.POST or None, organisations=pairs, initial=only)
    if form.is_valid():
        said = {"organisation": known[form.cleaned_data["organisation"]], "on": form.cleaned_data["on"]}
        if carried_out(form, lambda: actions.expect_leaving(learner=here.about, **said, by=here.viewer)):
            return pages.redirect(request, "plans:plan", _("We kept it."), here.about.public_id)
    shown = {"here": here, "about": here.about, "form": form, "rows": queries.leaving(here.viewer, here.about)}
    return pages.render(request, "plans/leaving.html", shown)


def _stays(request: HttpRequest, here: Here) -> HttpResponse:
    """They do not leave after all."""
    rows = queries.leaving(here.viewer, here.about)
    row = found_or_404(next((r for r in rows if str(r.pk) == request.POST["stays"]), None))
    actions.stay_on(leaving=row, by=here.viewer)
    return pages.redirect(request, "plans:plan", _("We kept it."), here.about.public_id)


@pages.signed_in
def choose_pathway(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Which pathway to begin for a learner."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    begun = queries.begun(here.viewer, here.about)
    shown = {"here": here, "about": here.about, "rows": queries.all_pathways(here.viewer), "begun": begun}
    return pages.render(request, "plans/choose_pathway.html", shown)


@pages.signed_in
def begin(request: HttpRequest, learner: UUID, key: UUID) -> HttpResponse:
    """The lines of a pathway are proposed for a learner; each can be changed or taken out afterwards."""
    here = plan_of(request, learner, PLAN)
    needed(here.may_write())
    found = found_or_404(next((p for p in queries.all_pathways(here.viewer) if p.key == key), None))
    terms = _terms(here)
    every = [o for o, _name in here.choosable().organisations.values()]
    kinds = dict.fromkeys(s.by for s in found.steps if s.by)
    offered = {kind: [(str(o.public_id), o.name) for o in every if o.kind == kind] for kind in kinds}
    pairs = [(str(t.pk), f"{t.name} ({in_words(t.starts)})") for t in terms]
    form = forms.BeginForm(request.POST or None, terms=pairs, organisations=offered, steps=found.steps)
    if form.is_valid():
        said = form.cleaned_data
        first = next(n for n, t in enumerate(terms) if str(t.pk) == said["term"])
        stretches = [pathways.Stretch(t.starts, t.ends) for t in terms[first:]]
        chosen = _chosen(said, list(kinds), every)
        told: dict[str, Any] = {"organisations": chosen, "leave_out": said["leave_out"], "by": here.viewer}
        if carried_out(form, lambda: actions.begin_pathway(learner=here.about, pathway=found, terms=stretches, **told)):
            return pages.redirect(request, "plans:plan", _("The steps are in the plan."), here.about.public_id)
    back = pages.url_if("plans:choose-pathway", here.about.public_id)
    note = _("Each step becomes a part of the plan that is put forward. Nothing is accepted by that.")
    return asks(request, here, form, found.name, _("Put the steps in the plan"), back, note=note)


@pages.signed_in
def now_and_then(request: HttpRequest, learner: UUID) -> HttpResponse:
    """For families: the support there is now beside the support there will be, line by line."""
    here = plan_of(request, learner, PLAN)
    sharing.record_look(learner=here.about, categories=PLAN, by=here.viewer)
    days = sorted({v.on for v in queries.leaving(here.viewer, here.about)})
    today = clock.today()
    then = next((day + timedelta(days=60) for day in days if day >= today), today + timedelta(days=365))
    rows = queries.now_and_then(here.viewer, here.about, today, then)
    whole, by_line = queries.reassurance(here.viewer, here.about)
    shown = {"here": here, "about": here.about, "rows": rows, "today": today, "then": then}
    shown |= {"whole": whole, "by_line": by_line}
    return pages.render(request, "plans/now_and_then.html", shown)


@pages.signed_in
def destination(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Where somebody is at the end of the plan, and after six and twelve months."""
    here = plan_of(request, learner, PLAN)
    sharing.record_look(learner=here.about, categories=PLAN, by=here.viewer)
    form = forms.DestinationForm(request.POST or None) if here.may_write() else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        if carried_out(form, lambda: actions.note_destination(learner=here.about, **said, by=here.viewer)):
            return pages.redirect(request, "plans:destination", _("We kept it."), here.about.public_id)
    told = queries.destinations(here.viewer, here.about)
    shown = {"here": here, "about": here.about, "form": form, "rows": [(w, told.get(w)) for w in When]}
    return pages.render(request, "plans/destination.html", shown)


def _terms(here: Here) -> list[Any]:
    """The terms to come, one after the other: of the viewer's organisations, or where those have none, of any."""
    known = directory.terms(here.viewer).filter(ends__gte=clock.today()).order_by("starts", "ends", "pk")
    found: list[Any] = []
    for term in list(known.filter(organisation__in=[o.pk for o in here.organisations])) or known:
        if not found or term.starts > found[-1].ends:  # two colleges have their own dates for the same term
            found.append(term)
    return found[:TERMS_AHEAD]


def _chosen(said: dict[str, Any], kinds: list[OrganisationKind], every: list[Any]) -> dict[OrganisationKind, Any]:
    by_id = {str(o.public_id): o for o in every}
    return {kind: by_id[said[kind.value]] for kind in kinds if said.get(kind.value)}


def _leavers() -> Table[Any]:
    return Table(
        "leavers",
        _("Leaving within two years"),
        [
            Column(
                "name",
                _("Learner"),
                lambda r: r.name,
                sort="name",
                href=lambda r: reverse("plans:plan", args=[r.learner.public_id]),
            ),
            Column("organisation", _("Leaves"), lambda r: r.organisation),
            Column("on", _("When"), lambda r: r.on, shown=lambda r: in_words(r.on), sort="on"),
            Column(
                "review",
                _("Transition review"),
                lambda r: r.review or "",
                shown=lambda r: in_words(r.review) if r.review else _("None yet"),
            ),
        ],
        Empty(_("Nobody leaves within two years"), _("Say in a learner's plan when they are expected to leave.")),
        filters=[Filter("has", _("Transition review"), "has", [("no", _("None yet")), ("yes", _("Planned or held"))])],
        search=["name", "organisation"],
        search_label=_("Name or organisation"),
        sorted_by="on",
    )
