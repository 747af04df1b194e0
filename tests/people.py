"""The cast, made as rows: organisations, people, learners, circles and grants, each by the role that may write it.

For tests of what lies below the actions. Sam is the learner; what each of the others may see, the tests say.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.test import Client

from wraparound.accounts.models import Membership, Organisation, Person
from wraparound.accounts.roles import CirclePart, MemberRole, OrganisationKind
from wraparound.accounts.signin import MUST_ADD
from wraparound.core import clock, once
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting
from wraparound.learners.models import CircleMember, Learner
from wraparound.sharing.models import Grant
from wraparound.sharing.policy import Basis, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SIGN_IN = Actor(Role.SIGN_IN)
EVERYTHING = tuple(Category)
DAY = timedelta(days=1)
_numbers = count(1)


def saved(thing: Any, role: Role, person: Person | None = None) -> Any:
    """The row, written in a role."""
    with acting(Actor(role, person.pk if person else None)):
        thing.save(force_insert=True)
    return thing


class Browser(Client):
    """Sends each form with a key of its own, as our pages do; where a test says the field, that counts."""

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if data is None or isinstance(data, dict):
            data = {once.FIELD: once.new_key(), **(data or {})}
        return super().post(path, data, *args, **kwargs)


def browser(who: Person | None = None) -> Browser:
    """A browser in which somebody has signed in, with a second step where they need one; None: a visitor."""
    client = Browser()
    if who is not None:
        with acting(SIGN_IN):
            client.force_login(who, backend="wraparound.accounts.signin.Backend")
            session = client.session
            session.pop(MUST_ADD, None)
            session.save()
    return client


def organisation(name: str = "Northside", kind: OrganisationKind = OrganisationKind.GENERAL_FE) -> Organisation:
    return saved(Organisation(name=name, kind=kind), Role.SIGN_IN)


def person(name: str = "Alex", email: str = "") -> Person:
    return saved(Person(name=name, email=email or f"p{next(_numbers)}@example.org"), Role.SIGN_IN)


def member(
    of: Organisation, name: str = "Alex", role: MemberRole = MemberRole.SUPPORT_WORKER, **dates: date | None
) -> Person:
    """A new person, with a place in an organisation."""
    somebody = person(name)
    join(somebody, of, role, **dates)
    return somebody


def join(
    who: Person, of: Organisation, role: MemberRole = MemberRole.SUPPORT_WORKER, **dates: date | None
) -> Membership:
    return saved(Membership(person=who, organisation=of, role=role, **dates), Role.SIGN_IN)


def learner(name: str = "Sam Green", by: Person | None = None, **more: Any) -> Learner:
    return saved(Learner(name=name, born=date(2007, 5, 1), **more), Role.INTAKE, by)


def in_circle(
    of: Learner, who: Person, organisation: Organisation | None, part: CirclePart = CirclePart.SUPPORT, **dates: Any
) -> CircleMember:
    place = CircleMember(learner=of, person=who, organisation=organisation, part=part, added_by=who, **dates)
    return saved(place, Role.INTAKE, who)


def granted(
    of: Learner,
    to: Organisation | Person,
    by: Person,
    categories: Iterable[Category] = EVERYTHING,
    since: datetime | None = None,
    until: datetime | None = None,
    purpose: str = "To plan together",
    only: Iterable[int] | None = None,
) -> Grant:
    """A grant as the intake writes it down; from a minute ago for a day, unless said otherwise."""
    now = clock.now()
    grant = Grant(
        learner=of,
        categories=[c.number for c in categories],
        purpose=purpose,
        basis=Basis.STATUTORY_DUTY,
        basis_note="Section 42",
        duty="other-law",
        permission=Permission.NOT_ASKED,
        since=since or now - timedelta(minutes=1),
        until=until or now + DAY,
        given_by=by,
        only_people=None if only is None else sorted(only),
        **{"organisation" if isinstance(to, Organisation) else "person": to},
    )
    return saved(grant, Role.INTAKE, by)
