"""A learner's plan, and how it became what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.plans import queries
from wraparound.plans.kinds import Area
from wraparound.plans.queries import words as named
from wraparound.plans.troubles import WORDS
from wraparound.plans.views.common import OF_A_PLAN, plan_of
from wraparound.plans.views.drawn import pictures
from wraparound.plans.views.mending import mend
from wraparound.plans.views.own import own
from wraparound.plans.views.progress import around
from wraparound.plans.wording import OF, told
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

PAGE = 50


@pages.signed_in
def plan(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """The whole plan: what the learner wants, and its lines in order of time."""
    here = plan_of(request, learner)
    if here.standing.is_the_learner:
        return own(request, here)
    page = queries.plan_page(here.viewer, here.about)
    sharing.record_look(learner=here.about, categories=here.standing.open & OF_A_PLAN, by=here.viewer)
    shown = {
        "here": here,
        "about": here.about,
        "plan": page,
        "by_area": [(a, [o for o in page.outcomes if o.area == a]) for a in Area],
        "troubles": WORDS,
        "mend": lambda line, slug: mend(here, line, slug),
        "may_add": here.may_write() or here.may_write(Category.PLACEMENTS),
        "sees_versions": Category.PLAN in here.standing.open,
        "sees_money": Category.FINANCE in here.standing.open,
        "may_cut": here.may_write(),
        "may_want": here.may_write(Category.OUTCOMES),
        "pictures": pictures(here.viewer, page, here.name),
        **around(here),
    }
    return pages.render(request, "plans/plan.html", shown)


@pages.signed_in
def history(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What changed, the newest first; all of the plan, a line, or what one person did."""
    here = plan_of(request, learner)
    steps = queries.history(here.viewer, here.about, who=here.people)
    names = named.words(here.viewer, here.about, [(s.field, s.value) for s in steps], people=here.people)
    entries = told(steps, names)
    sharing.record_look(learner=here.about, categories=here.standing.open & OF_A_PLAN, by=here.viewer)
    rows = {e.row: f"{e.title} ({str(OF[e.of]).lower()})" for e in entries}
    who = sorted({e.who for e in entries if e.who})
    row, by = request.GET.get("row", ""), request.GET.get("who", "")
    found = [e for e in entries if row in ("", e.row) and by in ("", e.who)]
    most = PAGE * _number(request.GET.get("pages", "1"))
    shown = {"here": here, "about": here.about, "entries": found[:most], "rows": rows, "people": who, "row": row}
    shown |= {"who": by, "of": OF, "more": most // PAGE + 1 if len(found) > most else 0}
    return pages.render(request, "plans/history.html", shown)


def _number(said: str) -> int:
    return min(int(said), 1000) if said.isdigit() and int(said) > 0 else 1
