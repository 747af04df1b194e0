"""The ways to what is asked: for organisations from a learner's page, for learners from home while something waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.sharing.queries import asking, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """How many requests wait for the learner who is here."""
    me = learners.me(request)
    waiting = asking.requests_waiting(request.user, me) if me is not None else 0  # type: ignore[arg-type]
    if me is not None and waiting:
        hint = ngettext("%(n)d request waits for you.", "%(n)d requests wait for you.", waiting) % {"n": waiting}
        yield pages.link(
            _("Who asks to see more"), "sharing:requests", me.public_id, order=10, hint=hint, symbol="2753"
        )


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """To ask, for whoever knows the learner through an organisation; to what was asked, for the others concerned."""
    viewer: Any = request.user
    places = asking.places_to_ask_for(viewer, learner)
    may_ask = any(place.categories for place in places)
    if may_ask:
        hint = _("Say what your organisation needs, and what for.")
        yield pages.link(_("Ask to see more"), "sharing:ask", learner.public_id, order=60, hint=hint)
    here = standing(viewer, learner)
    if here.is_the_learner or here.is_lead or (places and not may_ask):
        hint = _("What organisations asked, and what was answered.")
        yield pages.link(_("Who asked to see more"), "sharing:requests", learner.public_id, order=61, hint=hint)
