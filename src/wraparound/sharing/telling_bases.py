"""Who is told of decisions without a yes: the learner that there is one; whoever leads that one ends. Never what of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

register(
    Kind(
        "decided-for-you",
        _("Others decided something with you in mind."),
        wanted=_("You can read it, and say what you think."),
        link="sharing:bases",
        link_text=_("Read what they decided"),
    ),
    Kind(
        "decision-ends",
        _("A decision for a learner ends in four weeks."),
        wanted=_("Look at it again. If nobody does, it ends by itself."),
        named=_("A decision for %(name)s ends in four weeks."),
        link="sharing:decision",
        link_text=_("Look at it again"),
    ),
    Kind(
        "decision-ends-soon",
        _("A decision for a learner ends in a week."),
        wanted=_("Look at it again. If nobody does, it ends by itself."),
        named=_("A decision for %(name)s ends in a week."),
        link="sharing:decision",
        link_text=_("Look at it again"),
        urgent=True,
    ),
)


def decided(learner: Learner, by: Person) -> None:
    """The learner, where they sign in."""
    if learner.person_id is not None:
        tell(person=learner.person_id, kind="decided-for-you", about=About.learner(learner, Category.IDENTITY), by=by)
