"""The way to one's learners, for whoever is signed in and supports somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.learners import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


def _supports(request: HttpRequest) -> bool:
    """Whoever supports somebody, or may write a learner down; not the learner, who has pages of their own."""
    viewer: Any = request.user
    if queries.me_as_learner(viewer) is not None:
        return False
    return bool(queries.intake_organisations(viewer)) or queries.my_learners(viewer).exists()


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """On every page."""
    if _supports(request):
        yield pages.link(_("My learners"), "learners:list", order=10)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """At home."""
    if _supports(request):
        yield pages.link(_("My learners"), "learners:list", order=10, hint=_("Who is shared with you."), symbol="1f465")
