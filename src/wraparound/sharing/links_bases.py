"""The ways to what was decided without a yes, to what organisations will not share, and to disagreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.sharing import queries
from wraparound.sharing.queries import disagreements, safety

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner

MINDS = {MemberRole.SAFEGUARDING_LEAD, MemberRole.ORGANISATION_ADMIN, MemberRole.TRANSITION_LEAD}


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """What waits for the second person, and the disagreements that somebody is to hear."""
    viewer: Any = request.user
    if learners.me(request) is not None:
        return
    if accounts.roles(request) & MINDS and (n := safety.waiting(viewer)):
        hint = ngettext("%(n)d waits for a second person.", "%(n)d wait for a second person.", n) % {"n": n}
        yield pages.link(_("Opened to keep somebody safe"), "sharing:safety-list", order=4, hint=hint, symbol="1f514")
    for one in disagreements.waiting(viewer)[:1]:
        hint = _("Listen to everybody in it.")
        yield pages.link(
            _("Somebody does not agree"), "sharing:disagreement", one.id, order=6, hint=hint, symbol="1f4ac"
        )


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """From the page of a learner; what was decided without a yes is for the learner and whoever leads."""
    viewer: Any = request.user
    who = queries.standing(viewer, learner)
    if who.is_the_learner or who.is_lead:
        hint = _("Who decided, why, and until when.")
        text = _("What others decided") if who.is_the_learner else _("Decided without a yes")
        yield pages.link(text, "sharing:bases", learner.public_id, order=16, hint=hint)
    hint = _("Organisations that will not share, and why.")
    if who.is_the_learner or who.is_lead or accounts.roles(request):
        yield pages.link(_("Who should share with whom"), "sharing:wishes", learner.public_id, order=62, hint=hint)
    hint = _("Say it early. Somebody listens.")
    text = _("I do not agree") if who.is_the_learner else _("Disagreements")
    yield pages.link(text, "sharing:disagreements", learner.public_id, order=63, hint=hint)
