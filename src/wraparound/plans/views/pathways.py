"""Pathways, read by everybody to whom they are open: as a picture, as a table, with the guide; and taken over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import clock, pages
from wraparound.plans import actions, pathways, policy
from wraparound.plans.forms import pathways as forms
from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import Bar, Pathway, TermSpan
from wraparound.plans.pictures import pathway as drawn
from wraparound.plans.queries import pathways as queries
from wraparound.plans.views.common import done, found_or_404, needed
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

OPEN = "patterns of plans, with nothing of any learner: the site's own, and those that organisations offer to everybody"
TERMS_A_YEAR = ((1, 1), (5, 1), (9, 1))  # months and days, for the picture alone


def reader(request: HttpRequest) -> Any:
    """Whoever has signed in; None for a visitor."""
    return request.user if request.user.is_authenticated else None


@pages.public(reason=OPEN)
def all_pathways(request: HttpRequest) -> HttpResponse:
    """The library, what organisations wrote, and what is being written in the viewer's own."""
    viewer = reader(request)
    ours = queries.writes_for(viewer)
    keys = frozenset(o.pk for o in ours)
    rows = queries.all_pathways(viewer)
    shown: dict[str, Any] = {
        "library": [p for p in rows if not p.organisation],
        "ours": [p for p in rows if p.organisation_key in keys],
        "others": [p for p in rows if p.organisation and p.organisation_key not in keys],
        "drafts": queries.drafts(viewer).filter(organisation__in=keys) if keys else [],
        "retired": queries.retired_pathways(viewer, keys) if keys else [],
        "may_write": bool(ours),
    }
    return pages.render(request, "plans/pathways.html", shown)


@pages.public(reason=OPEN)
def pathway(request: HttpRequest, key: UUID, number: int | None = None) -> HttpResponse:
    """One pathway in its newest version or another: picture, table, and the guide for the receiving side."""
    viewer = reader(request)
    found = found_or_404(queries.pathway(viewer, key, number))
    versions = queries.versions_of(viewer, key)
    ours = queries.writes_for(viewer)
    keeps = any(o.pk == found.organisation_key for o in ours)
    newest = versions[0][0] if versions else found.number
    shown = {
        "pathway": found,
        "versions": versions,
        "newest": newest,
        "is_newest": found.number == newest,
        "keeps": keeps,
        "draft": queries.draft_of(viewer, key) if keeps else None,
        "copiers": ours,
    }
    return pages.render(request, "plans/pathway_page.html", {**shown, **preview(found.name, found.steps)})


@pages.signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A pathway from nothing."""
    viewer: Any = request.user
    ours = {str(o.public_id): o for o in queries.writes_for(viewer)}
    if not ours:
        needed(policy.may_keep_pathways((), 0))
    form = forms.NewPathwayForm(request.POST or None, organisations=[(key, o.name) for key, o in ours.items()])
    if form.is_valid():
        said = form.cleaned_data
        told = {"name": said["name"], "words": said["words"], "by": viewer}
        draft = actions.begin_draft(organisation=ours[said["organisation"]], **told)
        return pages.redirect(request, "plans:draft", _("Now add its steps."), draft.pk)
    return pages.render(request, "plans/pathway_new.html", {"form": form})


@pages.signed_in
@require_POST
def take(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Writes on a pathway of one's own organisation, or on a copy of another."""
    viewer: Any = request.user
    found = found_or_404(queries.pathway(viewer, key, number))
    asked = request.POST.get("organisation", "")
    ours = found_or_404(next((o for o in queries.writes_for(viewer) if str(o.public_id) == asked), None))
    draft = actions.begin_draft(organisation=ours, of=found, by=viewer)
    return pages.redirect(
        request, "plans:draft", _("Change what you like. Nothing is in use before you say so."), draft.pk
    )


@pages.signed_in
@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    """No plan begins from it any more; or plans begin from it again."""
    viewer: Any = request.user
    found = found_or_404(queries.pathway(viewer, key))
    retired = request.POST.get("do") == "retire"
    message = _("No plan begins from it any more. Plans that did stay as they are.") if retired else _("It is in use.")
    act = {"pathway": found, "retired": retired, "by": viewer}
    return done(request, lambda: actions.retire_pathway(**act), message, "plans:pathway", key)


def preview(name: str, steps: Sequence[pathways.Step]) -> dict[str, Any]:
    """What a page needs to show steps: the picture as if it began soon, and rows in words for the table."""
    titles = {step.key: step.title for step in steps}
    needs = vocabulary.labels(None, {need for step in steps for need in step.needs})
    rows = [
        {
            "step": step,
            "terms": _terms(step),
            "after": [titles[key] for key in step.after if key in titles],
            "needs": [needs.get(need, need) for need in step.needs],
        }
        for step in sorted(steps, key=lambda s: s.begins)
    ]
    begins = _begins(clock.today())
    return {"rows": rows, "picture": picture(name, steps, begins) if steps else None, "begins": begins}


def picture(name: str, steps: Sequence[pathways.Step], begins: date) -> Pathway:
    """The picture of a plan that has just these steps, with three terms a year from a day on."""
    spans = _spans(begins, pathways.length(steps))
    stretches = [pathways.Stretch(span.starts, span.ends) for span in spans]
    bars = [
        Bar(
            key=when.step.key,
            title=when.step.title,
            organisation=str(when.step.by.label) if when.step.by else None,
            starts=when.starts,
            ends=when.ends,
            state=LineState.PROPOSED,
            minutes=when.step.minutes,
            after=when.step.after,
        )
        for when in pathways.dated(steps, stretches)
    ]
    return drawn(bars, spans, title=name)


def _spans(begins: date, count: int) -> list[TermSpan]:
    first = TERMS_A_YEAR.index((begins.month, begins.day))
    starts = [
        date(begins.year + number // len(TERMS_A_YEAR), *TERMS_A_YEAR[number % len(TERMS_A_YEAR)])
        for number in range(first, first + count + 1)
    ]
    return [
        TermSpan(_("Term %(number)d") % {"number": n + 1}, starts[n], starts[n + 1] - timedelta(days=15))
        for n in range(count)
    ]


def _begins(today: date) -> date:
    days = (date(year, *day) for year in (today.year, today.year + 1) for day in TERMS_A_YEAR)
    return next(day for day in days if day > today)


def _terms(step: pathways.Step) -> str:
    if step.lasts == 1:
        return _("Term %(number)d") % {"number": step.begins + 1}
    return _("Term %(first)d to %(last)d") % {"first": step.begins + 1, "last": step.begins + step.lasts}
