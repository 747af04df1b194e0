"""What is new: the list, opening one, marking as read, and when to get mails."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wraparound.core import clock, pages
from wraparound.notices import actions, forms, queries
from wraparound.notices.policy import Mails

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.http import HttpResponse

    from wraparound.accounts.requests import PersonRequest
    from wraparound.notices.kinds import Kind

ON_A_PAGE = 10


@pages.signed_in
@pages.learner_page
def notices(request: PersonRequest) -> HttpResponse:
    """What is new, by day, what was not read first; `?kind=` shows one kind."""
    there = queries.kinds_there(request.user)
    kind = next((k for k in there if k.slug == request.GET.get("kind")), None)
    pages_of = Paginator(queries.notices(request.user, kind.slug if kind else ""), ON_A_PAGE)
    this = pages_of.get_page(request.GET.get("page"))
    shown = queries.lines(request.user, this.object_list)
    context = {
        "parts_of_list": [(new, by_day([one for one in shown if one.is_new is new])) for new in (True, False)],
        "choices": [{"value": "", "text": _("Everything")}, *(_choice(k, k is kind) for k in there)],
        "kind": kind,
        "this": this,
        "unread": queries.unread(request.user),
        "address": lambda page: "?" + urlencode({"kind": kind.slug, "page": page} if kind else {"page": page}),
    }
    return pages.render(request, "notices/list.html", context)


def _choice(kind: Kind, is_chosen: bool) -> dict[str, object]:
    return {"value": kind.slug, "text": str(kind.sentence).rstrip("."), "selected": is_chosen}


def by_day(lines: Sequence[queries.Line]) -> list[tuple[date, list[queries.Line]]]:
    """The lines under their days, in the order in which they came."""
    found = groupby(lines, key=lambda one: one.made.astimezone(clock.HERE).date())
    return [(day, list(ones)) for day, ones in found]


@pages.signed_in
@require_POST
def open_notice(request: PersonRequest, notice: UUID) -> HttpResponse:
    """Marks one as read and leads to what it is about."""
    found = queries.notice(request.user, notice)
    if found is None:
        raise Http404
    actions.mark_read(notice=notice, by=request.user)
    to = queries.address_of(request.user, found)
    return HttpResponseRedirect(to) if to else pages.redirect(request, "notices:list")


@pages.signed_in
@require_POST
def read(request: PersonRequest, notice: UUID) -> HttpResponse:
    """Marks one as read."""
    if not actions.mark_read(notice=notice, by=request.user):
        raise Http404
    return pages.redirect(request, "notices:list", _("Marked as read."))


@pages.signed_in
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Marks all as read, or all of a kind."""
    count = actions.mark_all_read(kind=request.POST.get("kind", ""), by=request.user)
    said = ngettext("%(n)d notice is marked as read.", "%(n)d notices are marked as read.", count) % {"n": count}
    return pages.redirect(request, "notices:list", said)


@pages.signed_in
@pages.learner_page
def mails(request: PersonRequest) -> HttpResponse:
    """When to get mails."""
    form = forms.WhenToMail(request.POST or None, initial={"mails": queries.mails_wanted(request.user).value})
    if form.is_valid():
        actions.choose_mails(wanted=Mails(form.cleaned_data["mails"]), by=request.user)
        return pages.redirect(request, "notices:list", _("We kept your choice."))
    return pages.render(request, "notices/mails.html", {"form": form})
