"""Who acts: no role without an actor, no actor without a signature, and both end with the transaction."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.people import SIGN_IN, person
from wraparound.accounts import actions as accounts
from wraparound.accounts.models import Person
from wraparound.core.database import scope
from wraparound.core.database.scope import Actor, Role, acting, acting_still, as_person, as_visitor

if TYPE_CHECKING:
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db


def one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_nested_actors_give_way_to_the_one_before() -> None:
    ana, ben = person("Ana"), person("Ben")
    with acting(as_person(ana.pk)):
        with acting(as_person(ben.pk)):
            assert one("select app.me()") == ben.pk
        assert one("select app.me()") == ana.pk
        with acting(as_visitor()):
            assert one("select current_user") == Role.VISITOR
        assert one("select current_user") == Role.PERSON


def test_after_an_error_inside_the_one_before_acts_again() -> None:
    ana = person("Ana")
    with acting(as_person(ana.pk)):
        with pytest.raises(DatabaseError), acting(as_visitor()):
            one("select count(*) from accounts_person")
        assert one("select app.me()") == ana.pk
    assert scope.current() is None


def test_who_acts_already_acts_on_without_a_statement_and_another_is_told() -> None:
    one, other = as_person(person().pk), as_person(person().pk)
    with acting(one):
        with CaptureQueriesContext(connection) as found, acting_still(one):
            assert scope.current() == one
        assert not found.captured_queries
        with acting_still(other):
            assert scope.current() == other
            assert list(Person.objects.values_list("pk", flat=True)) == [other.person]
        assert scope.current() == one


def test_what_was_fetched_with_a_person_is_asked_for_again_once_it_changed() -> None:
    who = person()
    with acting(SIGN_IN):
        found = Person.objects.select_related("own").get(pk=who.pk)
    assert found.has_own_here and not found.reading and found.password == ""
    with acting(as_person(who.pk)):
        accounts.keep_reading(reading={"theme": "dark"}, by=found)
        assert found.reading == {"theme": "dark"}
    with acting(SIGN_IN):
        found = Person.objects.select_related("own").get(pk=who.pk)
        assert found.reading == {"theme": "dark"}
        found.set_password("three good words")
        found.save()
        assert found.check_password("three good words")
        assert not Person.objects.select_related("own").get(pk=who.pk).check_password("another")


def test_the_database_refuses_an_actor_that_is_not_signed() -> None:
    ana, ben = person("Ana"), person("Ben")
    with acting(as_person(ana.pk)):
        said = one("select current_setting('app.actor')")
        for forged in (said.replace(str(ana.pk), str(ben.pk), 1), f"{ben.pk}", "", "1|2|3|4", said[:-1]):
            with pytest.raises(DatabaseError, match=r"forged|nobody is named"), transaction.atomic():
                one(f"select set_config('app.actor', '{forged}', true)")
                one("select app.me()")


@pytest.mark.parametrize("fault", ["late", "other connection"])
def test_the_database_refuses_a_signature_that_is_late_or_of_another_connection(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = person("Ana")
    backend = connection.connection.info.backend_pid + (fault == "other connection")
    begun = time.time()
    if fault == "late":
        monkeypatch.setattr(scope.time, "time", lambda: begun - scope.SECONDS_VALID - 60)
    token = scope.token(ana.pk, backend, settings.ACTOR_KEY)
    with pytest.raises(DatabaseError, match="out of date"), acting(as_person(ana.pk)):
        one(f"select set_config('app.actor', '{token}', true)")
        one("select app.me()")


def test_the_key_cannot_be_read_and_the_owner_cannot_be_become() -> None:
    ana = person("Ana")
    for attempt in ("select * from actor_key", "set role app_owner", "set role app_functions", "set role app_backup"):
        with pytest.raises(DatabaseError, match="permission denied"), acting(as_person(ana.pk)):
            one(attempt)


def test_a_connection_of_the_site_can_do_nothing_before_it_takes_a_role(server: Server) -> None:
    said = server.connection("site", role="app_login", password="l")
    with psycopg.connect(**said, autocommit=True) as raw:
        for attempt in ("select * from app.accounts_person", "create table app.x (y int)", "create schema z"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(attempt)


def test_nothing_of_an_actor_outlives_the_transaction(server: Server) -> None:
    said = server.connection("site", role="app_login", password="l")
    with psycopg.connect(**said, autocommit=True) as raw:
        with raw.transaction():
            raw.execute("select set_config('app.actor', '7', true), set_config('role', 'app_user', true)")
        row = raw.execute("select current_setting('app.actor', true), current_user").fetchone()
        assert row == ("", "app_login")


@pytest.mark.parametrize(
    "verb", ["truncate accounts_person", "delete from accounts_person", "drop table accounts_person"]
)
def test_a_person_cannot_destroy_tables(verb: str) -> None:
    ana = person("Ana")
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), acting(as_person(ana.pk)):
        one(verb)


def test_people_see_themselves_and_colleagues_only() -> None:
    ana = person("Ana")
    person("Ben")
    with acting(as_person(ana.pk)):
        assert list(Person.objects.values_list("name", flat=True)) == ["Ana"]


def test_passwords_are_read_by_sign_in_only() -> None:
    ana = person("Ana")
    with acting(Actor(Role.SIGN_IN)):
        ana.set_password("a long secret")
        ana.save()
        assert Person.objects.get(pk=ana.pk).check_password("a long secret")
    ben = person("Ben")
    with acting(as_person(ben.pk)):
        assert one("select count(*) from accounts_own") == 0
