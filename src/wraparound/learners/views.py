"""My learners, a learner's page, and two records of one learner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Table
from wraparound.learners import actions, forms, open_parts, queries
from wraparound.learners.policy import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def subject(request: HttpRequest, public_id: UUID) -> Any:
    """The learner of the address; 404 where there is none or they are not open to the viewer."""
    found = queries.learner(request.user, public_id)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


@pages.signed_in
def learners(request: HttpRequest) -> HttpResponse:
    """The learners whose identity is open to the viewer."""
    viewer: Any = request.user
    may_add = bool(queries.intake_organisations(viewer))
    rows, table = queries.my_learners(viewer), _table(may_add)
    if (file := table.export(request, rows)) is not None:
        found = table.rows_of(request, rows)
        open_parts.listed(request, found, Category.IDENTITY, page="list-file", taken=True)
        return file
    # No look: on the way to a learner it says a name, which the viewer knows, and nothing that the learner said.
    shown = {"table": table.page_of(request, rows), "may_add": may_add}
    return pages.render(request, "learners/list.html", shown)


@pages.signed_in
def learner(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Name, circle, and what is open to the viewer."""
    about = subject(request, learner)
    viewer: Any = request.user
    standing = queries.standing(viewer, about)
    shown = {
        "about": about,
        "circle": queries.circle(viewer, about),
        "standing": standing,
        "parts_open": [part for part in open_parts.of(viewer, about) if part.is_open],
        "may_invite_learner": about.person_id is None,
        "links": open_parts.links(request, about),
    }
    open_parts.looked(request, about, Category.IDENTITY, page="learner")
    return pages.render(request, "learners/learner.html", shown)


@pages.signed_in
def merge(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Says that another record is the same learner; the record of this page stays."""
    about = subject(request, learner)
    viewer: Any = request.user
    mine = queries.leads_for(viewer)
    if about.pk not in mine:
        raise PermissionDenied
    others = {str(one.public_id): one for one in queries.my_learners(viewer) if one.pk in mine - {about.pk}}
    form = forms.Merge(request.POST or None, others=[(k, f"{o.name}, {in_words(o.born)}") for k, o in others.items()])
    if form.is_valid():
        try:
            made = actions.merge_learners(kept=about, merged=others[form.cleaned_data["other"]], by=viewer)
        except Refused as refused:
            form.add_error("other", str(refused).capitalize() + ".")
        else:
            said = (
                _("The two records are one now.") if not made.stayed else _("The two records are one. See what stayed.")
            )
            return pages.redirect(request, "learners:merge", said, about.public_id)
    shown = {"about": about, "form": form, "others": others, "merges": queries.merges(viewer, about)}
    return pages.render(request, "learners/merge.html", shown)


@pages.signed_in
@require_POST
def undo_merge(request: HttpRequest, learner: UUID, merge: UUID) -> HttpResponse:
    """Two records again."""
    about = subject(request, learner)
    found = queries.merge(request.user, about, merge)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    try:
        actions.undo_merge(merge=found, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        raise PermissionDenied from refused
    return pages.redirect(request, "learners:merge", _("They are two records again."), about.public_id)


def _table(may_add: bool) -> Table[Any]:
    href = pages.url_if("learners:new") if may_add else ""
    text = _("Learners appear here when they are shared with you.")
    return Table(
        name="learners",
        caption=_("My learners"),
        columns=[
            Column("name", _("Name"), lambda one: one.name, sort="name", href=_address),
            Column("known-as", _("Called"), lambda one: one.known_as),
            Column("part", _("Your part"), lambda one: ", ".join(sorted({p.get_part_display() for p in one.mine}))),
        ],
        empty=Empty(_("No learners yet"), text, href, _("Write down a learner") if may_add else ""),
        search=["name", "known_as"],
        search_label=_("Name"),
        sorted_by="name",
    )


def _address(one: Any) -> str:
    return pages.url_if("learners:learner", one.public_id)
