"""Lists over many learners: my caseload, reviews that are due, open flags; and choosing one of my learners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.directory import queries as directory
from wraparound.plans import actions, from_caseload
from wraparound.plans.kinds_of_lists import Due, PlanState
from wraparound.plans.kinds_of_reviews import ReviewKind
from wraparound.plans.queries import caseload, lists
from wraparound.plans.queries import words as named
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.core.tables import TablePage

MANY = 12  # more than so many learners are searched for


@pages.signed_in
def plans(request: HttpRequest) -> HttpResponseBase:
    """The learners whose plan is open to the viewer, what waits for them first."""
    viewer: Any = request.user
    rows, table = caseload.caseload(viewer), _caseload()
    if (file := taken_away(request, table, rows)) is not None:
        return file
    shown = {"table": _looked_at(request, table, rows), "states": [(s, _many(rows, s)) for s in PlanState]}
    shown["ways"] = pages.links_of(from_caseload.ways, request)
    return pages.render(request, "plans/list.html", shown)


@pages.signed_in
def reviews_due(request: HttpRequest) -> HttpResponseBase:
    """Reviews that are planned, the overdue first, and who has none."""
    viewer: Any = request.user
    about = _("What is planned and was not held yet. At the end stand those for whom no review is planned.")
    return _of_all(request, lists.reviews_due(viewer), _reviews(), _("Reviews that are due"), about)


@pages.signed_in
def flags_open(request: HttpRequest) -> HttpResponseBase:
    """What somebody should look at, with who does."""
    viewer: Any = request.user
    about = _("Something happened, and one person looks at it by a day.")
    return _of_all(request, lists.flags_open(viewer), _flags(), _("What to look at, of all my learners"), about)


@pages.signed_in
def put(request: HttpRequest, offering: UUID) -> HttpResponse:
    """In whose plan an offering of the local offer is to be put."""

    def into(learner: Any, found: Any) -> str:
        return f"{reverse('plans:new-line', args=[learner.public_id])}?offering={found.public_id}"

    return _choose(request, offering, _("In whose plan?"), "", into)


@pages.signed_in
def why_not_for(request: HttpRequest, offering: UUID) -> HttpResponse:
    """For whom somebody asks why an offering is not in the plan."""

    def ask(learner: Any, found: Any) -> str:
        return reverse("plans:why-not", args=[learner.public_id, found.public_id])

    about = _("Choose one of your learners. The planner says what stands in the way, and the first step.")
    return _choose(request, offering, _("Why not this, and for whom?"), about, ask)


def taken_away(request: HttpRequest, table: Table[Any], rows: Sequence[Any]) -> HttpResponse | None:
    """The file of a list, where one was asked for; each learner in it is told. None where a page was asked for."""
    file = table.export(request, rows)
    if file is not None:
        viewer: Any = request.user
        found = table.rows_of(request, rows)
        actions.take_list_away(name=table.name, learners=[row.learner for row in found], by=viewer)
    return file


def _of_all(request: HttpRequest, rows: Sequence[Any], table: Table[Any], title: str, about: str) -> HttpResponseBase:
    """A list as a page, or as the file that was asked for."""
    if (file := taken_away(request, table, rows)) is not None:
        return file
    shown = {"table": _looked_at(request, table, rows), "title": title, "about": about}
    return pages.render(request, "plans/list_of_all.html", shown)


def _looked_at(request: HttpRequest, table: Table[Any], rows: Sequence[Any]) -> TablePage:
    """The page of a list that was asked for. Of each learner on it, one look a day: who they are, how the plan is."""
    viewer: Any = request.user
    page = table.page_of(request, rows)
    of_them, seen = {row.learner.public_id for row in page.these}, [Category.IDENTITY, Category.PLAN]
    sharing.record_looks(learners=of_them, categories=seen, page="list", by=viewer)
    return page


def _choose(
    request: HttpRequest, offering: UUID, title: str, about: str, to: Callable[[Any, Any], str]
) -> HttpResponse:
    """One of the learners with whom the viewer composes; searched and paged where they are many.

    No look: it says names to choose from, to somebody who composes with them, and nothing of a plan.
    """
    viewer: Any = request.user
    found = directory.offerings(viewer).filter(public_id=offering).first()
    if found is None:
        raise Http404
    rows = caseload.composed_with(viewer)
    table = Table[Any](
        "learners",
        title,
        [Column("name", _("Name"), lambda r: r.name, sort="name", href=lambda r: to(r, found))],
        Empty(_("No plan is open to you in which you take part.")),
        search=["name"] if len(rows) > MANY else [],
        search_label=_("Name"),
        sorted_by="name",
    )
    shown = {"offering": found, "name": named.offering_name(viewer, found), "title": title, "about": about}
    return pages.render(request, "plans/put.html", {**shown, "table": table.page_of(request, rows)})


def _many(rows: Sequence[caseload.CaseloadRow], state: PlanState) -> int:
    return sum(row.state is state for row in rows)


def _caseload() -> Table[Any]:
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    return Table(
        name="caseload",
        caption=_("My caseload"),
        columns=[
            Column("name", _("Name"), lambda r: r.name, sort="name", href=_plan),
            Column("needs-me", _("Waits for you"), lambda r: r.needs_me, sort="needs_me", shown=_needs),
            Column("state", _("How far it is"), _state, sort="far"),
            Column("review", _("Next review"), lambda r: r.review, sort="review", shown=_review),
            Column("flags", _("To look at"), lambda r: r.flags, sort="flags", is_number=True),
            Column("troubles", _("Not right yet"), lambda r: r.troubles, sort="troubles", is_number=True),
            Column("lines", _("Parts of the plan"), lambda r: r.lines, sort="lines", is_number=True),
            Column("next", _("Next start"), lambda r: r.next_start, sort="next_start", shown=_next),
        ],
        empty=Empty(
            _("No plans yet"), _("Plans appear here when a learner shares theirs with you or your organisation.")
        ),
        filters=[
            Filter("waits", _("Waits for you"), "waits", yes_no),
            Filter("state", _("How far it is"), "state", _choices(PlanState)),
            Filter("review-due", _("Next review"), "review_due", _choices(Due)),
            Filter("flagged", _("Something to look at"), "flagged", yes_no),
            Filter("troubled", _("Something not right yet"), "troubled", yes_no),
        ],
        search=["name"],
        search_label=_("Name"),
        sorted_by="-needs-me",
    )


def _reviews() -> Table[Any]:
    return Table(
        name="reviews-due",
        caption=_("Reviews that are due"),
        columns=[
            Column("name", _("Learner"), lambda r: r.name, sort="name", href=_reviews_of),
            Column("due", _("How soon"), lambda r: str(r.due.label)),
            Column("on", _("When"), lambda r: r.on, sort="on"),
            Column("kind", _("What sort"), lambda r: str(r.kind.label) if r.kind else ""),
            Column("organisation", _("Organisation"), lambda r: r.organisation, sort="organisation"),
            Column("lead", _("Who leads"), lambda r: r.lead, sort="lead"),
        ],
        empty=Empty(_("No plans yet"), _("Reviews appear here when a learner shares their plan with you.")),
        filters=[
            Filter("due", _("How soon"), "due", _choices(Due)),
            Filter("kind", _("What sort"), "kind", _choices(ReviewKind)),
        ],
        search=["name", "organisation", "lead"],
        search_label=_("Name or organisation"),
        sorted_by="on",
    )


def _flags() -> Table[Any]:
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    return Table(
        name="flags",
        caption=_("What to look at"),
        columns=[
            Column("name", _("Learner"), lambda r: r.name, sort="name", href=_flags_of),
            Column("kind", _("What happened"), lambda r: str(r.kind.label)),
            Column("words", _("In words"), lambda r: r.words),
            Column("owner", _("Who looks at it"), lambda r: r.owner or _("Somebody"), sort="owner"),
            Column("due", _("By when"), lambda r: r.due, sort="due", shown=_by),
        ],
        empty=Empty(_("Nothing to look at"), _("When something happens, it stands here with a name and a day.")),
        filters=[
            Filter("mine", _("Mine to look at"), "mine", yes_no),
            Filter("overdue", _("The day is past"), "overdue", yes_no),
        ],
        search=["name", "owner", "words"],
        search_label=_("Name or words"),
        sorted_by="due",
    )


def short_day(day: date) -> str:
    """7 Sep 2026: for a narrow column."""
    return date_format(day, "j M Y")


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in kinds]


def _plan(row: Any) -> str:
    return reverse("plans:plan", args=[row.learner.public_id])


def _reviews_of(row: Any) -> str:
    return reverse("plans:reviews", args=[row.learner.public_id])


def _flags_of(row: Any) -> str:
    return reverse("plans:flags", args=[row.learner.public_id])


def _state(row: Any) -> str:
    said = str(row.state.label)
    return _("%(state)s: %(who)s") % {"state": said, "who": ", ".join(row.waits_for)} if row.waits_for else said


def _review(row: Any) -> str:
    if row.review is None:
        return _("None planned")
    said = short_day(row.review)
    return _("%(day)s, overdue") % {"day": said} if row.review_due is Due.OVERDUE else said


def _next(row: Any) -> str:
    return short_day(row.next_start) if row.next_start else ""


def _by(row: Any) -> str:
    said = short_day(row.due)
    return _("%(day)s, overdue") % {"day": said} if row.is_overdue else said


def _needs(row: Any) -> str:
    said = [
        (row.questions, _("questions: %(n)d")),
        (row.to_accept, _("to accept: %(n)d")),
        (row.suggestions, _("suggestions: %(n)d")),
        (row.to_sign, _("to sign: %(n)d")),
    ]
    return ", ".join(words % {"n": n} for n, words in said if n) or _("Nothing")
