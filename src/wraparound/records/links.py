"""The ways in: for the learner at home and from who sees what, for whoever answers at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.records import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner

KEPT, EVERYTHING, WRONG, STOP, SEE = "1f5c2", "1f4e6", "270f", "270b", "1f4d6"


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """At home: what is kept about me; and what waits for one's answer."""
    viewer: Any = request.user
    if (me := learners.me(request)) is not None:
        hint = _("See it, take it with you, say what is wrong.")
        yield pages.link(_("What is kept about me"), "records:mine", me.public_id, order=16, hint=hint, symbol=KEPT)
    elif waiting := queries.claims_open(viewer):
        hint = ngettext("%(n)d waits for your answer.", "%(n)d wait for your answer.", waiting) % {"n": waiting}
        yield pages.link(_("What learners ask by right"), "records:claims", order=5, hint=hint, symbol=WRONG)


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """From the learner's own page, for the learner; an objection that waits for its answer is said there."""
    viewer: Any = request.user
    if learner.person_id == viewer.pk:
        hint = _("See it, take it with you, say what is wrong.")
        if queries.objected(viewer, learner):
            hint = _("You said that something should stop. An answer is on its way.")
        yield pages.link(_("What is kept about me"), "records:mine", learner.public_id, order=17, hint=hint)
