"""The way in: for whoever works for an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """The exercise."""
    if accounts.roles(request):
        hint = _("Six short stories. What would you do?")
        yield pages.link(_("Ten minutes on sharing"), "workforce:exercise", order=55, hint=hint, symbol="1f914")
