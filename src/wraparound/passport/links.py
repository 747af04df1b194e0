"""The ways into the passport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.learners import open_parts
from wraparound.learners import queries as learners

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For whoever is a learner, on every page."""
    if learners.me_as_learner(request.user) is not None:  # type: ignore[arg-type]
        yield pages.link(_("My passport"), "passport:home", order=10)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Passport and card of whoever is a learner."""
    me = learners.me_as_learner(request.user)  # type: ignore[arg-type]
    if me is not None:
        yield pages.link(
            _("My passport"), "passport:home", order=10, hint=_("What I say about myself."), symbol="1f4d6"
        )
        hint = _("What everybody must know.")
        yield pages.link(_("My card"), "passport:card", me.public_id, order=11, hint=hint, symbol="1f4c7")


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """The passport, from the page of a learner."""
    hint = _("What they say about themselves.")
    yield pages.link(_("Passport"), "passport:passport", learner.public_id, order=10, hint=hint)
