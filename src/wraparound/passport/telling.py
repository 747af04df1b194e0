"""Who is told that a passport changed: the learner, leads and family, as far as that part is open to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.learners.telling import who_answers_for
from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner

register(
    Kind(
        "passport-written",
        _("Somebody wrote in your passport."),
        wanted=_("Read it. You can add what you think."),
        link="passport:passport",
        link_text=_("See my passport"),
    ),
    Kind(
        "passport-changed",
        _("The passport of a learner changed."),
        wanted=_("Read what is new."),
        named=_("The passport of %(name)s changed."),
        link="passport:passport",
        link_text=_("See the passport"),
    ),
)


def changed(learner: Learner, category: Category, by: Person) -> None:
    """Tells of one part. To whom it is not open, the notice is not either: the database sees to that."""
    about = About.learner(learner, category)
    if learner.person_id:
        tell(person=learner.person_id, kind="passport-written", about=about, by=by)
    for person in who_answers_for(learner, by) - {learner.person_id}:
        tell(person=person, kind="passport-changed", about=about, by=by)
