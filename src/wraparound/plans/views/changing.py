"""Changing a line, field by field as it is typed; what others change meanwhile; suggesting a change to others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.decisions import Stale, sentence
from wraparound.plans import actions, fields, forms, policy, queries
from wraparound.plans.kinds import LineKind
from wraparound.plans.queries import talk
from wraparound.plans.queries import words as named
from wraparound.plans.views.clashing import Choice, both
from wraparound.plans.views.common import asks, carried_out, line_of, needed, unreached
from wraparound.plans.wording import label
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from wraparound.plans.views.common import Here

TYPED = tuple(forms.LineForm.base_fields)
MARK = re.compile(r"[0-9a-f]{16}")


@pages.signed_in
def change(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """All fields; each is kept as it is typed, or all at once by a button."""
    here, row = line_of(request, learner, line)
    needed(policy.may_change(here.standing, row.facts))
    sharing.record_look(learner=here.about, categories=[row.kept_in], by=here.viewer)
    form, sent = _form(here, row, request.POST or None), Choice(request.POST, TYPED, fields.marks(row, TYPED))
    if form.is_valid():
        wanted, seen = sent.settled(form.cleaned_data)
        told = {"line": row, "wanted": wanted, "seen": seen, "by": here.viewer}
        try:
            if carried_out(form, lambda: actions.change_line(**told)):
                return pages.redirect(request, "plans:line", _("We kept it."), here.about.public_id, row.pk)
        except Stale as stale:
            who = talk.who_changed(here.viewer, row, stale.current[0].field) or _("Somebody")
            return both(request, here, form, sent, stale.current, who, request.path)
    shown = {"here": here, "about": here.about, "line": row, "form": form, "marks": sent.marks}
    return pages.render(request, "plans/change.html", {**shown, "upto": queries.last_change(here.viewer, row)})


@pages.signed_in
def keep(request: HttpRequest, learner: UUID, line: UUID, field: str) -> HttpResponse:
    """Keeps one field as it is typed. The answer is a part of the page: kept, to be mended, or both texts."""
    here, row = line_of(request, learner, line)
    if field not in TYPED:
        raise Http404
    if request.method != "POST":
        return _shown(request, here, row, field)
    needed(policy.may_change(here.standing, row.facts))
    form, seen = _form(here, row, request.POST, (field,)), request.POST.get(f"mark-{field}") or "none"
    if field not in form.fields:
        raise Http404
    shown: dict[str, Any] = {"problem": str(next(iter(form.errors.get(field, [])), "")), "mark": seen}
    if form.is_valid():
        said = form.cleaned_data
        told = {"wanted": {n: said[n] for n in said if n == field}, "seen": {field: seen}, "by": here.viewer}
        try:
            actions.change_line(line=row, **told)
        except Stale as stale:
            shown["clash"] = _in_words(here, row, stale.current[0])
        except policy.Refused as refused:
            shown["problem"] = sentence(refused)
        else:
            kept = fields.mark(said[field]) if field in said else seen
            return HttpResponseRedirect(f"{request.path}?kept={kept}")
    return pages.render(request, "plans/kept.html", _part(here, row, field, **shown))


def _shown(request: HttpRequest, here: Here, row: Any, field: str) -> HttpResponse:
    """The answer to what was kept; or the field anew, as it stands now. A whole page asked for is the form."""
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(reverse("plans:change", args=[here.about.public_id, row.pk]))
    kept = request.GET.get("kept", "")
    if MARK.fullmatch(kept):  # of what was saved: if somebody changed it since, the next save must clash
        return pages.render(request, "plans/kept.html", _part(here, row, field, mark=kept, at=clock.now()))
    needed(policy.may_change(here.standing, row.facts))  # above, who gave it to another organisation reads the answer
    part = _part(here, row, field, mark=fields.mark(fields.value_of(row, field)))
    return pages.render(request, "plans/field.html", {**part, "form": _form(here, row, None), "fresh": True})


def _part(here: Here, row: Any, field: str, **more: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"problem": "", "clash": None, "at": None, "fresh": True, "unreached": "", "given": ""}
    if field == "organisation" and more.get("at"):
        may = policy.may_change(here.standing, row.facts)
        nothing |= {"unreached": unreached(here, row), "given": "" if may else row.organisation.name}
    return {"here": here, "about": here.about, "line": row, "field": field, **nothing, **more}


def _in_words(here: Here, row: Any, clash: fields.Clash) -> dict[str, str]:
    said = [(clash.field, clash.theirs), (clash.field, clash.mine)]
    say = named.words(here.viewer, here.about, said).say
    return {
        "theirs": say(clash.field, clash.theirs),
        "mine": say(clash.field, clash.mine),
        "mark": fields.mark(clash.theirs),
        "who": talk.who_changed(here.viewer, row, clash.field) or _("Somebody"),
    }


@pages.signed_in
def changed(request: HttpRequest, learner: UUID, line: UUID, since: int) -> HttpResponse:
    """What others changed since a page was opened; 204 where there is nothing that it does not show yet."""
    here, row = line_of(request, learner, line)
    found = talk.changed_by_others(here.viewer, row, since)
    newest = str(found[-1].order if found else since)
    if newest == request.GET.get("shown", str(since)):
        return HttpResponse(status=204)
    names = named.words(here.viewer, here.about)
    last = {one.field: one for one in found}.values()
    told = [(names.people.get(c.by_id) or _("Somebody"), label(c.field), names.say(c.field, c.value)) for c in last]
    shown = {"here": here, "about": here.about, "line": row, "since": since, "newest": newest, "told": told}
    return pages.render(request, "plans/changed.html", shown)


@pages.signed_in
def suggest_what(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """Which field somebody would like to be otherwise."""
    here, row = line_of(request, learner, line)
    needed(policy.may_write(here.standing, row.kept_in))
    names = named.words(here.viewer, here.about)
    form = _form(here, row, None)
    rows = [(name, label(name), names.say(name, fields.value_of(row, name))) for name in form.fields]
    return pages.render(request, "plans/suggest.html", {"here": here, "about": here.about, "line": row, "rows": rows})


@pages.signed_in
def suggest(request: HttpRequest, learner: UUID, line: UUID, field: str) -> HttpResponse:
    """A change for the organisation that keeps the line to take or refuse."""
    here, row = line_of(request, learner, line)
    if field not in TYPED:
        raise Http404
    needed(policy.may_write(here.standing, row.kept_in))
    form, why = _form(here, row, request.POST or None, (field,)), forms.WhyForm(request.POST or None)
    at = (here.about.public_id, row.pk)
    if field not in form.fields:
        raise Http404
    if form.is_valid() and why.is_valid() and field in form.cleaned_data:
        told = {"field": field, "value": form.cleaned_data[field], "words": why.cleaned_data["why"], "by": here.viewer}
        if carried_out(form, lambda: actions.suggest_change(line=row, **told)):
            return pages.redirect(request, "plans:line", _("We passed it on. They take it, or say why not."), *at)
    form.fields["why"] = why.fields["why"]
    title = _("Suggest another: %(field)s") % {"field": str(label(field)).lower()}
    return asks(request, here, form, title, _("Suggest it"), pages.url_if("plans:line", *at), note=row.title)


def _form(here: Here, row: Any, data: Any, only: tuple[str, ...] | None = None) -> forms.LineForm:
    known = here.choosable(but=row)
    wanted = [name for name in only or TYPED if name != "remedy" or row.kind == LineKind.REMEDY or row.remedy_id]
    shows_rows = bool({"lead", "deputy", "site", "remedy"}.intersection(wanted))
    stands = forms.not_choosable(row, known, lambda: here.people) if shows_rows else {}
    told = {"known": known, "only": wanted, "stands": stands, "category": row.category}
    return forms.LineForm(data, **told, initial=forms.initial_of(row, known, wanted))
