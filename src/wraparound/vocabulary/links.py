"""The ways to the words, for whoever looks after them or works with them across organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

KEEPERS = {MemberRole.SYSTEM_ADMIN}
SPEAK_WITH_MANY = {MemberRole.FACILITATOR, *KEEPERS}


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """The words, and what was suggested."""
    roles = accounts.roles(request)
    if roles & SPEAK_WITH_MANY:
        hint = _("Needs, provision and outcomes, each with one name.")
        yield pages.link(_("The words we share"), "vocabulary:home", order=50, hint=hint, symbol="1f4ac")
    if roles & KEEPERS:
        hint = _("Words that somebody would like to see added.")
        yield pages.link(_("Suggested words"), "vocabulary:suggestions", order=52, hint=hint, symbol="1f4a1")
