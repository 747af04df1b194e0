"""What is kept about me: all of it to take away, to look at, to put right. For the learner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.core.tables import Column, Empty, Table
from wraparound.learners import queries as learners
from wraparound.records import actions, queries, showing
from wraparound.records.policy_exports import State

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wraparound.records.showing import Part, Shown

ROWS = 8  # on a page
LATEST = 3  # claims beside the rest


@pages.signed_in
@pages.learner_page
def mine(request: HttpRequest, learner: UUID) -> HttpResponse:
    """The ways on; the file to take away, and how far it is; what I asked for."""
    about, viewer = me(request, learner)
    refused = ""
    if request.method == "POST":
        try:
            actions.ask_for_export(learner=about, by=viewer)
        except NotAllowed as no:
            refused = sentence(no)
        else:
            return pages.redirect(request, "records:mine", _("We put it together now."), learner)
    claims = queries.claims(viewer, about)
    shown = {
        "about": about,
        "export": queries.exports(viewer, about).first(),
        "State": State,
        "refused": refused,
        "claims": claims if request.GET.get("all") else claims[:LATEST],
        "has_more": len(claims) > LATEST and not request.GET.get("all"),
    }
    return pages.render(request, "records/mine.html", shown, fragment="export")


@pages.signed_in
def file(request: HttpRequest, learner: UUID, export: UUID) -> HttpResponse:
    """The file; 404 where it is gone."""
    about, viewer = me(request, learner)
    found = queries.export(viewer, about, export)
    content = actions.fetch_export(export=found, by=viewer) if found is not None and found.is_kept else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="about-me-{clock.today().isoformat()}.zip"'
    return answer


@pages.signed_in
@pages.learner_page
def held(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What is kept, by groups; the rows of one, each of which can be said to be wrong."""
    about, viewer = me(request, learner)
    parts = showing.parts(queries.everything(viewer, about), queries.beside(viewer, about))
    chosen = request.GET.get("part")
    if chosen is None:
        return pages.render(request, "records/held.html", {"about": about, "groups": parts})
    part = next((one for one in parts if one.slug == chosen), None)
    if part is None:
        raise Http404
    shown = {"about": about, "part": part, "table": _table(part).page_of(request, part.rows)}
    return pages.render(request, "records/part.html", shown)


def me(request: HttpRequest, public_id: UUID) -> tuple[Any, Any]:
    """The learner of the address, and the viewer, who are the same; 404 for everybody else."""
    viewer: Any = request.user
    found = learners.learner(viewer, public_id)
    if found is None or found.person_id != viewer.pk:
        raise Http404
    return found, viewer


def _table(part: Part) -> Table[Shown]:
    columns: list[Column[Shown]] = [Column("what", _("What"), lambda row: row.title)]
    return Table("held", part.title, columns, Empty(_("Nothing is kept here")), per_page=ROWS)
