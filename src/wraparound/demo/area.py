"""The made-up area, with what the demo adds: a programme body, numbers of real colleges, and who works where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from areas import make_area
from areas.facts import colleges
from wraparound.accounts.roles import MemberRole, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNCIL, TERMS, SEED = "Birmingham", 6, 1  # the area of docs/areas.md
HOMES = (OrganisationKind.SPECIALIST_COLLEGE, OrganisationKind.GENERAL_FE, OrganisationKind.SIXTH_FORM)
_COLLEGE = {
    MemberRole.ORGANISATION_ADMIN: 1,
    MemberRole.TRANSITION_LEAD: 2,
    MemberRole.HEAD_OF_INCLUSION: 1,
    MemberRole.SUPPORT_WORKER: 3,
}
WHO_WORKS: Mapping[OrganisationKind, Mapping[MemberRole, int]] = {  # how many in each role
    **dict.fromkeys(HOMES, _COLLEGE),
    OrganisationKind.COUNCIL: {MemberRole.ORGANISATION_ADMIN: 1, MemberRole.COMMISSIONER: 2},
    OrganisationKind.HEALTH: {MemberRole.ORGANISATION_ADMIN: 1, MemberRole.SUPPORT_WORKER: 2},
    OrganisationKind.COMMUNITY: {MemberRole.ORGANISATION_ADMIN: 1},
    OrganisationKind.EMPLOYER: {MemberRole.ORGANISATION_ADMIN: 1, MemberRole.EMPLOYER_SUPERVISOR: 1},
    OrganisationKind.PROGRAMME_BODY: {
        MemberRole.ORGANISATION_ADMIN: 1,
        MemberRole.FACILITATOR: 2,
        MemberRole.SYSTEM_ADMIN: 1,
    },
}


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of the area."""

    ref: str
    name: str
    kind: OrganisationKind
    ukprn: str = ""

    @property
    def is_real(self) -> bool:
        """A college that exists. Its people and entries here are made up all the same."""
        return bool(self.ukprn)


PROGRAMME = Place("made-up-programme-office", "Made-up Programme Office", OrganisationKind.PROGRAMME_BODY)


@dataclass(frozen=True)
class Area:
    """The planner's problem, read only, and the organisations in it."""

    problem: Any
    places: tuple[Place, ...]

    def at(self, said: str) -> str:
        """The id of an organisation: that id where there is one, else the first of that kind."""
        refs = [p.ref for p in self.places]
        return said if said in refs else next(p.ref for p in self.places if p.kind == said)

    def of_kind(self, *kinds: OrganisationKind) -> list[Place]:
        """The organisations of these kinds, in the area's order."""
        return [p for p in self.places if p.kind in kinds]


@cache
def area(learners: int) -> Area:
    """The area with so many learners. The same number gives the same area. Raises areas.PlacesMissing."""
    problem = make_area(COUNCIL, learners, TERMS, seed=SEED)
    numbers = {c.name: c.ukprn for c in colleges()}
    made = [Place(o.id, o.name, OrganisationKind(o.kind), numbers.get(o.name, "")) for o in problem.organisations]
    return Area(problem, (*made, PROGRAMME))
