"""What people are told of circles and of records; and what learners are called, for whoever may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category
from wraparound.learners import queries
from wraparound.learners.models import CircleMember, now_held
from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, names_learners, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

register(
    Kind(
        "circle-joined",
        _("You have a new place in a circle of support."),
        wanted=_("Look at what they want you to know."),
        named=_("You have a new place in the circle of support of %(name)s."),
        link="learners:learner",
        link_text=_("See who it is"),
        urgent=True,
    ),
    Kind(
        "circle-changed",
        _("Your circle of support changed."),
        wanted=_("Look at who is around you."),
        link="learners:circle",
        link_text=_("See my circle"),
    ),
    Kind("circle-left", _("Your place in a circle of support has ended.")),
    Kind(
        "records-merged",
        _("Two records of one learner are now one."),
        wanted=_("Look if all is right."),
        named=_("Two records of %(name)s are now one."),
        link="learners:learner",
        link_text=_("See the record"),
    ),
)


@names_learners
def names(viewer: Person, learners: Iterable[int]) -> dict[int, str]:
    """What these learners are called, by number, where that is open to the viewer."""
    found = queries.my_learners(viewer).filter(pk__in=list(learners)).prefetch_related(None)
    return {learner.pk: str(learner) for learner in found}


def joined(place: CircleMember, by: Person) -> None:
    """Whoever got the place, and the learner."""
    tell(person=place.person_id, kind="circle-joined", about=About.learner(place.learner, Category.IDENTITY), by=by)
    _circle_changed(place.learner, by)


def left(place: CircleMember, by: Person) -> None:
    """Whoever had the place, without saying whose circle it was: that is not open to them any more; and the learner."""
    tell(person=place.person_id, kind="circle-left", about=About(), by=by)
    _circle_changed(place.learner, by)


def merged(kept: Learner, by: Person) -> None:
    """The learner, and whoever leads for them."""
    people = {*queries.leads(by, kept).values_list("person_id", flat=True)}
    for person in people | ({kept.person_id} if kept.person_id else set()):
        tell(person=person, kind="records-merged", about=About.learner(kept, Category.IDENTITY), by=by)


def who_answers_for(learner: Learner, by: Person) -> set[int]:
    """The numbers of leads, family and advocates of a learner, as far as whoever acts sees them."""
    parts = (CirclePart.LEAD, CirclePart.FAMILY, CirclePart.ADVOCATE)
    held = CircleMember.objects.filter(now_held(), learner=learner, part__in=parts)
    return set(held.values_list("person_id", flat=True))


def who_works_for(learner: Learner, organisation: Organisation, by: Person) -> set[int]:
    """The numbers of those who have a place in the circle for an organisation, as far as whoever acts sees them."""
    held = CircleMember.objects.filter(now_held(), learner=learner, organisation=organisation)
    return set(held.values_list("person_id", flat=True))


def _circle_changed(learner: Learner, by: Person) -> None:
    if learner.person_id:
        tell(person=learner.person_id, kind="circle-changed", about=About.learner(learner, Category.IDENTITY), by=by)
