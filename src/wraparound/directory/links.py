"""The ways into the local offer, for whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages
from wraparound.directory import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

PUT_IN_PLACE = {MemberRole.TRANSITION_LEAD, MemberRole.HEAD_OF_INCLUSION, MemberRole.FACILITATOR}
COMPARE = {MemberRole.COMMISSIONER, MemberRole.TRANSITION_LEAD}


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Search, on every page."""
    yield pages.link(_("Find support"), "directory:search", order=40)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Search, what one has chosen to compare, what can be put in place, and one's own entries."""
    roles = accounts.roles(request)
    hint = _("What there is near you, and whom to ask.")
    yield pages.link(_("Find support"), "directory:search", order=40, hint=hint, symbol="find")
    if roles & COMPARE:
        hint = _("What you put on your short list, side by side.")
        yield pages.link(_("Compare support"), "directory:short-list", order=42, hint=hint, symbol="2696")
    if roles & PUT_IN_PLACE:
        hint = _("Training, equipment and staff, with prices.")
        yield pages.link(_("What can be put in place"), "directory:remedies", order=44, hint=hint, symbol="1f9f0")
    for one in queries.my_organisations(request.user):
        if one.may_edit:
            hint = _("What your organisation offers.")
            yield pages.link(_("Our entries"), "directory:ours", order=20, hint=hint, symbol="1f4cb")
        elif roles == {MemberRole.EMPLOYER_SUPERVISOR}:
            hint = _("What others read about you.")
            text = _("Our page")
            yield pages.link(text, "directory:organisation", one.public_id, order=20, hint=hint, symbol="1f4cb")
