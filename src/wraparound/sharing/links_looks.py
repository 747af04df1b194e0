"""The way to who looked, for a learner; and to what seems wrong to somebody, for whoever they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.sharing import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """At home: who looked at me; and the concerns that wait for one's answer."""
    me, viewer = learners.me(request), request.user
    if me is not None:
        hint = _("Who read about me, and when.")
        yield pages.link(_("Who looked"), "sharing:looks", me.public_id, order=15, hint=hint, symbol="1f440")
        return
    concerned: Any = viewer
    if waiting := queries.concerns_open(concerned):
        hint = ngettext("%(n)d waits for your answer.", "%(n)d wait for your answer.", waiting) % {"n": waiting}
        yield pages.link(_("What seems wrong to somebody"), "sharing:concerns", order=5, hint=hint, symbol="1f914")
