"""Where somebody can go: what accounts add to the navigation and to the home page, each only for whom it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import policy, queries
from wraparound.accounts.requests import viewer
from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterator[pages.Link | None]:
    """My account for everybody; people for members; organisations for those who keep the system."""
    mine = queries.memberships_of(viewer(request))
    if mine:
        yield pages.link(_("People"), "accounts:my-people", order=80)
    if policy.keeps_the_system(mine):
        yield pages.link(_("Organisations"), "accounts:organisations", order=85)
    yield pages.link(_("My account"), "accounts:me", order=90)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterator[pages.Link | None]:
    """What an administrator does most."""
    mine = queries.memberships_of(viewer(request))
    for one in mine:
        if policy.administers(mine, one.organisation) and one.role.value == "organisation-administrator":
            hint = _("Invite, change roles, hand over.")
            text = _("People of %(name)s") % {"name": one.name}
            yield pages.link(text, "accounts:people", one.public_id, order=70, hint=hint, symbol="1f46a")
    if policy.keeps_the_system(mine):
        hint = _("Add one, name its administrator.")
        yield pages.link(_("Organisations"), "accounts:organisations", order=75, hint=hint, symbol="1f3eb")
