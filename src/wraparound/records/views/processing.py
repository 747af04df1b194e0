"""The record of processing, on a page and as a file, and a template for an impact assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock, exports, pages
from wraparound.core.privacy import Privacy
from wraparound.records import assessment, processing
from wraparound.records.schedule import schedule

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

KEEPERS = {MemberRole.ORGANISATION_ADMIN, MemberRole.SYSTEM_ADMIN}


@pages.signed_in
def record(request: HttpRequest) -> HttpResponseBase:
    """For administrators, who hand the files to whoever checks them."""
    if not accounts.roles(request) & KEEPERS:
        raise Http404
    subjects = processing.register(apps.get_app_configs())
    asked = request.GET.get("export", "")
    if asked in exports.KINDS:
        return exports.response(asked, "record of processing", _heads(), processing.lines(subjects))
    if asked == "assessment":
        name = f"impact-assessment-{clock.today():%Y-%m-%d}.md"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        text = assessment.text(subjects, schedule(), clock.today())
        return HttpResponse(text, content_type="text/markdown; charset=utf-8", headers=headers)
    doing = [*zip(processing.DOING, (_("Who may read"), _("Who may add"), _("Who may change")), strict=True)]
    shown = {"subjects": subjects, "kinds": exports.KINDS, "words": _words(), "doing": doing}
    return pages.render(request, "records/processing.html", shown)


def _words() -> dict[Privacy, str]:
    return {
        Privacy.PUBLIC: _("Public"),
        Privacy.PERSONAL: _("Personal"),
        Privacy.SPECIAL: _("Special category"),
        Privacy.SECRET: _("Secret: never shown"),
    }


def _heads() -> list[str]:
    said = [_("Subject"), _("What for"), _("Table"), _("What it holds"), _("Field"), _("How private")]
    return [*said, _("Who may read"), _("Who may add"), _("Who may change"), _("How long"), _("Exact rules")]
