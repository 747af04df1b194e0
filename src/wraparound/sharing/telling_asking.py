"""Who is told that an organisation asks to see more, and of the answer. Nothing says what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.sharing.models import AccessRequest

register(
    Kind(
        "access-asked",
        _("An organisation asks to see more."),
        wanted=_("You can say yes or no."),
        link="sharing:request",
        link_text=_("See who asks"),
    ),
    Kind(
        "access-asked-of",
        _("An organisation asks to see more of a learner for whom you lead."),
        wanted=_("Read it with them. They decide."),
        named=_("An organisation asks to see more of %(name)s."),
        link="sharing:request",
        link_text=_("See what it asks"),
    ),
    Kind(
        "access-answered",
        _("Your request to see more of a learner was answered."),
        named=_("Your request to see more of %(name)s was answered."),
        link="sharing:request",
        link_text=_("See the answer"),
    ),
)
ASKED = ("access-asked", "access-asked-of")


def asked(request: AccessRequest, by: Person) -> None:
    """The learner; whoever leads, where the learner has no sign-in."""
    own = request.learner.person_id
    if own is not None:
        tell(person=own, kind=ASKED[0], about=_about(request), by=by)
        return
    for lead in {*learners.leads(by, request.learner).values_list("person_id", flat=True)}:
        tell(person=lead, kind=ASKED[1], about=_about(request), by=by)


def answered(request: AccessRequest, by: Person) -> None:
    """Whoever asked; it waits for nobody any more."""
    no_longer_waits(request, by)
    tell(person=request.asked_by_id, kind="access-answered", about=_about(request), by=by)


def no_longer_waits(request: AccessRequest, by: Person) -> None:
    """It was answered or taken back."""
    for kind in ASKED:
        settle(kind=kind, about=_about(request), by=by)


def _about(request: AccessRequest) -> About:
    """Who the learner is: to whom that is not open, the notice is not. The address is that of the request alone."""
    return About((str(request.pk),), About.learner(request.learner, Category.IDENTITY).key)
