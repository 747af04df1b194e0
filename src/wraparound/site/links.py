"""What home shows to everybody or to learners and belongs to no subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.core import pages
from wraparound.learners import links as learners

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """How to read, for learners and whoever has no role anywhere: those with a role find it at the foot of the page."""
    if learners.me(request) is not None or not accounts.roles(request):
        hint = _("Bigger words, other colours, more space.")
        yield pages.link(_("How I like to read"), "reading", order=65, hint=hint, symbol="read-size")
