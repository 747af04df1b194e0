"""The ways to how long what is kept, to what is to be erased and to who reaches how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages
from wraparound.learners import open_parts
from wraparound.records.queries import keeping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """For administrators: who reaches how many learners, what is due, and the record of it all."""
    for one in accounts.memberships(request):
        if one.role is MemberRole.ORGANISATION_ADMIN:
            hint = _("How many learners each person reaches.")
            text = _("Who reaches whom at %(name)s") % {"name": one.name}
            yield pages.link(text, "records:review", one.public_id, order=26, hint=hint, symbol="1f441")
    roles = accounts.roles(request)
    if MemberRole.ORGANISATION_ADMIN in roles:
        hint = _("What its time is over for, and what needs a second person.")
        yield pages.link(_("What is to be erased"), "records:keeping", order=27, hint=hint, symbol="1f5c2")
    if roles & {MemberRole.ORGANISATION_ADMIN, MemberRole.SYSTEM_ADMIN}:
        hint = _("What is kept, what for, and who may see it.")
        yield pages.link(_("Record of processing"), "records:processing", order=28, hint=hint, symbol="1f4cb")


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """For who leads."""
    viewer: Any = request.user
    if learner.person_id != viewer.pk and keeping.proposing(viewer, learner) is not None:
        hint = _("How long each part is kept, and what is to be erased.")
        yield pages.link(_("What is kept, and how long"), "records:kept", learner.public_id, order=80, hint=hint)
