"""Organisations and the people who work there, made by the installation in one transaction."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from wraparound.accounts import actions
from wraparound.core import clock
from wraparound.core.database.scope import acting
from wraparound.demo import made
from wraparound.demo.area import COUNCIL, WHO_WORKS
from wraparound.demo.told import cast, dice, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from wraparound.accounts.models import Organisation, Person
    from wraparound.accounts.roles import MemberRole
    from wraparound.demo.area import Area, Place
    from wraparound.demo.told import CastMember

PHONE = "0121 496 0{:03d}"  # numbers that Ofcom keeps for stories: they ring nowhere
MOBILE = "07700 900{:03d}"


def make_working(area: Area) -> None:
    """Every organisation with its people; the cast among them. Noted as `organisation:ID` and `person:ID:ROLE:N`."""
    names, numbers = _names(dice("working")), count(1)
    members = {(area.at(c.at), c.role): c for c in cast() if c.at}
    with acting(made.INSTALLATION):
        for place in area.places:
            organisation = _found(place)
            for role, many in WHO_WORKS[place.kind].items():
                for n in range(many):
                    one = members.get((place.ref, role.value)) if n == 0 else None
                    _employ(organisation, role, f"{place.ref}:{role.value}:{n}", one, names, next(numbers))


def _found(place: Place) -> Organisation:
    about = told("offers")["organisations"][place.kind.value]
    if place.is_real:
        about += " This college exists; the people and the entries shown here do not."
    found = actions.found_organisation(
        name=place.name, kind=place.kind, ukprn=place.ukprn, council=COUNCIL, about=about, by=None
    )
    made.note(f"organisation:{place.ref}", found.pk)
    return found


def _employ(
    organisation: Organisation, role: MemberRole, ref: str, one: CastMember | None, names: Iterator[str], number: int
) -> None:
    name = one.name if one else next(names)
    person = add_person(name, PHONE.format(number % 1000), number)
    since = clock.today().replace(day=1, month=1)
    actions.add_membership(person=person, organisation=organisation, role=role, since=since, by=None)
    made.note(f"person:{ref}", person.pk)
    if one:
        made.note(f"person:cast:{one.key}", person.pk)


def add_person(name: str, phone: str, number: int | None = None) -> Person:
    """A person; with a number they have an address, which the number makes theirs alone."""
    email = "" if number is None else f"{name.lower().replace(' ', '.')}.{number}@example.org"
    return actions.add_person(name=name, email=email, phone=phone, by=None)


def _names(rng: Random) -> Iterator[str]:
    """Names of grown-ups, each once until all are used."""
    said = told("names")
    surnames = [s for group in said["surnames"].values() for s in group]
    pairs = [(first, last) for first in said["grown_ups"] for last in surnames]
    for first, last in rng.sample(pairs, len(pairs)):
        yield f"{first} {last}"
