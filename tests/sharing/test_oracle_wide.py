"""The database and the oracle agree, wide instead of long: many learners at once, each with a history of its own.

A step is one change about one learner; after each round of them, all that is open to anybody is compared at once.
WRAPAROUND_STEPS makes more rounds of it (`make prove`), WRAPAROUND_SEED another history.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import transaction

from tests import people
from tests.sharing.test_oracle import FUNCTIONS, PLANTED, WIDE
from wraparound.accounts.models import Membership, Organisation, Person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting, as_person
from wraparound.learners.models import CircleMember, Learner
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Freeze, Grant
from wraparound.sharing.policy import Basis, GrantFacts, Permission, Span, Viewer, may_see

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db

LEARNERS, A_WORLD = 1_000, 4_000  # learners of a world, and steps in it
STEPS = int(os.environ.get("WRAPAROUND_STEPS", "4000"))
SEED = int(os.environ.get("WRAPAROUND_SEED", "1"))
Cell = tuple[int, int, int]  # person, learner, category


@dataclass
class About:
    """What was done about one learner, as the oracle needs to know it."""

    learner: Learner
    own: Person
    places: list[tuple[int, int, Span]] = field(default_factory=list)  # person, organisation
    grants: dict[Grant, GrantFacts] = field(default_factory=dict)
    frozen: dict[Person | Organisation, Freeze] = field(default_factory=dict)


class World:
    """Some organisations, whose people support all the learners."""

    def __init__(self, learners: int, seed: int) -> None:
        self.rng = Random(seed)
        self.steps = 0
        self.organisations = [people.organisation(f"Organisation {n}") for n in range(3)]
        self.people = [people.person(f"Person {n}") for n in range(30)]
        self.memberships: dict[int, list[tuple[Membership, Span]]] = defaultdict(list)
        for n, who in enumerate(self.people):
            for of in self.rng.sample(self.organisations, 2):
                span = self.span()
                row = people.join(who, of, list(MemberRole)[n % 5], since=span.since, until=span.until)
                self.memberships[who.pk].append((row, span))
        own = [Person(name=f"Learner {n}", email=f"wide{n}@example.org") for n in range(learners)]
        rows = [Learner(name=f"Learner {n}", born=clock.today(), person=p) for n, p in enumerate(own)]
        with acting(people.SIGN_IN):
            Person.objects.bulk_create(own)
        with acting(Actor(Role.INTAKE, self.people[0].pk)):
            Learner.objects.bulk_create(rows)
        self.all = [About(row, p) for row, p in zip(rows, own, strict=True)]

    def span(self) -> Span:
        """Days around today; most of them open-ended or long."""
        since = clock.today() + timedelta(days=self.rng.choice([-300, -3, -1, 0, 0, 1]))
        until = self.rng.choice([None, None, -1, 0, 1, 200])
        return Span(since, None if until is None else max(since, clock.today() + timedelta(days=until)))

    def round(self) -> None:
        """A change about each learner, and two memberships that end or begin."""
        doing = [(about, self.rng.random()) for about in self.all]
        self.give(about for about, x in doing if x < 0.45)
        self.join_teams(about for about, x in doing if 0.45 <= x < 0.8)
        self.freeze(about for about, x in doing if 0.8 <= x < 0.85)
        for about in (about for about, x in doing if x >= 0.85):
            self.end(about)
        for _ in range(2):
            self.change_a_membership()
        self.steps += len(self.all)

    def give(self, to: Iterable[About]) -> None:
        """A grant for each: to an organisation or a person; past, now or to come."""
        new = []
        for about in to:
            since = clock.now() + timedelta(hours=self.rng.choice([-400, -30, -1, -1, 5]))
            until = since + timedelta(hours=self.rng.choice([3, 40, 500]))
            opened = frozenset(self.rng.sample(list(Category), self.rng.randint(1, 9)))
            receiver = self.rng.choice(self.organisations if self.rng.random() < 0.8 else self.people)
            ids = {"organisation" if isinstance(receiver, Organisation) else "person": receiver}
            grant = Grant(
                learner=about.learner, categories=[c.number for c in opened], purpose="x", basis=Basis.STATUTORY_DUTY,
                basis_note="x", duty="other-law", permission=Permission.NOT_ASKED, since=since, until=until,
                given_by=self.people[0], **ids,
            )  # fmt: skip
            if isinstance(receiver, Organisation) and self.rng.random() < 0.2:
                grant.only_people = [who.pk for who in self.rng.sample(self.people, 6)]
            only = None if grant.only_people is None else frozenset(grant.only_people)
            keys = {k: x.pk for k, x in ids.items()}
            about.grants[grant] = GrantFacts(opened, since, until, **keys, only_people=only)
            new.append(grant)
        with acting(Actor(Role.INTAKE, self.people[0].pk)):
            Grant.objects.bulk_create(new)

    def join_teams(self, which: Iterable[About]) -> None:
        """Somebody joins the team of each, for an organisation, whether they belong to it or not."""
        new = []
        for about in which:
            who, span = self.rng.choice(self.people), self.span()
            own = [m.organisation_id for m, _ in self.memberships[who.pk]]
            of = self.rng.choice([*own, *own, *(o.pk for o in self.organisations)])
            if (who.pk, of) in {(p, o) for p, o, _ in about.places}:
                continue
            about.places.append((who.pk, of, span))
            said = {"since": span.since, "until": span.until, "part": CirclePart.SUPPORT, "added_by": self.people[0]}
            new.append(CircleMember(learner=about.learner, person=who, organisation_id=of, **said))
        with acting(Actor(Role.INTAKE, self.people[0].pk)):
            CircleMember.objects.bulk_create(new)

    def freeze(self, which: Iterable[About]) -> None:
        """Each freezes somebody, or an organisation; or lifts it, where they did before."""
        for about in which:
            around = [who for who in self.people if who.pk in {p for p, _, _ in about.places}]
            whom = self.rng.choice([*around, *around, *self.organisations, *about.frozen])
            with acting(as_person(about.own.pk)):
                if row := about.frozen.pop(whom, None):
                    Freeze.objects.filter(pk=row.pk).update(lifted_by=about.own, lifted_at=clock.now())
                else:
                    kind = {"person" if isinstance(whom, Person) else "organisation": whom}
                    row = Freeze(learner=about.learner, by=about.own, by_learner=True, **kind)
                    row.save(force_insert=True)
                    about.frozen[whom] = row

    def end(self, about: About) -> None:
        """The learner ends one of the grants about them."""
        going = [g for g, facts in about.grants.items() if facts.ended is None]
        if going:
            grant = self.rng.choice(going)
            with acting(as_person(about.own.pk)):
                actions.end_grant(grant=grant, by=about.own)
            about.grants[grant] = replace(about.grants[grant], ended=clock.now())

    def change_a_membership(self) -> None:
        """A membership gets another last day."""
        who = self.rng.choice(self.people).pk
        number = self.rng.randrange(2)
        row, span = self.memberships[who][number]
        last = max(span.since, clock.today() + timedelta(days=self.rng.choice([-1, 0, 30])))
        with acting(people.SIGN_IN):
            Membership.objects.filter(pk=row.pk).update(until=last)
        self.memberships[who][number] = (row, Span(span.since, last))

    def due(self) -> set[Cell]:
        """All that the oracle opens now. Who has no part in what was done about a learner is asked by turns."""
        now, found = clock.now(), set()
        for about in self.all:
            touched = {p for p, _, _ in about.places} | {f.person for f in about.grants.values() if f.person}
            frozen = frozenset(x.pk for x in about.frozen if isinstance(x, Organisation))
            stopped = {x.pk for x in about.frozen if isinstance(x, Person)}
            for who in {*touched, about.own.pk, self.rng.choice(self.people).pk}:
                viewer = Viewer(
                    who,
                    who == about.own.pk,
                    tuple((m.organisation_id, s) for m, s in self.memberships[who]),
                    tuple((o, s) for p, o, s in about.places if p == who),
                    who in stopped,
                    frozen,
                )
                grants = about.grants.values()
                found |= {(who, about.learner.pk, c.number) for c in Category if may_see(c, viewer, grants, now)}
        return found

    def opened(self, to: Iterable[Person]) -> set[Cell]:
        """All that the database opens to these, asked as each of them, without the learners' spare categories."""
        found = set()
        for who in to:
            with acting(as_person(who.pk)):
                found |= {(who.pk, key // 16, key % 16) for key in queries.keys(who) if key % 16 < len(Category)}
        return found


def run(steps: int, learners: int, seed: int) -> World:
    """Rounds until so many steps are done; what is open is compared after each."""
    world = World(learners, seed)
    while world.steps < steps:
        world.round()
        due = world.due()
        asked = [*world.people, *(about.own for about in world.rng.sample(world.all, 20))]
        assert len(due) > 5 * learners  # else nothing would be shown
        assert world.opened(asked) == {cell for cell in due if cell[0] in {who.pk for who in asked}}
    return world


def test_the_database_and_the_oracle_agree_about_many_learners() -> None:
    """Worlds of 4,000 steps: within one transaction the database slows down with what is changed in it."""
    for number in range(-(-STEPS // A_WORLD)):
        with transaction.atomic():
            run(A_WORLD, LEARNERS, SEED + number)
            transaction.set_rollback(True)


@pytest.mark.parametrize("fault", WIDE)
def test_a_planted_fault_is_found_wide(fault: str, server: Server) -> None:
    right, wrong = PLANTED[fault]
    with psycopg.connect(**server.connection("site"), autocommit=True) as superuser:
        superuser.execute("set role app_functions")
        try:
            superuser.execute(FUNCTIONS.replace(right, wrong))
            with pytest.raises(AssertionError):
                run(400, 40, SEED)
        finally:
            superuser.execute(FUNCTIONS)
