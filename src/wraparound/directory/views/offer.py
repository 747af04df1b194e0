"""Pages that need no sign-in: search, a service, several side by side, the short list, remedies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import exports, pages
from wraparound.directory import asked, forms, lists, queries, short_list, ways_on

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

OPEN = "The local offer is published for families: nobody signs in to find help."
PER_PAGE = 12


def viewer_of(request: HttpRequest) -> Any:
    """The person who is signed in, or None."""
    return request.user if request.user.is_authenticated else None


@pages.public(reason=OPEN)
def search(request: HttpRequest) -> HttpResponse:
    """What there is, where and for whom."""
    viewer = viewer_of(request)
    said = asked.search(request, viewer)
    found = queries.search(viewer, said.wanted)
    kind = request.GET.get("export", "")
    if kind in exports.KINDS:
        rows = queries.cards(viewer, found, said.wanted.place)
        return exports.response(kind, "local-offer", lists.HEADS, [lists.line(card) for card in rows])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "search": said,
        "find": said.form,
        "cards": queries.cards(viewer, page.object_list, said.wanted.place),
        "page_of": page,
        "pages": lists.pages(page, said.address),
        "listed": set(short_list.read(request)),
    }
    return pages.render(request, "directory/search.html", shown, fragment="results")


@pages.public(reason=OPEN)
def service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A service, with the person to ask first."""
    viewer = viewer_of(request)
    found = queries.service_page(viewer, public_id, asked.place(request))
    if found is None:
        raise Http404
    shown = {"found": found, "listed": public_id in short_list.read(request), "mine": _mine(viewer, found)}
    shown["ways_on"] = lambda offering: ways_on.links(request, offering)
    return pages.render(request, "directory/service.html", shown)


def _mine(viewer: Any, found: Any) -> bool:
    return any(o.key == found.card.service.organisation_id and o.may_edit for o in queries.my_organisations(viewer))


@pages.public(reason=OPEN)
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four services side by side."""
    viewer = viewer_of(request)
    ids = asked.ids(request.GET.getlist("s"), queries.MOST_COMPARED) or short_list.read(request)
    found = queries.service_pages(viewer, ids[: queries.MOST_COMPARED], asked.place(request))
    return pages.render(request, "directory/compare.html", {"found": found, "lines": lists.side_by_side(found)})


@pages.public(reason=OPEN)
def short(request: HttpRequest) -> HttpResponse:
    """The short list: one's own, or the one of a link that somebody sent."""
    sent = asked.ids(request.GET.getlist("s"), asked.MOST_LISTED)
    own = short_list.read(request)
    found = queries.in_order(viewer_of(request), sent or own)
    shown = {
        "cards": queries.cards(viewer_of(request), found, None),
        "is_own": not sent,
        "link": lists.link_to(found),
        "mail": forms.SendToMyself(),
        "most": queries.MOST_COMPARED,
    }
    return pages.render(request, "directory/short_list.html", shown)


@pages.public(reason=OPEN)
@require_POST
def keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Puts a service on the short list."""
    if not queries.in_order(viewer_of(request), [public_id]):
        raise Http404
    kept = short_list.keep(request, public_id)
    words = _("It is on your short list.") if kept else _("Your short list is full: take something off first.")
    return pages.redirect(request, "directory:short-list", words)


@pages.public(reason=OPEN)
@require_POST
def let_go(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Takes a service off the short list."""
    short_list.let_go(request, public_id)
    return pages.redirect(request, "directory:short-list", _("It is off your short list."))


@pages.public(reason=OPEN)
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Mails the short list to whoever is here. The address is used once and kept nowhere."""
    form = forms.SendToMyself(request.POST)
    ids = asked.ids(request.POST.getlist("s"), asked.MOST_LISTED)
    found = queries.in_order(viewer_of(request), ids)
    if not form.is_valid() or not found:
        shown = {"form": form, "ids": [s.public_id for s in found]}
        return pages.render(request, "directory/mail.html", shown)
    if not short_list.may_mail(request):
        return pages.render(request, "directory/too_many_mails.html", status=429)
    cards = queries.cards(viewer_of(request), found, None)
    text = render_to_string("directory/mail.txt", {"cards": cards, "link": lists.link_to(found)}, using="jinja2")
    send_mail(_("Your short list of support"), text, None, [form.cleaned_data["email"]])
    return pages.redirect(request, reverse("directory:short-list"), _("We sent it. We did not keep your address."))


@pages.public(reason=OPEN)
def remedies(request: HttpRequest) -> HttpResponse:
    """What organisations can do for each other, so that something missing is in place."""
    viewer = viewer_of(request)
    table, rows = lists.remedies(viewer), queries.remedies(viewer)
    file = table.export(request, rows)
    return file or pages.render(request, "directory/remedies.html", {"table": table.page_of(request, rows)})


@pages.public(reason=OPEN)
def remedy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One remedy, with the person to ask first."""
    found = queries.remedy_page(viewer_of(request), public_id)
    if found is None:
        raise Http404
    return pages.render(request, "directory/remedy.html", {"found": found})


@pages.public(reason=OPEN)
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An organisation and what it offers."""
    viewer = viewer_of(request)
    found = queries.organisation(viewer, public_id)
    if found is None:
        raise Http404
    cards = queries.cards(viewer, queries.services(viewer).filter(organisation=found))
    return pages.render(request, "directory/organisation.html", {"found": found, "cards": cards})
