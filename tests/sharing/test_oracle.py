"""The database and the oracle agree, over random histories of grants, teams, memberships and people.

The oracle (`sharing.policy.may_see`) is a few lines of Python over facts. What it says of every person, learner and
category must be what the database opens, after every step. WRAPAROUND_STEPS makes the histories longer (`make prove`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests import people
from wraparound.accounts.models import Membership, Organisation, Person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.learners.models import CircleMember, Learner
from wraparound.sharing import actions, queries
from wraparound.sharing.models import Freeze, Grant
from wraparound.sharing.policy import GrantFacts, Span, Viewer, may_see

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db

STEPS_AN_EXAMPLE = 20
Days: TypeAlias = tuple[int, int | None]
STEPS = int(os.environ.get("WRAPAROUND_STEPS", "600"))  # many more in test_oracle_wide.py
DAYS = st.integers(-3, 3)
SPANS = st.tuples(DAYS, st.one_of(st.none(), DAYS))
LASTS = st.integers(1, 72)
OFFSETS = st.sampled_from([timedelta(days=-2), timedelta(hours=-1), timedelta(hours=1), timedelta(days=2)])
CATEGORIES = st.sets(st.sampled_from(list(Category)), min_size=1)
SOME = st.integers(0, 99)


@dataclass
class Facts:
    """What was done, as the oracle needs to know it."""

    memberships: list[tuple[Membership, Span]] = field(default_factory=list)
    places: list[tuple[CircleMember, Span]] = field(default_factory=list)
    grants: list[tuple[Grant, GrantFacts]] = field(default_factory=list)
    frozen: dict[tuple[int, Person | Organisation], Freeze] = field(default_factory=dict)  # by learner

    def viewer(self, who: Person, of: Learner) -> Viewer:
        frozen = [x for learner, x in self.frozen if learner == of.pk]
        return Viewer(
            who.pk,
            is_the_learner=of.person_id == who.pk,
            memberships=tuple((m.organisation_id, s) for m, s in self.memberships if m.person_id == who.pk),
            teams=tuple(
                (c.organisation_id, s)
                for c, s in self.places
                if c.person_id == who.pk and c.learner_id == of.pk and c.organisation_id
            ),
            is_frozen=who in frozen,
            frozen=frozenset(x.pk for x in frozen if isinstance(x, Organisation)),
        )

    def grants_of(self, of: Learner) -> list[GrantFacts]:
        return [f for g, f in self.grants if g.learner_id == of.pk]


class Histories(RuleBasedStateMachine):
    """A small world in which anything allowed may happen in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.facts = Facts()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize(
        memberships=st.lists(SPANS, min_size=6, max_size=6),
        places=st.lists(st.one_of(st.none(), SPANS), min_size=12, max_size=12),
        grants=st.lists(st.tuples(OFFSETS, LASTS, CATEGORIES), min_size=4, max_size=4),
    )
    def begin(self, memberships: list[Days], places: list[Days | None], grants: list[Any]) -> None:
        """A world already full: what only shows when several things meet is not left to chance."""
        self.organisations = [people.organisation(n) for n in ("North", "South")]
        self.people = [people.person(n) for n in ("Ana", "Ben", "Cat")]
        self.learners = [people.learner("Sam"), people.learner("Mei", person=self.people[0])]
        for (who, of), days in zip(product(self.people, self.organisations), memberships, strict=True):
            self.join(who, of, _span(*days))
        for (who, of, at), maybe in zip(product(self.people, self.learners, self.organisations), places, strict=True):
            if maybe is not None:
                self.join_team(who, of, at, _span(*maybe))
        for (of, to), (since, lasts, categories) in zip(
            product(self.learners, self.organisations), grants, strict=True
        ):
            self.grant(of, to, categories, since, lasts)

    def pick(self, of: list[Any], number: int) -> Any:
        return of[number % len(of)]

    def join(self, who: Person, of: Organisation, span: Span) -> None:
        role = list(MemberRole)[len(self.facts.memberships) % len(MemberRole)]
        if not any(
            (m.person_id, m.organisation_id, m.role) == (who.pk, of.pk, role) for m, _ in self.facts.memberships
        ):
            self.facts.memberships.append((people.join(who, of, role, since=span.since, until=span.until), span))

    def join_team(self, who: Person, of: Learner, at: Organisation, span: Span) -> None:
        held = ((c.person_id, c.learner_id, c.organisation_id) for c, s in self.facts.places if s.until is None)
        if span.until is not None or (who.pk, of.pk, at.pk) not in held:
            row = people.in_circle(of, who, at, CirclePart.SUPPORT, since=span.since, until=span.until)
            self.facts.places.append((row, span))

    def grant(
        self,
        of: Learner,
        to: Organisation | Person,
        categories: set[Category],
        since: timedelta,
        lasts: int,
        only: frozenset[int] | None = None,
    ) -> None:
        begin = clock.now() + since
        end = begin + timedelta(hours=lasts)
        row = people.granted(of, to, self.people[2], categories, begin, end, only=only)
        ids = {"person" if isinstance(to, Person) else "organisation": to.pk}
        self.facts.grants.append((row, GrantFacts(frozenset(categories), begin, end, **ids, only_people=only)))

    @rule(who=SOME, of=SOME, days=SPANS)
    def somebody_joins(self, who: int, of: int, days: Days) -> None:
        self.join(self.pick(self.people, who), self.pick(self.organisations, of), _span(*days))

    @rule(who=SOME, of=SOME, at=SOME, days=SPANS)
    def somebody_joins_a_team(self, who: int, of: int, at: int, days: Days) -> None:
        self.join_team(
            self.pick(self.people, who), self.pick(self.learners, of), self.pick(self.organisations, at), _span(*days)
        )

    @rule(of=SOME, to=SOME, to_person=st.booleans(), categories=CATEGORIES, since=OFFSETS, lasts=LASTS)
    def something_is_granted(
        self, of: int, to: int, to_person: bool, categories: set[Category], since: timedelta, lasts: int
    ) -> None:
        receiver = self.pick(self.people if to_person else self.organisations, to)
        self.grant(self.pick(self.learners, of), receiver, categories, since, lasts)

    @rule(of=SOME, to=SOME, only=st.sets(st.integers(0, 2), min_size=1), categories=CATEGORIES, lasts=LASTS)
    def something_is_granted_to_some_of_a_team(
        self, of: int, to: int, only: set[int], categories: set[Category], lasts: int
    ) -> None:
        some = frozenset(self.people[n].pk for n in only)
        receiver = self.pick(self.organisations, to)
        self.grant(self.pick(self.learners, of), receiver, categories, timedelta(hours=-1), lasts, some)

    @rule(whom=SOME, is_person=st.booleans())
    def the_learner_freezes_somebody_or_lifts_it(self, whom: int, is_person: bool) -> None:
        mei, frozen = self.learners[1], self.pick(self.people[1:] if is_person else self.organisations, whom)
        with acting(as_person(self.people[0].pk)):
            row = self.facts.frozen.pop((mei.pk, frozen), None)
            if row is None:
                kind = {"person" if is_person else "organisation": frozen}
                row = Freeze(learner=mei, by=self.people[0], by_learner=True, **kind)
                row.save(force_insert=True)
                self.facts.frozen[mei.pk, frozen] = row
            else:
                Freeze.objects.filter(pk=row.pk).update(lifted_by=self.people[0], lifted_at=clock.now())

    @precondition(lambda self: self.facts.memberships)
    @rule(which=SOME, until=DAYS)
    def a_membership_ends(self, which: int, until: int) -> None:
        number = which % len(self.facts.memberships)
        row, span = self.facts.memberships[number]
        last = max(span.since, clock.today() + timedelta(days=until))
        with acting(people.SIGN_IN):
            Membership.objects.filter(pk=row.pk).update(until=last)
        self.facts.memberships[number] = (row, Span(span.since, last))

    @rule(which=SOME)
    def the_learner_ends_a_grant(self, which: int) -> None:
        of_mei = self.learners[1].pk
        going = [n for n, (g, f) in enumerate(self.facts.grants) if g.learner_id == of_mei and f.ended is None]
        if going:
            number = self.pick(going, which)
            row, facts = self.facts.grants[number]
            with acting(as_person(self.people[0].pk)):
                actions.end_grant(grant=row, by=self.people[0])
            self.facts.grants[number] = (row, replace(facts, ended=clock.now()))

    @precondition(lambda self: len(self.learners) < 4)
    @rule(who=st.sampled_from([None, 1, 2]))
    def somebody_is_written_down(self, who: int | None) -> None:
        taken = {x.person_id for x in self.learners}
        person = None if who is None or self.people[who].pk in taken else self.people[who]
        self.learners.append(people.learner("Kit", person=person))

    @invariant()
    def the_database_opens_what_the_oracle_says(self) -> None:
        if not hasattr(self, "learners"):
            return
        at = clock.now()
        for who in self.people:
            with acting(as_person(who.pk)):
                opened = queries.keys(who)
                names = set(Learner.objects.values_list("pk", flat=True))
                known = set(Person.objects.values_list("pk", flat=True))  # by the policy: app.my_people()
                assert {*queries.names(who, [p.pk for p in self.people])} == known & {p.pk for p in self.people}
            due = {
                learner.pk * 16 + c.number
                for learner in self.learners
                for c in Category
                if may_see(c, self.facts.viewer(who, learner), self.facts.grants_of(learner), at).allowed
            }
            own = {x.pk for x in self.learners if x.person_id == who.pk}  # spare categories of one's own are open too
            assert {k for k in opened if k // 16 not in own} == {k for k in due if k // 16 not in own}
            assert due <= opened
            assert names == {k // 16 for k in due if k % 16 == Category.IDENTITY.number}


@pytest.fixture(autouse=True)
def planned_once(db: None) -> Iterator[None]:
    """The same few statements come a hundred thousand times here: the server plans each of them once."""
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 2
    yield
    raw.prepare_threshold = before


def _span(since: int, until: int | None) -> Span:
    begin: date = clock.today() + timedelta(days=since)
    return Span(begin, None if until is None else max(begin, clock.today() + timedelta(days=until)))


def run(steps: int, **more: Any) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=max(1, steps // STEPS_AN_EXAMPLE),
            stateful_step_count=STEPS_AN_EXAMPLE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_the_database_and_the_oracle_agree_over_random_histories() -> None:
    run(STEPS)


PLANTED = {  # each lets somebody see too much or too little, and must be found
    "the end of a membership is not looked at": ("app.day_begins(m.until + 1)", "'infinity'"),
    "the begin of a place in a team is not looked at": ("app.day_begins(c.since)", "'-infinity'"),
    "an ended grant goes on": ("e.grant_id = g.id", "false"),
    "a grant opens one category more": ("unnest(r.categories) k", "unnest(r.categories || 3) k"),
    "the team of another organisation counts": ("c.organisation_id = g.organisation_id", "true"),
    "everybody's name is told": ("where w.id = app.me()", "where true"),
    "the name of a colleague is not told": ("m.person_id = any(asked)", "false"),
    "names are told after the grant has ended": ("s.since <= clock_timestamp() and s.until >", "s.until >"),
    "a freeze of somebody is not looked at": ("f.person_id = r.person", "false"),
    "a freeze of an organisation is not looked at": ("or f.organisation_id in", "or 0 = 1 and f.organisation_id in"),
    "what is for some of a team is for all of it": (
        "g.only_people is null or c.person_id = any(g.only_people)",
        "true",
    ),
    "nothing follows a new grant": ("else (x ->> 'learner_id')::bigint end", "else 0 end"),
}
FUNCTIONS = Path(apps.get_app_config("sharing").path, "sql", "functions_access.sql").read_text()


WIDE = [name for name in PLANTED if "freeze" in name or " team " in name]  # found among many: test_oracle_wide.py


# Some take half a minute to find: in CI the quick ones, by `make prove` all.
QUICK = ["a grant opens one category more", "everybody's name is told", "nothing follows a new grant"]
NARROW = [name for name in PLANTED if name not in WIDE] if os.environ.get("WRAPAROUND_PLANTED") == "all" else QUICK


@pytest.mark.parametrize("fault", NARROW)
def test_a_planted_fault_is_found(fault: str, server: Server) -> None:
    right, wrong = PLANTED[fault]
    assert FUNCTIONS.count(right) >= 1
    with psycopg.connect(**server.connection("site"), autocommit=True) as superuser:
        superuser.execute("set role app_functions")
        try:
            superuser.execute(FUNCTIONS.replace(right, wrong))
            with pytest.raises(AssertionError):
                run(2_000, phases=[Phase.generate], derandomize=True, database=None)
        finally:
            superuser.execute(FUNCTIONS)
