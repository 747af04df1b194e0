"""The cast of accounts: Ada administers Northside, Carl works there, Emma did; Olga administers Elsewhere.

Vera belongs nowhere, Sue keeps the system. Each has the password `let me in` and an address like ada@example.org.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.people import DAY, SIGN_IN, Browser, join, organisation
from wraparound.accounts import actions
from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Membership, Organisation, Person

PASSWORD = "let me in"  # of people who do not exist


@dataclass(frozen=True)
class Cast:
    """Everybody, and the two organisations."""

    north: Organisation
    elsewhere: Organisation
    ada: Person
    carl: Person
    emma: Person
    olga: Person
    vera: Person
    sue: Person
    ada_there: Membership
    carl_there: Membership
    emma_there: Membership


def somebody(name: str) -> Person:
    """A person with an address and a password."""
    with acting(SIGN_IN):
        made = actions.add_person(name=name, email=f"{name.lower()}@example.org")
        made.set_password(PASSWORD)
        made.save()
    return made


def cast() -> Cast:
    """Made anew for each test."""
    north, elsewhere = organisation("Northside"), organisation("Elsewhere", OrganisationKind.COUNCIL)
    ada, carl, emma, olga, vera, sue = map(somebody, ("Ada", "Carl", "Emma", "Olga", "Vera", "Sue"))
    before = clock.today() - 10 * DAY
    ada_there = join(ada, north, MemberRole.ORGANISATION_ADMIN, since=before)
    carl_there = join(carl, north, MemberRole.SUPPORT_WORKER, since=before)
    emma_there = join(emma, north, MemberRole.TRANSITION_LEAD, since=before, until=clock.today() - DAY)
    join(olga, elsewhere, MemberRole.ORGANISATION_ADMIN, since=before)
    join(sue, organisation("The programme", OrganisationKind.PROGRAMME_BODY), MemberRole.SYSTEM_ADMIN, since=before)
    return Cast(north, elsewhere, ada, carl, emma, olga, vera, sue, ada_there, carl_there, emma_there)


@contextmanager
def being(person: Person) -> Iterator[None]:
    """As this person."""
    with acting(as_person(person.pk)):
        yield


def browser(person: Person | None = None) -> Browser:
    """A browser, signed in as somebody."""
    client = Browser()
    if person is not None:
        with acting(SIGN_IN):
            client.force_login(person, backend="wraparound.accounts.signin.Backend")
    return client


def text(response: Any) -> str:
    """What a page says."""
    return response.content.decode()
