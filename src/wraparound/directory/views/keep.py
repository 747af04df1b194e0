"""Pages for members of an organisation: their own entries, changing them, and saying that they are still right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.forms import chosen
from wraparound.directory import actions, choosing, forms, lists, queries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

ADD: dict[str, Any] = {
    "site": actions.add_site,
    "service": actions.add_service,
    "offering": actions.add_offering,
    "remedy": actions.add_remedy,
}


@pages.signed_in
def ours(request: HttpRequest) -> HttpResponse:
    """The organisations of whoever is here, and what of theirs is due."""
    shown = {"organisations": queries.my_organisations(request.user), "due": queries.due(request.user)}
    return pages.render(request, "directory/ours.html", shown)


@pages.signed_in
def entries(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Everything that one organisation has written down."""
    mine = queries.my_organisation(request.user, organisation)
    if mine is None:
        raise Http404
    rows = queries.entries(request.user, mine.key)
    table = lists.entries(mine)
    file = table.export(request, rows)
    shown = {"table": table.page_of(request, rows), "mine": mine, "kinds": lists.ADD_LABELS}
    return file or pages.render(request, "directory/entries.html", shown)


def editable(request: HttpRequest, organisation: UUID) -> Any:
    """An organisation whose entries whoever is here may change: 404 for strangers, 403 for members who may not."""
    mine = queries.my_organisation(request.user, organisation)
    if mine is None:
        raise Http404
    if not mine.may_edit:
        raise PermissionDenied(mine.because)
    return queries.organisation(request.user, organisation)


@pages.signed_in
def add(request: HttpRequest, organisation: UUID, what: str) -> HttpResponse:
    """A new site, service, offering or remedy."""
    owner = editable(request, organisation)
    form = forms.FORMS[what](
        request.POST or None, initial={"published": True}, known=choosing.known(request.user, owner)
    )
    if form.is_valid():
        said = choosing.rows(request.user, what, form.said())
        whose = {} if what == "offering" else {"organisation": owner}
        try:
            made = ADD[what](**said, **whose, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, choosing.in_words(refused))
        else:
            return _added(request, what, made)
    shown = {"form": form, "what": lists.ADD_LABELS[what], "owner": owner}
    return pages.render(request, "directory/add.html", shown)


def _added(request: HttpRequest, what: str, made: Any) -> HttpResponse:
    words = {"service": "needs", "site": "provision"}.get(what)
    if words:
        return pages.redirect(request, "directory:words", _("We kept it."), what, made.public_id, words)
    return pages.redirect(request, "directory:entries", _("We kept it."), made.organisation.public_id)


def _entry(request: HttpRequest, what: str, public_id: UUID) -> Any:
    found = queries.entry(request.user, what, public_id)
    if found is None:
        raise Http404
    editable(request, found.organisation.public_id)
    return found


@pages.signed_in
def change(request: HttpRequest, what: str, public_id: UUID) -> HttpResponse:
    """Changes an entry. Where somebody else was faster, both texts are shown and nothing is lost."""
    entry = _entry(request, what, public_id)
    kind = forms.FORMS[what]
    theirs = kind.initial_of(entry)
    known = choosing.known(request.user, entry.organisation)
    sent = chosen(kind, request.POST, theirs) if request.method == "POST" else None
    form = kind(sent, initial={**theirs, "version": entry.version}, known=known)
    name = queries.entry_name(request.user, entry)
    shown = {"form": form, "entry": entry, "what": what, "name": name, "words": choosing.WORDS[what]}
    if form.is_valid():
        said = choosing.rows(request.user, what, form.said())
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_entry(entry=entry, version=version, changes=said, by=request.user)
        except actions.Stale as stale:
            shown |= {"theirs": kind.initial_of(stale.current), "version": stale.current.version}
            return pages.render(request, "directory/both_changed.html", shown, status=409)
        except actions.Refused as refused:
            form.add_error(None, choosing.in_words(refused))
        else:
            return pages.redirect(request, "directory:entries", _("We kept it."), entry.organisation.public_id)
    return pages.render(request, "directory/change.html", shown)


@pages.signed_in
def words(request: HttpRequest, what: str, public_id: UUID, field: str) -> HttpResponse:
    """The words of an entry: needs or outcomes of a service, provision of a site."""
    entry = _entry(request, what, public_id)
    if field not in choosing.WORDS[what]:
        raise Http404
    groups = choosing.groups(request.user, field)
    initial = {f"group-{slug}": getattr(entry, field) for slug, _label, _words in groups}
    form = forms.WordsForm(request.POST or None, initial={**initial, "version": entry.version}, groups=groups)
    if form.is_valid():
        said = {field: form.words()}
        try:
            actions.change_entry(entry=entry, version=form.cleaned_data["version"], changes=said, by=request.user)
        except actions.Stale:
            form.add_error(None, _("Somebody changed this entry just now. Look at it again: your ticks are kept here."))
            form.data = choosing.newer(form.data, queries.entry(request.user, what, public_id).version)
        else:
            return pages.redirect(request, "directory:entries", _("We kept it."), entry.organisation.public_id)
    shown = {"form": form, "entry": entry, "question": choosing.WORDS[what][field]}
    return pages.render(request, "directory/words.html", shown)


@pages.signed_in
@require_POST
def confirm(request: HttpRequest, what: str, public_id: UUID) -> HttpResponse:
    """Still right: one press."""
    entry = _entry(request, what, public_id)
    actions.confirm_entry(entry=entry, by=request.user)
    return pages.redirect(
        request, "directory:ours", _("Thank you: %(name)s is confirmed today.") % {"name": entry.name}
    )


@pages.signed_in
def add_term(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """A term in the calendar of an organisation."""
    owner = editable(request, organisation)
    form = forms.TermForm(request.POST or None, initial={"weeks": 12})
    if form.is_valid():
        try:
            actions.add_term(organisation=owner, **form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, choosing.in_words(refused))
        else:
            return pages.redirect(request, "directory:entries", _("We kept the term."), owner.public_id)
    return pages.render(request, "directory/add.html", {"form": form, "what": lists.ADD_LABELS["term"], "owner": owner})
