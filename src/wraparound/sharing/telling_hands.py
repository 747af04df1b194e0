"""Who is told of what a learner does about sharing: whom they want to talk with, and of nothing but that; and
whoever wanted to be asked again, on the day (`manage.py tell_questions_due`).
"""

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
        "talk-wanted",
        _("Somebody whom you support wants to talk with you."),
        wanted=_("Find a time to talk."),
        named=_("%(name)s wants to talk with you."),
        link="learners:learner",
        link_text=_("See who it is"),
    ),
    Kind(
        "question-due",
        _("You wanted to be asked something again."),
        wanted=_("Look at the question."),
        named=_("A question about %(name)s waits."),
        link="sharing:who",
        link_text=_("See the question"),
    ),
)


def wants_to_talk(learner: Learner, to: Person, by: Person) -> None:
    """The one person whom the learner named."""
    tell(person=to.pk, kind="talk-wanted", about=About.learner(learner, Category.IDENTITY), by=by)
