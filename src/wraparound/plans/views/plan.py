"""My caseload, a learner's plan, and how it became what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.directory import queries as directory
from wraparound.plans import queries
from wraparound.plans.kinds import Area
from wraparound.plans.queries import words as named
from wraparound.plans.queries.caseload import caseload
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
def plans(request: HttpRequest) -> HttpResponseBase:
    """The learners whose plan is open to the viewer, with what waits for them."""
    viewer: Any = request.user
    rows, table = caseload(viewer), _table()
    file = table.export(request, rows)
    return file or pages.render(request, "plans/list.html", {"table": table.page_of(request, rows)})


@pages.signed_in
def put(request: HttpRequest, offering: UUID) -> HttpResponse:
    """In whose plan an offering of the local offer is to be put."""
    viewer: Any = request.user
    found = directory.offerings(viewer).filter(public_id=offering).first()
    if found is None:
        raise Http404
    shown = {"offering": found, "name": named.offering_name(viewer, found), "rows": caseload(viewer)}
    return pages.render(request, "plans/put.html", shown)


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
    names = named.words(here.viewer, here.about)
    entries = told(queries.history(here.viewer, here.about, who=names.people), names)
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


def _table() -> Table[Any]:
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    return Table(
        name="caseload",
        caption=_("My caseload"),
        columns=[
            Column("name", _("Name"), lambda r: r.name, sort="name", href=_address),
            Column("needs-me", _("Waits for you"), lambda r: r.needs_me, sort="needs_me", shown=_needs),
            Column("troubles", _("Not right yet"), lambda r: r.troubles, sort="troubles", is_number=True),
            Column("lines", _("Parts of the plan"), lambda r: r.lines, sort="lines", is_number=True),
            Column("next", _("Next start"), lambda r: r.next_start, sort="next_start", shown=_next),
        ],
        empty=Empty(
            _("No plans yet"), _("Plans appear here when a learner shares theirs with you or your organisation.")
        ),
        filters=[
            Filter("waits", _("Waits for you"), "waits", yes_no),
            Filter("troubled", _("Something not right yet"), "troubled", yes_no),
        ],
        search=["name"],
        search_label=_("Name"),
        sorted_by="name",
    )


def _address(row: Any) -> str:
    return reverse("plans:plan", args=[row.learner.public_id])


def _next(row: Any) -> str:
    return in_words(row.next_start)


def _needs(row: Any) -> str:
    said = [
        (row.questions, _("questions: %(n)d")),
        (row.to_accept, _("to accept: %(n)d")),
        (row.suggestions, _("suggestions: %(n)d")),
        (row.to_sign, _("to sign: %(n)d")),
    ]
    return ", ".join(words % {"n": n} for n, words in said if n) or _("Nothing")
