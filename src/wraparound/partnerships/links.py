"""The ways in: for those who may speak for an organisation, at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.accounts import links as accounts
from wraparound.accounts.requests import viewer
from wraparound.core import pages
from wraparound.partnerships import queries
from wraparound.partnerships.policy import SPEAKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Partners, and how many invitations wait."""
    if not SPEAKS & accounts.roles(request):
        return
    waiting = queries.invitations(viewer(request))
    hint = _("What you agreed about confidentiality.")
    if waiting:
        hint = ngettext("%(n)d invitation waits.", "%(n)d invitations wait.", waiting) % {"n": waiting}
    yield pages.link(_("Our partners"), "partnerships:list", order=26, hint=hint, symbol="1f91d")
