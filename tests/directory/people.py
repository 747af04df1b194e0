"""Who the tests of the local offer are about: two colleges, who works there, and what they offer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from wraparound.accounts.models import Membership, Organisation, Person
from wraparound.core import ids
from wraparound.core.database.scope import Role, acting, as_person, as_system
from wraparound.directory import actions

CHELMSFORD = (570_400, 206_500)
DAY = 1440


def organisation(name: str = "Rivers College", kind: str = "general-fe") -> Organisation:
    with acting(as_system(Role.SIGN_IN)):
        return Organisation.objects.create(name=name, kind=kind)


def person(
    name: str, organisation: Organisation | None = None, role: str = "organisation-administrator", **more: Any
) -> Person:
    with acting(as_system(Role.SIGN_IN)):
        made = Person.objects.create(name=name, email=f"{name.lower()}-{ids.new_number()}@example.org")
        if organisation:
            Membership.objects.create(person=made, organisation=organisation, role=role, **more)
    return made


@contextmanager
def being(who: Person | None) -> Any:
    from wraparound.core.database.scope import as_visitor

    with acting(as_person(who.pk) if who else as_visitor()):
        yield who


def site(organisation: Organisation, by: Person, name: str = "Main site", **said: Any) -> Any:
    point = {"easting": CHELMSFORD[0], "northing": CHELMSFORD[1]}
    return actions.add_site(**{**point, **said}, organisation=organisation, name=name, by=by)


def service(organisation: Organisation, by: Person, name: str = "Cooking for one", **said: Any) -> Any:
    usual = {"kind": "course", "description": "Learn to shop and cook.", "person_name": "Ann Example",
             "person_email": "ann@example.org", "person_phone": "01632 960 001"}  # fmt: skip
    return actions.add_service(**{**usual, **said}, organisation=organisation, name=name, by=by)


def offering(service: Any, site: Any, by: Person, **said: Any) -> Any:
    usual = {"sessions": [[570, 660]], "places": 8, "price": 45_000}
    return actions.add_offering(**{**usual, **said}, service=service, site=site, by=by)
