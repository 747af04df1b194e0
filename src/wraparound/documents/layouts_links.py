"""The way to an organisation's layouts, for its administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterator[pages.Link | None]:
    """How the documents of the organisation look."""
    for one in accounts.memberships(request):
        if one.role is MemberRole.ORGANISATION_ADMIN:
            hint = _("Word documents in your own layout.")
            at = one.public_id
            yield pages.link(_("How our documents look"), "documents:layouts", at, order=28, hint=hint, symbol="1f4c4")
