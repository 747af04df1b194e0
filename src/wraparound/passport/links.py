"""The ways into the passport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner

WITH_THEM_TODAY = {MemberRole.SUPPORT_WORKER, MemberRole.EMPLOYER_SUPERVISOR}


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For whoever is a learner, on every page."""
    if learners.me(request) is not None:
        yield pages.link(_("My passport"), "passport:home", order=10)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Card and passport of whoever is a learner; the cards of those one is with today; what one's college asks."""
    me = learners.me(request)
    if me is not None:
        hint = _("What everybody must know.")
        yield pages.link(_("My card"), "passport:card", me.public_id, order=11, hint=hint, symbol="1f4c7")
        hint = _("What I say about myself.")
        yield pages.link(_("My passport"), "passport:home", order=12, hint=hint, symbol="1f4d6")
        return
    roles = accounts.roles(request)
    for one in learners.few(request):
        if roles & WITH_THEM_TODAY:
            hint, text = _("What everybody must know."), _("Card of %(name)s") % {"name": one}
            yield pages.link(text, "passport:card", one.public_id, order=12, hint=hint, symbol="1f4c7")
        elif not roles:
            hint, text = _("What they say about themselves."), _("Passport of %(name)s") % {"name": one}
            yield pages.link(text, "passport:passport", one.public_id, order=12, hint=hint, symbol="1f4d6")
    for place in accounts.memberships(request):
        if place.role is MemberRole.HEAD_OF_INCLUSION:
            hint, text = _("Before a learner comes to %(name)s.") % {"name": place.name}, _("What we ask")
            yield pages.link(text, "passport:asked-for", place.public_id, order=18, hint=hint, symbol="2753")


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """The passport, from the page of a learner."""
    hint = _("What they say about themselves.")
    yield pages.link(_("Passport"), "passport:passport", learner.public_id, order=10, hint=hint)
