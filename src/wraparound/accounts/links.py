"""Where somebody can go: what accounts add to the navigation and to the home page, each only for whom it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import policy, queries
from wraparound.accounts.requests import viewer
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from wraparound.accounts.policy import Memberships

MEET_PEOPLE = {MemberRole.FACILITATOR, MemberRole.HEAD_OF_INCLUSION, MemberRole.EMPLOYER_SUPERVISOR}


def memberships(request: HttpRequest) -> Memberships:
    """What whoever is signed in is today and where; asked once for a request, since every subject's links ask."""
    kept: Memberships | None = getattr(request, "memberships", None)
    if kept is None:
        kept = request.memberships = queries.memberships_of(viewer(request))  # type: ignore[attr-defined]
    return kept


def roles(request: HttpRequest) -> frozenset[MemberRole]:
    """Their roles, wherever they hold them."""
    return frozenset(one.role for one in memberships(request))


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterator[pages.Link | None]:
    """My account for everybody; people for members; organisations for those who keep the system."""
    mine = memberships(request)
    if mine:
        yield pages.link(_("People"), "accounts:my-people", order=80)
    if policy.keeps_the_system(mine):
        yield pages.link(_("Organisations"), "accounts:organisations", order=85)
    yield pages.link(_("My account"), "accounts:me", order=90)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterator[pages.Link | None]:
    """What an administrator does most, and colleagues for those whose work is with people."""
    mine = memberships(request)
    for one in mine:
        if policy.administers(mine, one.organisation) and one.role is MemberRole.ORGANISATION_ADMIN:
            yield from _of_an_administrator(one.public_id, one.name)
    if queries.people_to_bring_back(viewer(request)):
        hint = _("They lost their phone and have no e-mail.")
        yield pages.link(_("Help somebody back in"), "accounts:helping-back", order=78, hint=hint, symbol="sign-in")
    if policy.keeps_the_system(mine):
        hint = _("Their people, their way to sign in.")
        yield pages.link(_("Organisations"), "accounts:organisations", order=21, hint=hint, symbol="1f3eb")
        hint = _("And name its first administrator.")
        yield pages.link(_("Add an organisation"), "accounts:found", order=22, hint=hint, symbol="2795")
    if roles(request) & MEET_PEOPLE:
        hint = _("Who works where you work.")
        yield pages.link(_("People"), "accounts:my-people", order=60, hint=hint, symbol="1f46a")


def _of_an_administrator(organisation: object, name: str) -> Iterator[pages.Link | None]:
    hint = _("Change roles, hand over, end.")
    text = _("People of %(name)s") % {"name": name}
    yield pages.link(text, "accounts:people", organisation, order=21, hint=hint, symbol="1f46a")
    hint = _("They get a link to sign in with.")
    yield pages.link(_("Invite somebody"), "accounts:invite", organisation, order=22, hint=hint, symbol="2709")
    hint = _("What it says about itself, and how its people sign in.")
    yield pages.link(_("Our organisation"), "accounts:organisation", organisation, order=24, hint=hint, symbol="1f3eb")
