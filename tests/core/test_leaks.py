"""What row-level security does not stop by itself: keys, references, counters, statistics, errors, functions.

Each of them would tell somebody that a hidden row exists, or what is in it. What pages would tell (counts, order,
badges, "last updated", file names) is in tests/site/test_hidden_rows.py and tests/site/test_matrix.py; mails, logs and
what the database shows of its work in tests/site/test_surfaces.py; why there is no place in tests/cohorts.
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests import matrix, mighty
from wraparound.core import ids
from wraparound.core.database.scope import acting, as_person, as_visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db
RANDOM = """
select true from unnest(i.indkey) k join pg_attribute a on a.attrelid = c.oid and a.attnum = k
where a.atttypid in ('uuid'::regtype, 'bytea'::regtype) or a.attname = 'fingerprint'
  or (a.atttypid = 'bigint'::regtype and (a.attname like '%%\\_id' or a.attname = 'id'))
"""
UNIQUE = f"""
select c.relname || ': ' || x.relname from pg_index i join pg_class c on c.oid = i.indrelid
join pg_class x on x.oid = i.indexrelid
where c.relnamespace = 'app'::regnamespace and i.indisunique and c.relname = any(%s) and not exists ({RANDOM})
"""
REFERENCES = """
select c.relname || ' to ' || f.relname from pg_constraint k join pg_class c on c.oid = k.conrelid
join pg_class f on f.oid = k.confrelid
where contype = 'f' and c.relnamespace = 'app'::regnamespace and confdeltype not in ('a', 'r') and c.relname = any(%s)
"""
COUNTERS = """
select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and a.attnum > 0
and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval%%')
and (has_table_privilege('app_user', c.oid, 'select') or has_table_privilege('app_visitor', c.oid, 'select'))
"""


def told(query: str, *said: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, said or None)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def outcome(query: str, *said: Any) -> str:
    """What a statement answers, or how it is refused; nothing of it stays."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                found = str(told(query, *said)) if connection.connection else ""
        except Exception as fault:
            found = f"{type(fault).__name__}: {fault}"
        transaction.set_rollback(True)
    return found


@pytest.fixture
def about() -> list[str]:
    return mighty.tables_about_a_learner()


@pytest.fixture
def superuser(server: Server) -> Iterator[psycopg.Connection[Any]]:
    with mighty.there(server) as raw:
        yield raw


def planted(raw: psycopg.Connection[Any], fault: str, query: str, *said: Any) -> list[Any]:
    """What a look into the catalogue finds while a fault is there."""
    with raw.transaction(force_rollback=True):
        raw.execute(fault)
        return [row[0] for row in raw.execute(query, said or None).fetchall()]


def test_nothing_about_a_learner_is_unique_by_what_somebody_could_guess(
    about: list[str], superuser: psycopg.Connection[Any]
) -> None:
    """Else an error would say that it is there: each unique key holds a random one."""
    assert told(UNIQUE, about) == []
    fault = "create unique index guessed on app.learners_learner (name, born)"
    assert planted(superuser, fault, UNIQUE, about) == ["learners_learner: guessed"]


def test_nothing_about_a_learner_goes_with_something_else(about: list[str], superuser: psycopg.Connection[Any]) -> None:
    """A deletion that cascades would take rows along that whoever deletes cannot see."""
    assert told(REFERENCES, about) == []
    fault = (
        "alter table app.plans_comment add constraint planted foreign key (line_id)"
        " references app.plans_line on delete cascade"
    )
    assert planted(superuser, fault, REFERENCES, about) == ["plans_comment to plans_line"]


COUNTED = {  # what counts up and may be read, and why its gaps tell nothing of a learner
    "django_content_type.id": "kinds of rows, written by migrations",
    "auth_permission.id": "written by migrations",
}


def test_no_key_that_people_see_counts_up(superuser: psycopg.Connection[Any]) -> None:
    """The gap between two of one's own would say how many there are of others."""
    assert [one for one in told(COUNTERS) if one not in COUNTED and "account" not in one] == []
    fault = (
        "create sequence app.counted; alter table app.sharing_grant alter purpose set default nextval('app.counted')"
    )
    assert planted(superuser, fault, COUNTERS) != told(COUNTERS)
    readable = "select relname from pg_class where relkind = 'S' and relnamespace = 'app'::regnamespace"
    readable += (
        " and (has_sequence_privilege('app_user', oid, 'select') or has_sequence_privilege('app_user', oid, 'usage'))"
    )
    assert told(readable) == []


def test_statements_are_sent_apart_from_their_values_and_kept_out_of_the_activity() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["server_side_binding"] is True
    assert told("show track_activities") == ["off"]


def test_statistics_of_hidden_rows_are_read_by_nobody(about: list[str], superuser: psycopg.Connection[Any]) -> None:
    """Most common values, and what the planner thinks of a name that is there."""
    world = matrix.make_world()
    with mighty.taken() as cursor:
        cursor.execute("analyze app.learners_learner, app.passport_entry")
        cursor.execute("select count(*) from pg_stats where tablename = any(%s)", [about])
        assert cursor.fetchone()[0] > 10  # they are there
    stranger = world.actors["person of no organisation"]
    assert stranger
    with acting(as_person(stranger.pk)):
        assert told("select count(*) from pg_stats where schemaname = 'app' and tablename = any(%s)", about) == [0]
        assert "permission denied" in outcome("select stavalues1 from pg_statistic limit 1")
        plan = "explain select id from app.learners_learner where name = '{}'"
        there, absent = (
            re.sub("'[^']*'::", "", str(told(plan.format(name)))) for name in (world.learner.name, "x" * 15)
        )
        assert there == absent


def test_a_refused_row_is_refused_in_the_same_words_whether_its_key_is_taken(about: list[str]) -> None:
    world = matrix.make_world()
    stranger = world.actors["person of no organisation"]
    assert stranger
    with acting(as_person(world.learner.person_id or 0)):
        (taken,) = told("select id from app.plans_outcome limit 1")
    query = (
        "insert into app.plans_outcome select (jsonb_populate_record(null::app.plans_outcome,"
        " jsonb_build_object('id', %s::uuid, 'learner_id', %s::bigint, 'category', 5, 'words', 'x'))).*"
    )
    with acting(as_person(stranger.pk)):
        refused = [
            outcome(query + more, key, world.learner.pk)
            for key in (taken, uuid.uuid4())
            for more in ("", " on conflict do nothing", " on conflict (id) do update set words = 'x'")
        ]
    assert len(set(refused)) == 1 and "row-level security" in refused[0], refused


def test_an_error_about_a_row_says_nothing_of_what_stands_in_it() -> None:
    world = matrix.make_world()
    with acting(as_person(world.learner.person_id or 0)):
        said = outcome("update app.passport_entry set version = -1 where learner_id = %s", world.learner.pk)
        twice = outcome("insert into app.plans_outcome select * from app.plans_outcome")
    assert "canary" not in said + twice
    assert "check constraint" in said and "DETAIL" not in said
    assert "Key (" not in twice


# ------------------------------------------------------------------------------------------------------- functions

FUNCTIONS = """
select p.proname, array(select format_type(t, null) from unnest(p.proargtypes) t), p.proretset
from pg_proc p where pronamespace = 'app'::regnamespace and prosecdef and pronargs > 0
and has_function_privilege(%s, p.oid, 'execute') and prorettype <> 'trigger'::regtype order by 1
"""


def calls(role: str, key: int, public_id: uuid.UUID) -> Iterator[tuple[str, str, list[Any]]]:
    """Each function that a role may call and that reads what the role may not, asked about a learner."""
    said: dict[str, Any] = {
        "bigint": key, "uuid": public_id, "bigint[]": [key], "uuid[]": [public_id], "text": str(public_id),
        "text[]": ["plan"], "integer": 1, "smallint": 1, "boolean": False, "jsonb": "{}", "date": "2007-05-01",
        "character varying": "x", "timestamp with time zone": "2026-01-01", "smallint[]": [1], "integer[]": [1],
        "bytea": b"x", "date[]": ["2007-05-01"],
    }  # fmt: skip
    for name, types, _ in told(FUNCTIONS, role):
        marks = ", ".join(f"%s::{kind}" for kind in types)
        yield name, f"select * from app.{name}({marks})", [said[kind] for kind in types]


ACCEPTED = {  # what tells somebody something who knows a learner's random id already, and why it stays
    "append": "the only way into a chain: whoever does something is noted, and hears the number of the event",
    "note_looks": "whoever asks for it is noted in the learner's chain as somebody who looked",
}


def unlike(role: str, actor: Any, learner: Any) -> list[str]:
    """The functions that answer otherwise about a hidden learner than about none."""
    absent, absent_id = ids.new_number(), uuid.uuid4()
    found = []
    there, none = calls(role, learner.pk, learner.public_id), calls(role, absent, absent_id)
    for (name, query, one), (_, _, two) in zip(there, none, strict=True):
        with acting(actor):
            answers = [outcome(query, *said) for said in (one, two)]
        for real, made_up in ((learner.pk, absent), (learner.public_id, absent_id)):
            answers = [answer.replace(str(real), "?").replace(str(made_up), "?") for answer in answers]
        if answers[0] != answers[1] and name not in ACCEPTED:
            found.append(f"{name}: {answers[0][:200]} / {answers[1][:200]}")
    return found


def test_no_function_says_that_a_hidden_learner_exists(superuser: psycopg.Connection[Any]) -> None:
    """Functions read what their caller may not: asked about somebody hidden, they answer as about nobody."""
    world = matrix.make_world()
    for name in ("person of no organisation", "organisation administrator", "partner whose grant ended"):
        who = world.actors[name]
        assert who
        assert len(list(calls("app_user", 1, uuid.uuid4()))) > 20
        assert "\n".join(unlike("app_user", as_person(who.pk), world.learner)) == "", name
    assert "\n".join(unlike("app_visitor", as_visitor(), world.learner)) == ""
    with transaction.atomic():
        with mighty.taken() as cursor:
            cursor.execute(
                "create function app.planted(bigint) returns text language sql security definer"
                " as 'select name from app.learners_learner where id = $1'"
            )
        found = unlike("app_user", as_person(who.pk), world.learner)
        transaction.set_rollback(True)
    assert [one.split(":")[0] for one in found] == ["planted"]
