"""The people around Sam's plan: two colleges, a council, health, her mother, somebody without a grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.core import clock

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass
class Cast:
    """Who is around Sam."""

    learner: Learner
    sam: Person
    mother: Person
    specialist: Organisation
    lead: Person  # of the specialist college
    college: Organisation
    head: Person  # of the general college
    stranger: Person


def cast() -> Cast:
    """Sam, her mother, two colleges with a grant for everything, and a college without."""
    specialist = people.organisation("Brook Specialist College", OrganisationKind.SPECIALIST_COLLEGE)
    college = people.organisation("Northside College")
    elsewhere = people.organisation("Elsewhere College")
    lead = people.member(specialist, "Lee Lead", MemberRole.TRANSITION_LEAD)
    head = people.member(college, "Hanna Head", MemberRole.HEAD_OF_INCLUSION)
    stranger = people.member(elsewhere, "Stan Strange", MemberRole.TRANSITION_LEAD)
    sam, mother = people.person("Sam Green"), people.person("Mia Green")
    learner = people.learner("Sam Green", by=lead, person=sam)
    people.in_circle(learner, lead, specialist, CirclePart.LEAD)
    people.in_circle(learner, head, college, CirclePart.SUPPORT)
    people.in_circle(learner, mother, None, CirclePart.FAMILY)
    for to in (specialist, college, mother):
        people.granted(learner, to, sam, until=clock.now() + timedelta(days=300))
    return Cast(learner, sam, mother, specialist, lead, college, head, stranger)
