"""Many entries at once, from a workbook: template, trial, the same workbook with its faults, and carrying out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import exports, pages
from wraparound.directory import actions, forms, importing, lists, queries
from wraparound.directory.views.keep import editable
from wraparound.directory.workbook import BadFile

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=exports.TYPES["xlsx"], headers=headers)


@pages.signed_in
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    return _file(importing.template(), "local-offer-template.xlsx")


@pages.signed_in
def put_up(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """A workbook is sent. It changes nothing yet."""
    owner = editable(request, organisation)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            upload = actions.keep_upload(organisation=owner, content=content, by=request.user)
        except BadFile as bad:
            form.add_error("file", str(bad))
        else:
            return pages.redirect(request, "directory:trial", "", upload.pk)
    return pages.render(request, "directory/put_up.html", {"form": form, "owner": owner})


def _upload(request: HttpRequest, public_id: UUID) -> tuple[Any, importing.Trial]:
    upload = queries.upload(request.user, public_id)
    if upload is None:
        raise Http404
    return upload, importing.trial(request.user, upload.organisation_id, bytes(upload.content))


@pages.signed_in
def trial(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What would be added, changed and left, and every fault."""
    upload, found = _upload(request, public_id)
    shown = {"upload": upload, "found": found, "kinds": lists.ENTRY_LABELS}
    return pages.render(request, "directory/trial.html", shown)


@pages.signed_in
def faults(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same workbook with each fault marked at its cell."""
    found = _upload(request, public_id)[1]
    if not found.faults:
        raise Http404
    return _file(found.file, "local-offer-faults.xlsx")


@pages.signed_in
@require_POST
def carry_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carries the workbook out, as it would be now."""
    upload, _found = _upload(request, public_id)
    try:
        done = actions.carry_out_upload(upload=upload, by=request.user)
    except actions.Refused:
        return pages.redirect(request, "directory:trial", "", upload.pk)
    counts = {"added": done.count("add"), "changed": done.count("change"), "same": done.count("same")}
    words = _("Done: %(added)d added, %(changed)d changed, %(same)d left as they were.") % counts
    return pages.redirect(request, "directory:entries", words, upload.organisation.public_id)
