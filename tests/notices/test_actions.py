"""Telling: whom, how often, and that a notice is open only while what it is about is."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.notices.people import being, everybody, told
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database import scope
from wraparound.core.database.scope import Role, acting, as_visitor
from wraparound.notices import actions, queries
from wraparound.notices.kinds import About, UnknownKind
from wraparound.notices.models import Notice
from wraparound.notices.policy import Mails
from wraparound.sharing import actions as sharing

pytestmark = pytest.mark.django_db


def tell(cast: Any, to: Any, kind: str = "test-calm", category: Category = Category.ABOUT_ME, by: Any = None) -> bool:
    by = by or cast.lena
    with being(by):
        return actions.tell(person=to, kind=kind, about=About.learner(cast.sams, category), by=by)


def test_whoever_did_it_is_not_told() -> None:
    cast = everybody()
    assert not tell(cast, cast.lena)
    with being(cast.lena), connection.cursor() as cursor:  # the database does not rely on the caller
        cursor.execute("select app.tell(%s, 'test-calm', '{}', null, null, now())", [cast.lena.pk])
        assert cursor.fetchone() == (False,)
    assert told(cast.lena) == []


def test_the_same_that_was_not_seen_is_one_notice_with_a_count() -> None:
    cast = everybody()
    assert [tell(cast, cast.hari) for _ in range(3)] == [True, True, True]
    assert told(cast.hari) == [("test-calm", 3)]
    with being(cast.hari):
        assert actions.mark_all_read(by=cast.hari) == 1
    tell(cast, cast.hari)
    tell(cast, cast.hari, category=Category.IDENTITY)
    assert told(cast.hari) == [("test-calm", 1), ("test-calm", 1), ("test-calm", 3)]


def test_a_notice_is_seen_and_marked_by_its_own_person_only() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    with being(cast.hari):
        (mine,) = queries.notices(cast.hari)
    for other in (cast.lena, cast.sam, cast.stan):
        with being(other):
            assert queries.notice(other, mine.pk) is None
            assert not actions.mark_read(notice=mine.pk, by=other)
            assert Notice.objects.count() == 0
    with pytest.raises(Exception, match="permission denied"), acting(as_visitor()), connection.cursor() as cursor:
        cursor.execute("select * from notices_notice")
    with being(cast.hari):
        assert actions.mark_read(notice=mine.pk, by=cast.hari)
        assert queries.unread(cast.hari) == 0


def test_nobody_writes_a_notice_by_hand() -> None:
    cast = everybody()
    with pytest.raises(Exception, match="permission denied"), being(cast.lena):
        Notice(person=cast.lena, kind="test-calm").save(force_insert=True)


def test_what_is_shared_no_more_takes_its_notices_with_it() -> None:
    cast = everybody()
    tell(cast, cast.hari)
    tell(cast, cast.sam)
    with being(cast.hari):
        assert queries.unread(cast.hari) == 1
    with being(cast.sam):
        sharing.end_grant(grant=cast.grant, by=cast.sam)
    assert told(cast.hari) == []
    assert told(cast.sam) == [("test-calm", 1)]


def test_a_part_that_is_not_open_brings_no_notice() -> None:
    cast = everybody()
    tell(cast, cast.hari, category=Category.HEALTH)
    tell(cast, cast.stan)
    assert told(cast.hari) == told(cast.stan) == []


COUNT = "select count(*) from app.notices_notice"


def test_without_the_part_in_its_policy_a_stranger_would_see_the_notice(server: Any, django_db_setup: None) -> None:
    """The planted fault, in a transaction that is undone; nobody needs to exist for it, since it never ends."""
    with psycopg.connect(**server.connection("site")) as raw:
        raw.execute(
            "insert into app.notices_notice (id, person_id, kind, address, key, count, made)"
            " values (gen_random_uuid(), 7, 'test-calm', '{}', 16, 1, now())"
        )
        named = scope.token(7, raw.info.backend_pid, settings.ACTOR_KEY)
        raw.execute("select set_config('app.actor', %s, true)", [named])
        for role in (Role.PERSON, Role.NOTICES):
            raw.execute(f"set local role {role}")
            assert raw.execute(COUNT).fetchone() == (0,)
            raw.execute("reset role")
            found = raw.execute(
                "select policyname from pg_policies where tablename = 'notices_notice' and cmd = 'SELECT'"
                " and %s = any(roles)",
                [role],
            ).fetchone()
            assert found is not None
            raw.execute(f'alter policy "{found[0]}" on app.notices_notice using (person_id = (select app.me()))')
            raw.execute(f"set local role {role}")
            assert raw.execute(COUNT).fetchone() == (1,)
            raw.execute("reset role")
        raw.rollback()


def test_what_is_done_is_settled_for_everybody() -> None:
    cast = everybody()
    about = About.thing("a")
    with being(cast.lena):
        for person in (cast.hari, cast.sam):
            actions.tell(person=person, kind="test-urgent", about=about, by=cast.lena)
        actions.tell(person=cast.hari, kind="test-urgent", about=About.thing("b"), by=cast.lena)
    with being(cast.hari):
        assert actions.settle(kind="test-urgent", about=about, by=cast.hari) == 2
        assert queries.unread(cast.hari) == 1
        assert [line.is_done for line in queries.lines(cast.hari, queries.notices(cast.hari))] == [False, True]


def test_a_kind_that_nobody_registered_is_refused() -> None:
    cast = everybody()
    with pytest.raises(UnknownKind):
        tell(cast, cast.hari, kind="no-such-kind")


def test_what_is_wanted_by_when_is_counted_from_today() -> None:
    cast = everybody()
    tell(cast, cast.hari, kind="test-urgent")
    with being(cast.hari):
        (line,) = queries.lines(cast.hari, queries.notices(cast.hari))
    assert line.due is not None
    assert (line.due - clock.today()).days == 3


def test_mails_come_once_a_day_until_somebody_says_otherwise() -> None:
    cast = everybody()
    with being(cast.hari):
        assert queries.mails_wanted(cast.hari) is Mails.DAILY
        actions.choose_mails(wanted=Mails.NEVER, by=cast.hari)
        actions.choose_mails(wanted=Mails.AT_ONCE, by=cast.hari)
        assert queries.mails_wanted(cast.hari) is Mails.AT_ONCE
    with being(cast.lena):
        assert queries.mails_wanted(cast.lena) is Mails.DAILY
