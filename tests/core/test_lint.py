"""The catalogue of the database is as the code declares it, and whatever is not so is named. Each fault is planted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections

from wraparound.core.database import functions, lint, protection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

PLANTED = {
    "create table app.newcomer (id int)": "newcomer is a table of which the site knows nothing.",
    "alter table app.learners_learner no force row level security": "learners_learner has no row-level security",
    "alter table app.sharing_grant disable row level security": "sharing_grant has no row-level security",
    "create view app.seen as select * from app.learners_learner": "seen is a view that shows what its owner may see",
    "create materialized view app.kept as select 1 as x": "kept is a materialised view",
    "create function app.f() returns int language sql security definer as 'select 1'": "f is a function that runs as",
    "create function app.g() returns int language sql as 'select 1'": "g is a function that everybody may call.",
    "grant truncate on app.learners_learner to app_user": "TRUNCATE on learners_learner for app_user is a privilege",
    "grant select on app.learners_learner to app_visitor": "learners_learner: its privileges or policies are not",
    "grant select (name) on app.learners_learner to app_visitor": "learners_learner: its privileges or policies",
    "create policy more on app.learners_learner for select to app_user using (true)": "learners_learner: its priv",
    "alter role app_user bypassrls": "app_user is a role of the site that may do more",
    "grant usage on schema app to app_login": "app_login may look into the schema without taking a role.",
}


def faults() -> list[str]:
    with connection.cursor() as cursor:
        return [*lint.faults(cursor), *lint.faults_of_login(cursor)]


@pytest.fixture
def superuser(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Sees to it that what is planted is gone afterwards."""
    with psycopg.connect(**server.connection("site"), autocommit=True) as raw:
        yield raw


def test_the_database_is_as_the_code_declares_it() -> None:
    assert faults() == []
    call_command("check", databases=["default"])


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_named(fault: str, superuser: psycopg.Connection[Any]) -> None:
    with superuser.transaction(force_rollback=True):
        superuser.execute(fault)
        with superuser.cursor() as cursor:
            told = list(lint.faults(cursor))
    assert any(one.startswith(PLANTED[fault]) for one in told), told
    assert faults() == []


@pytest.mark.parametrize("table", [t for t, p in protection.protections() if p and p.rules])
def test_each_policy_that_is_dropped_or_opened_is_named(table: str, superuser: psycopg.Connection[Any]) -> None:
    rows = superuser.execute("select policyname, cmd from pg_policies where tablename = %s", [table]).fetchall()
    assert rows
    for name, verb in rows:
        changes = [f'drop policy "{name}" on app."{table}"']
        if verb not in ("INSERT",):
            changes.append(f'alter policy "{name}" on app."{table}" using (now() is not null)')
        for change in changes:
            with superuser.transaction(force_rollback=True):
                superuser.execute(change)
                with superuser.cursor() as cursor:
                    assert any(one.startswith(f"{table}: ") for one in lint.faults(cursor)), change


def test_the_check_stops_on_a_fault(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("create view app.seen as select 1 as x")
    try:
        with pytest.raises(SystemCheckError, match="seen is a view"):
            call_command("check", databases=["default"])
    finally:
        superuser.execute("drop view app.seen")


def test_a_login_that_may_do_too_much_is_named(superuser: psycopg.Connection[Any]) -> None:
    with superuser.cursor() as cursor:
        assert list(lint.faults_of_login(cursor)) == [
            "postgres is a superuser or is not bound by row-level security.",
            "postgres has the rights of its roles without taking one (it must be NOINHERIT).",
        ]
    with connections["owner"].cursor() as cursor:
        assert list(lint.faults_of_login(cursor)) == [
            "app_migrate owns the tables: the site must not log in as their owner."
        ]


def test_every_table_has_a_protection_and_applying_twice_changes_nothing() -> None:
    assert [t for t, p in protection.protections() if p is None] == []
    with connections["owner"].cursor() as cursor:
        before = {t: protection.remembered(t, cursor) for t, _ in protection.protections()}
        protection.apply(cursor)
        assert {t: protection.remembered(t, cursor) for t, _ in protection.protections()} == before


def test_every_table_about_a_learner_is_protected_as_such() -> None:
    """Whatever has a foreign key to a learner, or a column of that name, says so in its protection."""
    for model in apps.get_models(include_auto_created=True):
        names = {f.attname for f in model._meta.concrete_fields}
        if "learner_id" in names:
            assert model.protection.about_a_learner, model._meta.label


def test_functions_are_files_and_are_run_from_the_bottom_of_the_ladder() -> None:
    order = [file.parts[-3] for file in functions.files("functions")]
    ladder = [a.name.rsplit(".", 1)[-1] for a in apps.get_app_configs() if a.name.startswith("wraparound.")]
    assert order == sorted(order, key=ladder.index)
    assert order[0] == "core"


def asked_for_each_row(text: str) -> list[str]:
    """Functions that a statement asks again for each row: `= any(app.f())` instead of `= any((select app.f())...)`."""
    return re.findall(r"any\(app\.\w+", text)


def test_no_function_is_asked_again_for_each_row() -> None:
    """It made a page of one learner take ten seconds among 100,000."""
    assert asked_for_each_row("where id = any(app.my_keys())") == ["any(app.my_keys"]
    for file in (*functions.files("functions"), *functions.files("triggers")):
        assert asked_for_each_row(file.read_text()) == [], file.name
