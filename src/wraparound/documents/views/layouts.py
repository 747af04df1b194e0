"""How an organisation's Word documents look: its own layouts, tried out before they are put into use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wraparound.accounts import queries as accounts
from wraparound.core import pages
from wraparound.documents.actions import layouts as actions
from wraparound.documents.content.tree import Kind
from wraparound.documents.formats import NotWritten
from wraparound.documents.forms.layouts import LayoutForm
from wraparound.documents.queries import layouts as queries
from wraparound.documents.word import format, sample, shape, writing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@pages.signed_in
@require_safe
def layouts(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Each kind of document, and whose layout it has."""
    ours, viewer = _mine(request, organisation)
    used = {one.kind: one for one in queries.layouts(viewer, ours) if one.since and not one.ended}
    rows = [(kind, used.get(kind.value)) for kind in Kind]
    return pages.render(request, "documents/layouts.html", {"ours": ours, "rows": rows})


@pages.signed_in
def layout(request: HttpRequest, organisation: UUID, kind: str) -> HttpResponse:
    """One kind: send a layout, try it out, put it into use, go back."""
    ours, viewer = _mine(request, organisation)
    asked = _kind(kind)
    form = LayoutForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            told = {"name": sent.name, "content": sent.read(), "by": viewer}
            made = actions.try_layout(organisation=ours, kind=asked, **told).layout
        except writing.NotFit as no:
            for trouble in no.troubles:
                form.add_error("file", trouble)
        else:
            message = _("Version %(number)d is kept. Look at it before you put it into use.") % {"number": made.version}
            return pages.redirect(request, "documents:layout", message, organisation, kind)
    shown = {"ours": ours, "kind": asked, "form": form, "versions": list(queries.layouts(viewer, ours, asked))}
    shown |= {"placeholders": shape.PLACEHOLDERS, "blocks": shape.parts_of_blocks()}
    return pages.render(request, "documents/layout.html", shown)


@pages.signed_in
@require_safe
def starting_point(request: HttpRequest, organisation: UUID, kind: str) -> HttpResponse:
    """Our own layout, to change."""
    _mine(request, organisation)
    return _answer(writing.starting_point(), f"layout-{_kind(kind)}")


@pages.signed_in
@require_safe
def tried(request: HttpRequest, organisation: UUID, kind: str, key: UUID) -> HttpResponse:
    """A made-up document in a layout."""
    one = _one(request, organisation, kind, key)
    try:
        made = writing.written(sample.sample(_kind(kind)), bytes(one.file), one.organisation.name)
    except NotWritten as no:
        return pages.redirect(request, "documents:layout", str(no), organisation, kind)
    return _answer(made, f"made-up-{kind}-{one.version}")


@pages.signed_in
@require_safe
def sent(request: HttpRequest, organisation: UUID, kind: str, key: UUID) -> HttpResponse:
    """A layout as it was sent."""
    one = _one(request, organisation, kind, key)
    return _answer(bytes(one.file), f"layout-{kind}-{one.version}")


@pages.signed_in
@require_POST
def use(request: HttpRequest, organisation: UUID, kind: str, key: UUID) -> HttpResponse:
    """From now on documents look like this."""
    one = _one(request, organisation, kind, key)
    actions.use_layout(layout=one, by=request.user)  # type: ignore[arg-type]
    message = _("Version %(number)d is in use.") % {"number": one.version}
    return pages.redirect(request, "documents:layout", message, organisation, kind)


@pages.signed_in
@require_POST
def default(request: HttpRequest, organisation: UUID, kind: str) -> HttpResponse:
    """Back to our own layout."""
    ours, viewer = _mine(request, organisation)
    actions.use_default(organisation=ours, kind=_kind(kind), by=viewer)
    return pages.redirect(request, "documents:layout", _("Documents have our own layout again."), organisation, kind)


def _mine(request: HttpRequest, organisation: UUID) -> tuple[Any, Any]:
    """An organisation that the viewer administers; 403 for others, since everybody knows that it is there."""
    viewer: Any = request.user
    found = accounts.organisation(viewer, organisation)
    if found is None:
        raise Http404
    if not queries.may_change(viewer, found):
        raise PermissionDenied(_("only an administrator of the organisation says how its documents look"))
    return found, viewer


def _kind(said: str) -> Kind:
    if said not in set(Kind):
        raise Http404
    return Kind(said)


def _one(request: HttpRequest, organisation: UUID, kind: str, key: UUID) -> Any:
    ours, viewer = _mine(request, organisation)
    found = queries.layout(viewer, ours, _kind(kind), key)
    if found is None:
        raise Http404
    return found


def _answer(content: bytes, name: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}.docx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=format.TYPE, headers=told)
