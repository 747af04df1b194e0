"""The way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.cohorts import policy
from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.plans import from_caseload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Planning for several, for those whose work it is and who have learners."""
    if learners.me(request) is None and policy.PLANS & accounts.roles(request):
        hint = _("What could all of them have, with the places there are?")
        yield pages.link(_("Plan for several learners"), "cohorts:list", order=13, hint=hint, symbol="1f5d3")


@from_caseload.leads_on
def from_the_caseload(request: HttpRequest) -> Iterable[pages.Link | None]:
    """The same, from the list of one's learners."""
    if policy.PLANS & accounts.roles(request):
        yield pages.link(_("Plan for several learners"), "cohorts:list")
