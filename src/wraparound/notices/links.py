"""How many notices are new, on every page; and the way to them from home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core import pages
from wraparound.notices import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.unread.add
def unread(request: HttpRequest) -> int:
    """The number in the header."""
    return queries.unread(request.user)  # type: ignore[arg-type]


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For everybody."""
    count = queries.unread(request.user)  # type: ignore[arg-type]
    hint = ngettext("%(n)d thing you have not read.", "%(n)d things you have not read.", count) % {"n": count}
    hint = hint if count else _("Nothing new at the moment.")
    yield pages.link(_("What is new"), "notices:list", order=15, hint=hint, symbol="1f514")
