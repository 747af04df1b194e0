"""The ways into plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.directory import ways_on
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.sharing.queries import open_categories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner

OF_A_PLAN = {Category.PLAN, Category.PLACEMENTS, Category.OUTCOMES}


def _has_caseload(request: HttpRequest) -> bool:
    """Whoever supports a learner; learners have pages of their own."""
    if learners.me(request) is not None:
        return False
    learners.few(request)
    return bool(request.has_learners)  # type: ignore[attr-defined]


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """On every page: the learner's own plan, or the plans of those whom somebody supports."""
    if (me := learners.me(request)) is not None:
        yield pages.link(_("My plan"), "plans:plan", me.public_id, order=9)
    if _has_caseload(request):
        yield pages.link(_("My caseload"), "plans:list", order=12)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """What waits, at home."""
    if (me := learners.me(request)) is not None:
        hint = _("Today, my week, and what comes next.")
        yield pages.link(_("My plan"), "plans:plan", me.public_id, order=9, hint=hint, symbol="1f5d3")
    if _has_caseload(request):
        hint = _("Plans, and what waits for you.")
        yield pages.link(_("My caseload"), "plans:list", order=11, hint=hint, symbol="1f4c5")


@ways_on.leads_on
def from_an_offering(request: HttpRequest, offering: Any) -> Iterable[pages.Link | None]:
    """From the local offer into a plan."""
    if _has_caseload(request):
        yield pages.link(_("Put this in a plan"), "plans:put", offering.public_id)
        yield pages.link(_("Why not this, for one of my learners?"), "plans:why-not-for", offering.public_id, order=51)


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """The plan, from the page of a learner, where anything of it is open."""
    viewer: Any = request.user
    if OF_A_PLAN & open_categories(viewer, learner):
        hint = _("What is planned, by whom, and what waits.")
        yield pages.link(_("Plan"), "plans:plan", learner.public_id, order=5, hint=hint)
