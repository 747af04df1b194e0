"""Progress against each outcome, how days went, and flags that a named person looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.plans import actions, queries
from wraparound.plans.forms import reviewing as forms
from wraparound.plans.forms.saying import voice
from wraparound.plans.kinds_of_reviews import FlagKind, Stage
from wraparound.plans.views.common import OF_A_PLAN, asks, carried_out, found_or_404, line_of, needed, plan_of
from wraparound.plans.views.talking import ways_of
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.views.common import Here

WANTS = frozenset({Category.OUTCOMES})


@pages.signed_in
def progress(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Each outcome with where the learner began, the steps, the evidence, what they say, and what was reached."""
    here = plan_of(request, learner, WANTS)
    sharing.record_look(learner=here.about, categories=WANTS, by=here.viewer)
    notes = queries.progress(here.viewer, here.about)
    wanted = list(queries.outcomes(here.viewer, here.about))
    rows = [(o, [(s, [n for n in notes.get(o.pk, []) if n.stage is s]) for s in Stage]) for o in wanted]
    shown = {"here": here, "about": here.about, "rows": rows, "may_write": here.may_write(Category.OUTCOMES)}
    return pages.render(request, "plans/progress.html", shown)


@pages.signed_in
def note(request: HttpRequest, learner: UUID, outcome: UUID) -> HttpResponse:
    """A note on an outcome."""
    here = plan_of(request, learner, WANTS)
    needed(here.may_write(Category.OUTCOMES))
    row = found_or_404(queries.outcome(here.viewer, here.about, outcome))
    ways, ours = ways_of(here)
    form = forms.ProgressForm(request.POST or None, ways=ways)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said_by, _organisation = voice(said.pop("way"), ours)
        if carried_out(form, lambda: actions.note_progress(outcome=row, said_by=said_by, **said, by=here.viewer)):
            return pages.redirect(request, "plans:progress", _("We kept it."), here.about.public_id)
    back = pages.url_if("plans:progress", here.about.public_id)
    return asks(request, here, form, _("Note progress"), _("Save"), back, note=row.words)


@pages.signed_in
def days(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """How the days of a line went, and one more: made for twenty seconds at the end of a session."""
    here, row = line_of(request, learner, line)
    sharing.record_look(learner=here.about, categories={row.kept_in}, by=here.viewer)
    may_write = here.may_write(row.kept_in)
    ways, ours = ways_of(here)
    usual = next((way for way, _words in ways if voice(way, ours)[1] is not None), "")  # made for twenty seconds
    first = {"on": clock.today(), "way": usual} if usual else {"on": clock.today()}
    form = forms.DayForm(request.POST or None, ways=ways, initial=first) if may_write and ways else None
    if form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        said_by, _organisation = voice(said.pop("way"), ours)
        if carried_out(form, lambda: actions.say_how_it_went(line=row, said_by=said_by, **said, by=here.viewer)):
            return pages.redirect(request, "plans:days", _("We kept it."), here.about.public_id, row.pk)
    shown = {
        "here": here,
        "about": here.about,
        "line": row,
        "form": form,
        "days": queries.days(here.viewer, here.about, row),
    }
    return pages.render(request, "plans/days.html", shown)


@pages.signed_in
def flags(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What somebody should look at, and what was done before."""
    here = plan_of(request, learner)
    sharing.record_look(learner=here.about, categories=here.standing.open & OF_A_PLAN, by=here.viewer)
    rows = _flags(here, queries.flags(here.viewer, here.about, settled=True))
    shown: dict[str, Any] = {"open": [r for r in rows if not r[0].ended], "settled": [r for r in rows if r[0].ended]}
    shown |= {"here": here, "about": here.about, "today": clock.today(), "may_write": here.may_write()}
    return pages.render(request, "plans/flags.html", shown)


def around(here: Here) -> dict[str, Any]:
    """What the page of a plan shows before the plan: what somebody should look at, and when the learner leaves."""
    return {
        "flags": _flags(here, queries.flags(here.viewer, here.about)),
        "leaving": list(queries.leaving(here.viewer, here.about)),
        "sees_wishes": Category.OUTCOMES in here.standing.open,
        "today": clock.today(),
    }


def _flags(here: Here, rows: Iterable[Any]) -> list[tuple[Any, FlagKind, str, bool]]:
    """Each flag with its kind, its owner's name, and whether the viewer may say what was done."""
    found = list(rows)
    people = queries.names(here.viewer, here.about) if found else {}

    def may_settle(flag: Any) -> bool:
        return not flag.ended and bool(here.may_write(flag.kept_in))

    return [(f, FlagKind(f.kind), people.get(f.owner_id, ""), may_settle(f)) for f in found]


@pages.signed_in
def raise_flag(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Something that a named person should look at."""
    here = plan_of(request, learner, {Category.PLAN})
    needed(here.may_write())
    people = here.choosable().people
    form = forms.FlagForm(request.POST or None, people=[(key, name) for key, (_p, name) in people.items()])
    if form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        said["owner"] = people[said["owner"]][0]
        if carried_out(form, lambda: actions.raise_flag(learner=here.about, **said, by=here.viewer)):
            return pages.redirect(request, "plans:flags", _("We kept it."), here.about.public_id)
    back = pages.url_if("plans:flags", here.about.public_id)
    return asks(request, here, form, _("What should somebody look at?"), _("Save"), back)


@pages.signed_in
def settle_flag(request: HttpRequest, learner: UUID, flag: UUID) -> HttpResponse:
    """Somebody looked, and says what was done."""
    here = plan_of(request, learner)
    row = found_or_404(queries.flag(here.viewer, here.about, flag))
    needed(here.may_write(row.kept_in))
    form = forms.SettleForm(request.POST or None)
    if form.is_valid() and carried_out(
        form, lambda: actions.settle_flag(flag=row, **form.cleaned_data, by=here.viewer)
    ):
        return pages.redirect(request, "plans:flags", _("We kept it."), here.about.public_id)
    back = pages.url_if("plans:flags", here.about.public_id)
    return asks(
        request, here, form, _("What was done?"), _("Save"), back, note=row.words or str(FlagKind(row.kind).label)
    )
