"""The ways into the local offer, for whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.directory import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Search, on every page."""
    yield pages.link(_("Find support"), "directory:search", order=40)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Search, and the entries of one's own organisation."""
    hint = _("What there is near you, and whom to ask.")
    yield pages.link(_("Find support"), "directory:search", order=40, hint=hint, symbol="find")
    if any(one.may_edit for one in queries.my_organisations(request.user)):
        hint = _("What your organisation offers.")
        yield pages.link(_("Our entries"), "directory:ours", order=60, hint=hint, symbol="1f4cb")
