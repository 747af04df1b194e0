"""A backup that is restored holds everything as it was; and each command of docs/operations.md is run by some test."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.management import call_command
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests import databases, people
from wraparound.core import audit
from wraparound.core.categories import Category
from wraparound.core.database import prepare
from wraparound.core.database.launcher.programs import find_programs
from wraparound.core.database.scope import acting, as_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operations.md").read_text()
NEW = "restored"
COMMAND = re.compile(
    r"(?:\S+=\S+ )?(?:python -m [\w.]+|python manage\.py \w+|gunicorn|pg_(?:dump|restore)\b|psql|make [\w-]+)"
)

# Of every other command in the page: where it is run, or why no test runs it.
RUN = {
    "make demo": "tests/demo/test_process.py",
    "make fresh": "removes a folder",
    "make setup": "what every test runs in",
    "make requirements": "asks the registry of packages",
    "make prove-pool": "tests/core/test_pool.py",
    "make prove-kill": "kills what runs, for minutes",
    "make prove-slow": "tests/core/test_patience.py",
    "make prove-disk": "tests/core/test_patience.py",
    "python -m django": "tests/cohorts/test_jobs.py",
    "make advisories": "asks the registry of packages",
    "python manage.py forget_exports": "tests/records/test_exports.py",
    "python manage.py tell_ages": "tests/sharing/test_ages.py",
    "python manage.py tell_of_bases": "tests/sharing/test_bases.py",
    "python manage.py check_front": "tests/site/test_front.py",
    "python -m build": "tests/house_rules/test_wheel.py",
    "python manage.py load_vocabulary": "tests/conftest.py",
    "gunicorn": "tests/demo/test_process.py",
    "python manage.py run_jobs": "tests/cohorts/test_jobs.py",
    "python manage.py seal_again": "tests/accounts/test_sealing.py",
    "python manage.py send_notices": "tests/notices/test_mails.py",
    "python manage.py remind_directory_owners": "tests/directory/test_views.py",
    "python manage.py anchor_chains": "tests/core/test_anchors.py",
    "python manage.py list_erasures": "tests/records/test_erasing.py",
    "python manage.py erase_again": "tests/records/test_erasing.py",
    "python manage.py tell_reviews_due": "tests/records/test_reviews.py",
}
CATALOGUE = {
    "policies": "select * from pg_policies where schemaname in ('app', 'jobs')",
    "row-level security": "select oid::regclass::text, relrowsecurity, relforcerowsecurity, relowner::regrole::text"
    " from pg_class where relnamespace in ('app'::regnamespace, 'jobs'::regnamespace)",
    "privileges on tables": "select c.oid::regclass::text, a.grantor::regrole::text, a.grantee::regrole::text,"
    " a.privilege_type from pg_class c, aclexplode(relacl) a"
    " where relnamespace in ('app'::regnamespace, 'jobs'::regnamespace)",
    "functions": "select p.oid::regprocedure::text, md5(prosrc), prosecdef, proconfig, proowner::regrole::text,"
    " array(select x::text from unnest(proacl) x order by 1) from pg_proc p where pronamespace = 'app'::regnamespace",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace in ('app'::regnamespace, 'jobs'::regnamespace)",
    "triggers": "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "indexes": "select indexdef from pg_indexes where schemaname in ('app', 'jobs')",
    "schemas": "select nspname, nspowner::regrole::text, array(select x::text from unnest(nspacl) x order by 1)"
    " from pg_namespace where nspname in ('app', 'jobs', 'ext')",
}


PLANTED = {  # what each would have to differ in, were it restored so
    "policies": "do $$ declare p record; begin select * into p from pg_policies where schemaname = 'app' limit 1;"
    " execute format('drop policy %I on app.%I', p.policyname, p.tablename); end $$",
    "privileges on tables": "grant select on app.learners_learner to app_visitor",
    "functions": "alter function app.me() volatile security invoker",
    "triggers": "drop trigger if exists access_follows on app.sharing_grant",
    "rows of core_auditevent": "update app.core_auditevent set what = 'nothing'",
    "broken chains": "select 1",
    "rows of sharing_access": "delete from app.sharing_access",
}


def blocks(page: str) -> list[list[str]]:
    """The commands of each part that is set apart."""
    found = re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    return [[line.partition("  #")[0].strip() for line in one.splitlines()] for one in found]


def block(with_: str) -> list[str]:
    (found,) = (one for one in blocks(PAGE) if any(with_ in line for line in one))
    return found


def state(raw: psycopg.Connection[Any]) -> dict[str, Any]:
    """Everything that stands in a database: its rows, how many and which, and who may do what with them."""
    found: dict[str, Any] = {
        what: sorted(_plain(row) for row in raw.execute(query)) for what, query in CATALOGUE.items()
    }
    tables = raw.execute("select schemaname, tablename from pg_tables where schemaname in ('app', 'jobs')").fetchall()
    for schema, table in tables:
        if table == "actor_key":
            continue
        query = sql.SQL("select count(*), md5(string_agg(t::text, '|' order by t::text)) from {}.{} t")
        found[f"rows of {table}"] = raw.execute(query.format(sql.Identifier(schema), sql.Identifier(table))).fetchone()
    found["events"] = raw.execute("select last_value, is_called from app.core_event_number").fetchone()
    found["broken chains"] = raw.execute("select * from app.broken_chains()").fetchall()
    return found


def _plain(row: Any) -> str:
    """Without casts and brackets: PostgreSQL writes `x in ('a', 'b')` down in another way each time it reads it."""
    return re.sub(r"::(?:character varying|text|bpchar)(?:\[\])?|[()]", "", str(row))


@pytest.fixture
def told(server: Server, committed: Any, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database with a learner, who may see what, and what was done; the variables that the page names."""
    college = people.organisation()
    lead, sam = people.member(college, "Lead"), people.person("Sam")
    sams = people.learner("Sam Green", person=sam)
    people.in_circle(sams, lead, college)
    people.granted(sams, college, lead, [Category.IDENTITY, Category.HEALTH])
    with acting(as_person(lead.pk)):
        audit.record("read aloud", about=sams.public_id, details={"categories": ["health"]})
    programs = find_programs()
    yield {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "ADMIN": make_conninfo(**server.connection(committed.info.dbname)),
        "NEW": make_conninfo(**server.connection(NEW)),
        "BACKUP": make_conninfo(
            **server.connection(committed.info.dbname, role="wraparound_backup", password="another long random text")
        ),
        "FOLDER": str(tmp_path),
        "LEARNER": str(sams.public_id),
        "LEAD": str(lead.pk),
    }
    committed.execute("drop owned by wraparound_backup; drop role wraparound_backup")


def shell(line: str, told: dict[str, str], **more: str) -> None:
    """As somebody types it in a terminal."""
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=told["FOLDER"],
        env={"PATH": told["PATH"], **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), line


def test_what_is_backed_up_and_restored_as_the_page_says_is_what_there_was(
    server: Server, committed: Any, told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in block("pg_dump"):
        shell(line, told, DATABASE_ADMIN_URL=told["ADMIN"], DATABASE_BACKUP_URL=told["BACKUP"])
    before = state(committed)
    committed.execute(sql.SQL("create database {}").format(sql.Identifier(NEW)))
    try:
        restore(server, told, monkeypatch)
        with psycopg.connect(told["NEW"], autocommit=True) as raw:
            after = state(raw)
            assert [what for what in before if before[what] != after[what]] == []
            assert after["broken chains"] == []
            assert after["rows of sharing_access"][0] > 0
            for fault in PLANTED.values():
                raw.execute(fault)
            planted = state(raw)
            assert PLANTED.keys() <= {what for what in before if before[what] != planted[what]}
    finally:
        committed.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(NEW)))


def restore(server: Server, told: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    """Line by line; what is ours runs in this process, which spares it five starts."""
    reached: Any = None
    for line in block("pg_restore"):
        words = shlex.split(line)
        if words[:2] == ["python", "-m"]:
            reached = _prepare(server, words[2], told, patch)
        elif words[:2] == ["python", "manage.py"]:
            said = StringIO()
            with databases.pointed_at(reached):
                call_command(*words[2:], stdout=said, stderr=said)
        else:
            shell(line, told, DATABASE_ADMIN_URL=told["NEW"])


def _prepare(server: Server, module: str, told: dict[str, str], patch: pytest.MonkeyPatch) -> Any:
    assert module == prepare.__name__
    kept = databases.KEPT
    for name, role in (("URL", "login"), ("OWNER_URL", "migrate"), ("WORKER_URL", "worker")):
        patch.setenv(
            f"DATABASE_{name}", make_conninfo(**server.connection(NEW, role=f"app_{role}", password=kept[role]))
        )
    patch.setenv("DATABASE_ADMIN_URL", told["NEW"])
    patch.setenv("ACTOR_KEY", kept["actor"])
    assert prepare.main() == 0
    return databases.made_ready(server, NEW)


def unknown(page: str) -> list[str]:
    """The commands of a page that no test runs and of which it is not said why."""
    here = {found for one in (block("pg_dump"), block("pg_restore")) for line in one for found in COMMAND.findall(line)}
    texts = re.findall(r"`([^`]+)`", page.replace("\n", " ")) + [line for one in blocks(page) for line in one]
    named = {re.sub(r"^\S+=\S+ ", "", found) for text in texts for found in COMMAND.findall(text)}
    return sorted(named - here - RUN.keys())


def test_each_command_of_the_page_is_run_by_a_test_or_says_why_not() -> None:
    assert unknown(PAGE) == []
    for command, where in RUN.items():
        if where.startswith("tests/"):
            text = (ROOT / where).read_text()
            named = command.split()[-1]
            assert "manage.py" not in command or named in text or named.removeprefix("check_") in text, (
                f"{where} does not run {command}"
            )
    assert unknown("Run `python manage.py forgotten --now`.\n\n    make prove-nothing\n") == [
        "make prove-nothing",
        "python manage.py forgotten",
    ]
