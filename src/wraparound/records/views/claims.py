"""Something about me is wrong, or should stop: for the learner; and the pages of whoever answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.core.jinja import in_words
from wraparound.core.tables import Column, Empty, Filter, Table
from wraparound.learners import queries as learners
from wraparound.records import actions, queries, showing
from wraparound.records.forms import claims as forms
from wraparound.records.policy_claims import Kind
from wraparound.records.selecting import writer
from wraparound.records.views.mine import me
from wraparound.sharing import queries as sharing
from wraparound.sharing.policy import Basis

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.records.queries import ClaimView
    from wraparound.records.showing import Shown
    from wraparound.sharing.queries import GrantLine


@pages.signed_in
@pages.learner_page
def wrong(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Something about me is wrong: what, what would be right, and who answers, said before it is sent."""
    about, viewer = me(request, learner)
    ref = request.POST.get("row") or request.GET.get("row", "")
    row, shown, writer = _row(viewer, about, ref)
    answerers = queries.who_answers(viewer, about, Kind.CORRECTION, writer)
    form = forms.WrongForm(request.POST or None, answerers=answerers, has_row=row is not None, initial={"row": ref})
    if answerers and form.is_valid():
        try:
            made = actions.ask_for_correction(learner=about, row=row, **form.said, by=viewer)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "records:claim", _("We sent it."), made.pk)
    told = {"about": about, "form": form, "row": shown, "answerers": answerers}
    return pages.render(request, "records/wrong.html", told)


@pages.signed_in
@pages.learner_page
def object_to(request: HttpRequest, learner: UUID) -> HttpResponse:
    """I do not want something that is done with what is kept about me."""
    about, viewer = me(request, learner)
    answerers, grants = queries.who_answers(viewer, about, Kind.OBJECTION), _grants(viewer, about)
    chosen = {"grant": request.GET.get("grant", "")}
    form = forms.ObjectForm(request.POST or None, answerers=answerers, grants=grants, initial=chosen)
    if answerers and form.is_valid():
        try:
            made = actions.object_to_use(learner=about, **form.said, by=viewer)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "records:claim", _("We sent it."), made.pk)
    return pages.render(request, "records/object.html", {"about": about, "form": form, "answerers": answerers})


@pages.signed_in
def claims(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer's answer; a learner finds their own on their page."""
    viewer: Any = request.user
    if (mine := learners.me_as_learner(viewer)) is not None:
        return pages.redirect(request, "records:mine", "", mine.public_id)
    table = _table()
    return pages.render(request, "records/claims.html", {"table": table.page_of(request, queries.claims(viewer))})


@pages.signed_in
def claim(request: HttpRequest, claim: UUID) -> HttpResponseBase:
    """One: for the learner with its answer beside it, for whoever was asked with a form to answer."""
    viewer: Any = request.user
    found = queries.claim(viewer, claim)
    if found is None:
        raise Http404
    if found.is_mine:
        return _own(request, found, viewer)
    form = None if found.outcome else forms.AnswerForm(request.POST or None, kind=found.kind)
    if form is not None and form.is_valid():
        try:
            actions.answer_claim(claim=_row_of(viewer, found), **form.said, by=viewer)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "records:claim", _("They can read your answer now."), found.id)
    known = learners.learner(viewer, found.learner)
    return pages.render(request, "records/claim.html", {"claim": found, "form": form, "known": known})


@pages.learner_page
def _own(request: HttpRequest, found: ClaimView, viewer: Any) -> HttpResponse:
    form = forms.BesideForm(request.POST or None) if found.outcome and not found.own_words else None
    if form is not None and form.is_valid():
        try:
            actions.say_beside(claim=_row_of(viewer, found), **form.cleaned_data, by=viewer)
        except NotAllowed as no:
            form.add_error(None, sentence(no))
        else:
            return pages.redirect(request, "records:claim", _("Your words stand beside it."), found.id)
    return pages.render(request, "records/own_claim.html", {"claim": found, "form": form})


def _row_of(viewer: Any, found: ClaimView) -> Any:
    return queries.claim_row(viewer, found.id)


def _row(viewer: Any, about: Any, ref: str) -> tuple[tuple[str, str] | None, Shown | None, int | None]:
    """The row that was chosen, in words, and who wrote it; 404 where there is none of this name about the learner."""
    if not ref:
        return None, None, None
    table, _sign, key = ref.partition(":")
    raw = queries.row(viewer, about, table, key)
    if raw is None:
        raise Http404
    parts = showing.parts(queries.everything(viewer, about, only=table), {})
    shown = next(one for part in parts for one in part.rows if one.ref == ref)
    return (table, key), shown, writer(raw)


def _grants(viewer: Any, about: Any) -> list[GrantLine]:
    """What rests on something else than a yes of the learner: a yes can be taken back at any time."""
    now, open_ones = clock.now(), queries.objected(viewer, about)
    live = [one for one in sharing.grants(viewer, about) if one.ended is None and one.until > now]
    return [one for one in live if one.basis != Basis.CONSENT and one.id not in open_ones]


def _table() -> Table[ClaimView]:
    said = {"open": _("Open"), "overdue": _("Overdue"), "answered": _("Answered")}
    kinds = [(kind.value, kind.label) for kind in Kind]
    return Table(
        name="claims",
        caption=_("What learners ask by right"),
        columns=[
            Column("who", _("Who asks"), lambda row: row.name, sort="name", href=_address),
            Column("kind", _("What"), lambda row: row.kind.label),
            Column("made", _("When"), lambda row: row.made, sort="made", shown=lambda row: in_words(row.made.date())),
            Column("due", _("Answer by"), lambda row: row.due, sort="due", shown=lambda row: in_words(row.due)),
            Column("state", _("State"), lambda row: said[row.state]),
        ],
        empty=Empty(_("Nobody asks you"), _("Where something about a learner is wrong, they can ask you.")),
        filters=[
            Filter("state", _("State"), "state", list(said.items())),
            Filter("kind", _("What"), "kind", kinds),
        ],
    )


def _address(row: ClaimView) -> str:
    return reverse("records:claim", args=[row.id])
