"""The chain of events: one for each subject, verified, and broken by whatever is changed behind its back."""

from __future__ import annotations

import os
import random
import threading
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.people import learner, person
from wraparound.core import audit
from wraparound.core.database.scope import acting, as_person
from wraparound.core.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.accounts.models import Person
    from wraparound.core.database.launcher import Server
    from wraparound.learners.models import Learner

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("WRAPAROUND_TAMPERINGS", "50"))


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


@pytest.mark.parametrize("locked", [True, False])
def test_eight_who_write_at_once_make_one_chain_and_without_the_lock_would_not(
    locked: bool, server: Server, committed: Any
) -> None:
    """Each writes 15 events about one learner and commits every one of them."""
    if not locked:
        asked = "select pg_get_functiondef('app.append_any(uuid,text,jsonb)'::regprocedure)"
        (text,) = committed.execute(asked).fetchone()
        slowly = text.replace("number := head.seq", "perform pg_sleep(0.001); number := head.seq")
        committed.execute(slowly.replace("for update", ""))
    subject, refused = uuid4(), []

    def write() -> None:
        with psycopg.connect(**server.connection(committed.info.dbname), autocommit=True) as raw:
            for _ in range(15):
                try:
                    raw.execute("select app.append(%s, 'x', '{}')", [subject])
                except psycopg.errors.UniqueViolation as fault:
                    refused.append(fault)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    told = "select array_agg(seq order by seq) = array_agg(place order by place) and count(*) = 120 from ("
    told += "select seq, row_number() over (order by seq) place from app.core_auditevent where subject = %s) e"
    whole = committed.execute(told, [subject]).fetchone() == (True,)
    unbroken = committed.execute("select app.broken_at(%s)", [subject]).fetchone() == (None,)
    assert (whole and unbroken and not refused) is locked


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


COLUMNS = {  # of an event: something else of its kind
    "what": "what || 'x'",
    "details": """coalesce(details, '{}') || '{"x": 1}'""",
    "actor": "coalesce(actor, 0) + 1",
    "at": "at - interval '1 microsecond'",
    "seal": "sha256(seal)",
    "hash": "sha256(hash)",
    "salt": "sha256(salt)",
    "seq": "-seq",
    "subject": "gen_random_uuid()",
}
RESEALED = """
    update app.core_auditevent set seal = app.seal(salt, jsonb_build_object('by', actor::text, 'what', what,
      'details', details)) where salt is not null;
    do $$ declare e record; before bytea; begin
      for e in select * from app.core_auditevent order by seq loop
        select coalesce((select hash from app.core_auditevent where subject = e.subject and seq = e.seq - 1), '\\x00')
          into before;
        update app.core_auditevent set hash = app.link(before, e.subject, e.seq, e.at, e.seal) where id = e.id;
        update app.core_chainhead set hash = (select hash from app.core_auditevent where id = e.id)
          where subject = e.subject and seq = e.seq;
      end loop; end $$"""
tamperings = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sampled_from(sorted(COLUMNS)), st.integers(1, 6)),
        st.tuples(st.sampled_from(["delete", "swap", "head"]), st.just(""), st.integers(1, 5)),
    ),
    min_size=1,
    max_size=3,
)


def tamper(raw: psycopg.Connection[Any], how: str, column: str, n: int) -> None:
    """What somebody could do who owns the tables."""
    statements = {
        "change": f"update app.core_auditevent set {column} = {COLUMNS.get(column)} where seq = {n}",
        "delete": f"delete from app.core_auditevent where seq = {n}",
        "swap": f"update app.core_auditevent set seq = case seq when {n} then {n + 1} else {n} end"
        f" where seq in ({n}, {n + 1})",
        "head": f"update app.core_chainhead set seq = {n} where seq <> {n}",
    }
    raw.execute(statements[how])


EVERYTHING = "select md5(string_agg(e::text, '|' order by id)) from app.core_auditevent e"
HEADS = "select md5(string_agg(h::text, '|' order by subject)) from app.core_chainhead h"


@given(st.data())
@hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[*hypothesis.HealthCheck]
)
def test_whatever_is_changed_in_a_chain_of_six_is_found(six: psycopg.Connection[Any], data: st.DataObject) -> None:
    """In one of two ways: it does not verify, or, where the rest was written anew to fit, its anchor differs."""
    with six.transaction(force_rollback=True):
        before, anchored = _states(six), _anchor(six)
        for how, column, n in data.draw(tamperings):
            tamper(six, how, column, n)
        if _states(six) == before:
            return  # the second undid the first
        assert broken(six) is not None
        if data.draw(st.booleans()):
            six.execute(RESEALED)
            assert broken(six) is not None or _anchor(six) != anchored or _states(six) == before


def test_a_check_that_left_out_what_is_sealed_would_miss_it(six: psycopg.Connection[Any]) -> None:
    (text,) = six.execute("select pg_get_functiondef('app.broken_at(uuid)'::regprocedure)").fetchone() or ("",)
    six.execute(text.replace("seal <> app.seal", "seal is distinct from seal and seal <> app.seal"))
    tamper(six, "change", "what", 3)
    assert broken(six) is None


def _states(raw: psycopg.Connection[Any]) -> list[Any]:
    return [raw.execute(query).fetchone() for query in (EVERYTHING, HEADS)]


def _anchor(raw: psycopg.Connection[Any]) -> Any:
    return raw.execute("select chains, root from app.state_of_chains(9223372036854775807)").fetchone()


@pytest.fixture
def six(server: Server) -> Iterator[psycopg.Connection[Any]]:
    with chain(server, 6) as raw:
        raw.execute("alter table app.core_auditevent drop constraint a_chain_has_one_event_at_each_place")
        yield raw


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
