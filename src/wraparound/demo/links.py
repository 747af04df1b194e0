"""The way to the list of people, for whoever is one of them already: to become another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """Where the site is no demo there is no such address, and so no link."""
    yield pages.link(_("Be somebody else"), "demo:people", order=99)
