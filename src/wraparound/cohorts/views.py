"""Planning for several learners: what was asked, how far it is, and what came out. Nothing here changes a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.cohorts import actions, comparing, forms, lists, policy, queries, testing
from wraparound.cohorts.kinds import DOING, TROUBLES, Kind, State
from wraparound.core import clock, pages
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.core.decisions import sentence
from wraparound.plans import planning
from wraparound.plans import queries as plans
from wraparound.sharing import actions as sharing
from wraparound.sharing import queries as shared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@pages.signed_in
def runs(request: HttpRequest) -> HttpResponse:
    """What the viewer asked, the newest first."""
    viewer = _planner(request)
    rows = [(row, lists.title(row, plans.pathway)) for row in queries.runs(viewer)[:50]]
    return pages.render(request, "cohorts/list.html", {"rows": rows, "State": State, "Kind": Kind})


@pages.signed_in
def plan_together(request: HttpRequest) -> HttpResponse:
    """Asks the planner for all of them at once."""
    viewer = _planner(request)
    form = forms.TogetherForm(request.POST or None, **_choices(viewer))
    return _ask(request, form, _("Plan together"), "cohorts/together.html")


@pages.signed_in
def test_pathway(request: HttpRequest) -> HttpResponse:
    """Asks for whom a pathway would work."""
    viewer = _planner(request)
    initial = {"pathway": request.GET.get("of", "")}
    given = {"initial": initial, **_choices(viewer)}
    form = forms.PathwayForm(request.POST or None, pathways=plans.all_pathways(viewer), **given)
    return _ask(request, form, _("Test a pathway"), "cohorts/pathway.html")


@pages.signed_in
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """How far it is; what came out, once it is over."""
    viewer, row = _run(request, run)
    now = clock.now()
    shown: dict[str, Any] = {"run": row, "title": lists.title(row, plans.pathway), "state": State(row.state)}
    shown |= {"doing": DOING.get(row.doing, ""), "trouble": TROUBLES.get(row.trouble, "")}
    shown |= {"percent": lists.percent(row), "is_part": bool(getattr(request, "htmx", False))}
    shown["seconds"] = int(((row.ended or now) - row.started).total_seconds()) if row.started else 0
    shown["is_quiet"] = not shown["state"].is_over and now - (row.heard or row.made) > policy.SILENT
    shown["share"] = policy.share(row.value, row.bound)
    shown["found"] = queries.answers(viewer, row).count() if shown["state"].is_over else 0
    shown["result"] = "cohorts:tested" if row.kind == Kind.PATHWAY else "cohorts:compared"
    return pages.render(request, "cohorts/run.html", shown, fragment="progress")


@pages.signed_in
@require_POST
def stop(request: HttpRequest, run: UUID) -> HttpResponse:
    """Stops it; what was found stays."""
    viewer, row = _run(request, run)
    try:
        state = actions.stop_run(run=row, by=viewer)
    except policy.Refused as refused:
        messages.error(request, sentence(refused))
        return pages.redirect(request, "cohorts:run", "", row.pk)
    said = _("Stopped.") if state is State.STOPPED else _("It stops within a few seconds. What was found stays.")
    return pages.redirect(request, "cohorts:run", said, row.pk)


@pages.signed_in
def compared(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """The plans as they are beside what is proposed, who would get less than now first."""
    viewer, row = _run(request, run)
    if row.kind != Kind.TOGETHER:
        raise Http404
    rows, table = comparing.compared(viewer, row), lists.compared(row, whole="export" in request.GET)
    _looked(viewer, [one.learner for one in rows])
    file = table.export(request, rows)
    if file:
        return file
    page = table.page_of(request, rows)
    shown = {"run": row, "rows": rows, "table": page, "totals": comparing.totals(rows), "Verdict": lists.VERDICTS}
    shown |= {"title": lists.title(row, plans.pathway), "funder": comparing.funder_label, "state": State(row.state)}
    return pages.render(request, "cohorts/compared.html", shown)


@pages.signed_in
def one(request: HttpRequest, run: UUID, learner: UUID) -> HttpResponse:
    """One learner: outcome by outcome now and then, what is new, what it costs and who pays, why not more."""
    viewer, row = _run(request, run)
    found = next((c for c in comparing.compared(viewer, row, only=learner)), None)
    if found is None:
        raise Http404
    _looked(viewer, [found.learner])
    shown = {"run": row, "one": found, "title": lists.title(row, plans.pathway), "funder": comparing.funder_label}
    shown |= {"verdict": lists.VERDICTS[found.verdict], "minutes": lists.minutes, "difference": lists.difference}
    return pages.render(request, "cohorts/one.html", shown)


@pages.signed_in
def tested(request: HttpRequest, run: UUID) -> HttpResponseBase:
    """For whom a pathway would work, from when; for whom not yet, and why."""
    viewer, row = _run(request, run)
    if row.kind != Kind.PATHWAY:
        raise Http404
    found, table = testing.tested(viewer, row), lists.tested(row)
    _looked(viewer, [one.learner for one in found.rows])
    file = table.export(request, list(found.rows))
    if file:
        return file
    shown = {"run": row, "found": found, "table": table.page_of(request, list(found.rows)), "state": State(row.state)}
    shown |= {"title": lists.title(row, plans.pathway), "bars": lists.bars(found)}
    return pages.render(request, "cohorts/tested.html", shown)


def _planner(request: HttpRequest) -> Any:
    """Who looks; 403 where planning for several is not part of their work."""
    decision = queries.may_ask(request.user)  # type: ignore[arg-type]
    if not decision:
        raise PermissionDenied(decision.because)
    return request.user


def _run(request: HttpRequest, key: UUID) -> tuple[Any, Any]:
    """A run of the viewer's own; 404 where there is none, or planning is not part of their work (any more)."""
    viewer: Any = request.user
    row = queries.run(viewer, key)
    if row is None or not queries.may_ask(viewer):
        raise Http404
    return viewer, row


def _choices(viewer: Any) -> dict[str, Any]:
    return {
        "organisations": queries.my_organisations(viewer),
        "councils": queries.councils(viewer),
        "years": queries.years(viewer),
    }


def _ask(request: HttpRequest, form: Any, title: str, template: str) -> HttpResponse:
    if form.is_valid():
        try:
            made = actions.ask_about_many(wanted=form.wanted, by=request.user)  # type: ignore[arg-type]
        except policy.Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            return pages.redirect(request, "cohorts:run", _("The planner has been asked. No plan changes."), made.pk)
    return pages.render(request, template, {"form": form, "title": title})


def _looked(viewer: Any, learners: Iterable[Any]) -> None:
    """Whoever sees what the planner says of somebody sees something of all that it was made from."""
    keys = shared.keys(viewer)
    for learner in sorted(learners, key=lambda one: one.public_id):  # chains are locked in the same order by all
        seen = [c for c in (*planning.READ, Category.FINANCE) if learner.pk * CATEGORIES_PER_LEARNER + c.number in keys]
        sharing.record_look(learner=learner, categories=seen, by=viewer)
