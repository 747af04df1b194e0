"""The chain of events: one for each subject, verified, and broken by whatever is changed behind its back."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tests.people import learner, person
from wraparound.core import audit
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    return person("Ana")


@pytest.fixture
def about(ana: Person) -> Learner:
    """A learner with three events."""
    made = learner("Ana Green", person=ana)
    with acting(as_person(ana.pk)):
        for number in range(3):
            audit.record("grant given", about=made.public_id, details={"number": number})
    return made


def test_events_have_their_place_their_actor_and_verify(ana: Person, about: Learner) -> None:
    with acting(as_person(ana.pk)):
        events = list(AuditEvent.objects.filter(subject=about.public_id))
        assert [(e.seq, e.actor, e.what, e.details["number"]) for e in events] == [
            (n + 1, ana.pk, "grant given", n) for n in range(3)
        ]
        assert audit.broken_at(about.public_id) is None


def test_others_do_not_see_the_chain(about: Learner) -> None:
    ben = person("Ben")
    with acting(as_person(ben.pk)):
        assert not AuditEvent.objects.filter(subject=about.public_id).exists()


def test_nobody_writes_or_changes_an_event_except_by_appending(ana: Person, about: Learner) -> None:
    with acting(as_person(ana.pk)):
        for attempt in (
            lambda: AuditEvent.objects.update(what="nothing"),
            lambda: AuditEvent.objects.all().delete(),
            lambda: AuditEvent.objects.create(subject=about.public_id, seq=9, at="2027-01-01T00:00Z", what="x"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()


def test_two_who_append_at_once_do_not_fork_the_chain(server: Server, committed: Any) -> None:
    subject = uuid4()
    said = server.connection(committed.info.dbname)
    with psycopg.connect(**said) as one, psycopg.connect(**said) as two:
        one.execute("select app.append(%s, 'x', '{}')", [subject])
        two.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            two.execute("select app.append(%s, 'x', '{}')", [subject])
        two.rollback()
        one.commit()
        assert two.execute("select app.append(%s, 'x', '{}')", [subject]).fetchone() == (2,)
        assert two.execute("select app.broken_at(%s)", [subject]).fetchone() == (None,)


TAMPERINGS = [
    "update app.core_auditevent set what = 'grant ended' where seq = {n}",
    "update app.core_auditevent set details = '{{}}' where seq = {n}",
    "update app.core_auditevent set actor = 7 where seq = {n}",
    "update app.core_auditevent set at = at + interval '1 second' where seq = {n}",
    "update app.core_auditevent set salt = '\\x00', seal = app.seal('\\x00', '{{}}') where seq = {n}",
    "delete from app.core_auditevent where seq = {n}",
    "delete from app.core_auditevent where seq >= {n}",
    "update app.core_auditevent set seq = seq + 100 where seq >= {n}",
    "delete from app.core_chainhead",
    "update app.core_chainhead set seq = {n} - 1",
]


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_found(tampering: str, server: Server) -> None:
    with chain(server, 5) as raw:
        raw.execute(tampering.format(n=random.Random(tampering).randint(2, 5)))
        assert broken(raw) is not None


def test_an_event_of_which_the_content_was_erased_still_verifies_but_its_neighbours_must_too(server: Server) -> None:
    with chain(server, 5) as raw:
        raw.execute("update app.core_auditevent set salt = null, details = null, actor = null, what = '' where seq = 3")
        assert broken(raw) is None
        raw.execute("update app.core_auditevent set seal = '\\x00' where seq = 3")
        assert broken(raw) == 3


def test_a_chain_that_is_written_anew_from_an_event_on_is_another_chain(server: Server) -> None:
    """A rewrite by somebody who owns the database verifies in itself; heads kept elsewhere tell it apart."""
    with chain(server, 3) as raw:
        before = raw.execute("select hash from app.core_chainhead").fetchone()
        raw.execute("delete from app.core_auditevent where seq = 3")
        raw.execute(
            "update app.core_chainhead set seq = 2, hash = (select hash from app.core_auditevent where seq = 2)"
        )
        raw.execute("select app.append((select subject from app.core_chainhead), 'other', '{}')")
        assert broken(raw) is None
        assert raw.execute("select hash from app.core_chainhead").fetchone() != before


class chain:  # noqa: N801 - reads as a word in a with statement
    """A connection of the superuser in which a chain of so many events is the only one; nothing of it stays."""

    def __init__(self, server: Server, events: int) -> None:
        self.raw = psycopg.connect(**server.connection("site"))
        self.events = events

    def __enter__(self) -> psycopg.Connection[Any]:
        self.raw.execute("delete from app.core_auditevent; delete from app.core_chainhead")
        subject = uuid4()
        for number in range(self.events):
            self.raw.execute("select app.append(%s, 'x', %s)", [subject, f'{{"n": {number}}}'])
        self.subject = subject
        self.raw.execute("select set_config('test.subject', %s, true)", [str(subject)])
        return self.raw

    def __exit__(self, *_: object) -> None:
        self.raw.rollback()
        self.raw.close()


def broken(raw: psycopg.Connection[Any]) -> int | None:
    row = raw.execute("select app.broken_at(current_setting('test.subject')::uuid)").fetchone()
    assert row is not None
    return row[0]
