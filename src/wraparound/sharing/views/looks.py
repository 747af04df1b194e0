"""Who looked, for the learner; \"this seems wrong\"; and the page on which the person who was asked answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.learners import queries as learners
from wraparound.sharing import actions, queries
from wraparound.sharing.forms.looks import AnswerForm, WrongForm
from wraparound.sharing.wording_looks import labels

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.sharing.queries import ConcernView, LookLine

LINES = 12  # so many on a page
LATEST = 3  # concerns beside the list


@pages.signed_in
@pages.learner_page
def looks(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """Who looked at me: a line for each person, day and kind of page; where the chain ends; what I said seems wrong."""
    about, viewer = _me(request, learner)
    rows = queries.looks(viewer, about)
    table = _table({row.person: row.who for row in rows})
    if (file := table.export(request, rows)) is not None:
        return file
    mine = queries.concerns(viewer, about)
    shown = {
        "about": about,
        "table": table.page_of(request, rows),
        "chain": queries.chain_head(viewer, about, check=bool(request.GET.get("check"))),
        "concerns": mine[:LATEST],
        "has_more": len(mine) > LATEST,
    }
    return pages.render(request, "sharing/looks.html", shown)


@pages.signed_in
@pages.learner_page
def wrong(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Something seems wrong to me: my words, and who gets them, said before they are sent."""
    about, viewer = _me(request, learner)
    line = _line(viewer, about, request.POST.get("line") or request.GET.get("line", ""))
    hearers = queries.who_hears(viewer, about, line)
    form = WrongForm(request.POST or None, hearers=hearers, initial={"line": line.event if line else ""})
    if hearers and form.is_valid():
        said = {"words": form.cleaned_data["words"], "to": form.chosen_person, "event": line.event if line else None}
        try:
            made = actions.raise_concern(learner=about, **said, by=viewer)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "sharing:concern", _("We sent it."), made.pk)
    shown = {"about": about, "line": line, "form": form, "hearers": hearers}
    return pages.render(request, "sharing/looks_wrong.html", shown)


@pages.signed_in
def concerns(request: HttpRequest) -> HttpResponseBase:
    """What a learner asked: what they said, for the learner; what waits for their answer, for others."""
    viewer: Any = request.user
    me = learners.me_as_learner(viewer)
    if me is not None:
        shown = {"about": me, "concerns": queries.concerns(viewer, me)}
        return _own_page(request, "sharing/looks_concerns.html", shown)
    table = _concerns()
    return pages.render(request, "sharing/concerns.html", {"table": table.page_of(request, queries.concerns(viewer))})


@pages.signed_in
def concern(request: HttpRequest, concern: UUID) -> HttpResponseBase:
    """One concern: for the learner with its answer beside it, for the person who was asked with a form to answer."""
    viewer: Any = request.user
    found = queries.concern(viewer, concern)
    if found is None:
        raise Http404
    if found.is_mine:
        return _own_page(request, "sharing/looks_concern.html", {"concern": found})
    form = None if found.answer else AnswerForm(request.POST or None)
    if form is not None and form.is_valid():
        row = queries.concern_row(viewer, found.id)
        try:
            actions.answer_concern(concern=row, **form.cleaned_data, by=viewer)  # type: ignore[arg-type]
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "sharing:concern", _("They can read your answer now."), found.id)
    return pages.render(request, "sharing/concern.html", {"concern": found, "form": form})


@pages.learner_page
def _own_page(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    return pages.render(request, template, shown)


def _me(request: HttpRequest, public_id: UUID) -> Any:
    """The learner of the address, who is the viewer; 404 for everybody else."""
    viewer: Any = request.user
    found = learners.learner(viewer, public_id)
    if found is None or found.person_id != viewer.pk:
        raise Http404
    return found, viewer


def _line(viewer: Any, about: Any, said: str) -> LookLine | None:
    """The line that was chosen; 404 where there is none of this number, None where none was chosen."""
    if not said:
        return None
    found = queries.look(viewer, about, int(said)) if said.isascii() and said.isdigit() and len(said) < 19 else None
    if found is None:
        raise Http404
    return found


def _table(people: dict[str, str]) -> Table[LookLine]:
    return Table(
        name="who-looked",
        caption=_("Who looked"),
        columns=[
            Column("day", _("Day"), lambda row: row.day),
            Column("who", _("Who"), lambda row: row.who),
            Column("for", _("For"), lambda row: ", ".join(row.organisations)),
            Column("did", _("What they did"), lambda row: row.did),
            Column("categories", _("What they saw"), lambda row: labels(row.categories)),
            Column("times", _("How often"), lambda row: row.times, is_number=True),
            Column("last", _("Last"), lambda row: row.at),
        ],
        empty=Empty(_("Nobody has looked yet"), _("When somebody reads about you, you see it here.")),
        filters=[Filter("who", _("Who"), "person", sorted(people.items(), key=lambda one: one[1]))],
        per_page=LINES,
    )


def _concerns() -> Table[ConcernView]:
    states = [("open", _("Open")), ("overdue", _("Overdue")), ("answered", _("Answered"))]
    said = {"open": _("Open"), "overdue": _("Overdue"), "answered": _("Answered")}
    return Table(
        name="concerns",
        caption=_("What seems wrong to somebody"),
        columns=[
            Column("who", _("Who asks"), lambda row: row.name, sort="name", href=_address),
            Column("made", _("When"), lambda row: row.made, sort="made", shown=lambda row: in_words(row.made.date())),
            Column("due", _("Answer by"), lambda row: row.due, sort="due", shown=lambda row: in_words(row.due)),
            Column("state", _("State"), lambda row: said[row.state]),
        ],
        empty=Empty(_("Nobody asks you"), _("Where something seems wrong to a learner, they can ask you.")),
        filters=[Filter("state", _("State"), "state", states)],
    )


def _address(row: ConcernView) -> str:
    return reverse("sharing:concern", args=[row.id])
