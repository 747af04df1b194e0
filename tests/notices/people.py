"""Those who are told: Lena leads for Sam, Hari supports, Mum is family, Stan is a stranger."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.notices.kinds import Kind, register
from wraparound.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Grant

NAME = "Canary Green"
register(  # what tests tell of
    Kind("test-calm", "Something calm happened.", named="Something calm happened to %(name)s."),
    Kind("test-urgent", "Something urgent happened.", wanted="Look at once.", link="help", urgent=True, days=3),
)


@dataclass
class Cast:
    north: Organisation
    sams: Learner
    sam: Person
    lena: Person
    hari: Person
    stan: Person
    grant: Grant


def everybody() -> Cast:
    north = people.organisation("North")
    sam = people.person("Sam")
    sams = people.learner(NAME, person=sam)
    lena, hari = people.member(north, "Lena", MemberRole.TRANSITION_LEAD), people.member(north, "Hari")
    stan = people.member(people.organisation("Elsewhere"), "Stan")
    people.in_circle(sams, lena, north, CirclePart.LEAD)
    people.in_circle(sams, hari, north)
    grant = people.granted(sams, north, lena, [Category.IDENTITY, Category.ABOUT_ME])
    return Cast(north, sams, sam, lena, hari, stan, grant)


@contextmanager
def being(person: Person) -> Iterator[None]:
    with acting(as_person(person.pk)):
        yield


def told(person: Person) -> list[tuple[str, int]]:
    """The kinds of which somebody has notices that are open to them, each with its count."""
    with being(person):
        return sorted(Notice.objects.filter(person=person).values_list("kind", "count"))
