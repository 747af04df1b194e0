"""The ways to who can see what: for the learner on every page and at home, for a lead from the learner's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.sharing import queries
from wraparound.sharing.queries import hands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For whoever is a learner, on every page."""
    if (me := learners.me(request)) is not None:
        yield pages.link(_("Who sees what"), "sharing:who", me.public_id, order=11)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For whoever is a learner; a question whose day has come is said on the card."""
    viewer: Any = request.user
    if (me := learners.me(request)) is not None:
        hint = _("You decide who sees what about you.")
        if hands.questions_due(viewer, me):
            hint = _("A question waits for you.")
        yield pages.link(_("Who sees what"), "sharing:who", me.public_id, order=8, hint=hint, symbol="1f440")


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """From the page of a learner, for the learner and whoever leads."""
    viewer: Any = request.user
    who = queries.standing(viewer, learner)
    if who.is_the_learner or who.is_lead:
        hint = _("Who sees it, until when, and how to change it.")
        yield pages.link(_("Who can see what"), "sharing:who", learner.public_id, order=15, hint=hint)
