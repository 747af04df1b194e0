"""Jobs: asked in the transaction of the row, ids only, read by nobody but the worker, taken up when a worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, ProgrammingError, connection, connections

from tests.cohorts import several as helpers
from tests.cohorts.several import Several, asked, made, now
from wraparound.cohorts.kinds import State
from wraparound.core import jobs
from wraparound.core.database.scope import acting, as_person
from wraparound.core.jobs import lint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

several = helpers.several
PATIENCE = 60  # seconds, on a busy machine
WAITS = """
import json, os, pathlib, sys, threading, time
here = pathlib.Path(__file__).parent
json.loads(sys.stdin.readline())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(3)), daemon=True).start()
print(json.dumps({"answer": {"lines": {}, "loose": [], "value": 10, "bound": 20, "reasons": []}}), flush=True)
(here / f"pid-{os.getpid()}").touch()
while not (here / "go").exists():
    time.sleep(0.05)
"""


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@contextmanager
def worker(server: Any, script: Path) -> Iterator[subprocess.Popen[bytes]]:
    reached = server.connection("of_one_test", role="app_worker", password="w")
    said = {
        "DATABASE_URL": psycopg.conninfo.make_conninfo(**reached),
        "DJANGO_SETTINGS_MODULE": "wraparound.site.settings",
        "PLANTED": str(script),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_OWNER_URL", "WRAPAROUND_DEMO")} | said
    with subprocess.Popen([sys.executable, str(Path(__file__).with_name("worker_child.py"))], env=env) as process:
        try:
            yield process
        finally:
            process.kill()


def is_there(pid: int) -> bool:
    """Whether it runs: one that has ended and that nobody has asked after yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_two_runs_at_once_survive_a_worker_that_is_killed(
    committed: psycopg.Connection[Any], server: Any, tmp_path: Path
) -> None:
    several = made()
    runs = [asked(several.lead), asked(several.lead)]
    rows = committed.execute("select task_name, args, lock from jobs.procrastinate_jobs order by id").fetchall()
    told = [{"person": str(several.lead.pk), "about": str(run.pk)} for run in runs]
    assert rows == [("cohorts.work", said, said["about"]) for said in told]  # ids, and nothing else
    script = tmp_path / "planted.py"
    script.write_text(WAITS)
    with worker(server, script) as first:
        wait_until(lambda: all(now(several.lead, run).value == 10 for run in runs))
        assert {now(several.lead, run).state for run in runs} == {State.RUNNING}
        pids = [int(p.name.removeprefix("pid-")) for p in tmp_path.glob("pid-*")]
        assert len(pids) == 2
        os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_there, pids)))  # no planner outlives its worker
    (tmp_path / "go").touch()
    with worker(server, script):
        wait_until(lambda: all(now(several.lead, run).state == State.DONE for run in runs))
    assert [now(several.lead, run).attempts for run in runs] == [2, 2]
    answers = committed.execute("select run_id, count(*) from app.cohorts_answer group by run_id").fetchall()
    assert sorted(answers) == sorted((run.pk, 3) for run in runs)
    wait_until(lambda: not committed.execute("select 1 from jobs.procrastinate_jobs").fetchall())


def waiting() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from jobs.procrastinate_jobs")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_job_is_there_with_its_row_or_not_at_all(several: Several) -> None:
    about = uuid4()
    with acting(as_person(several.lead.pk)), connection.cursor() as cursor:
        jobs.ask("cohorts.work", about=about)
        jobs.ask("cohorts.work", about=about)  # it waits already
        with pytest.raises(DataError, match="named by its app"), acting(as_person(several.lead.pk)):
            jobs.ask("Sam has epilepsy", about=about)
        with pytest.raises(ProgrammingError, match="permission denied"), acting(as_person(several.lead.pk)):
            cursor.execute("select * from jobs.procrastinate_jobs")
    assert waiting() == 0  # of what is not committed, nobody else sees anything


@pytest.mark.django_db
def test_the_worker_can_act_for_a_person_and_take_no_other_role(server: Any, several: Several) -> None:
    reached = server.connection("site", role="app_worker", password="w")
    with psycopg.connect(**reached, autocommit=True) as raw:
        assert raw.execute("select count(*) from jobs.procrastinate_jobs").fetchone() is not None
        for refused in (
            "select * from app.learners_learner",
            "set role app_system_signin",
            "set role app_system_intake",
            "set role app_owner",
            "create table jobs.mine ()",
            "truncate jobs.procrastinate_jobs",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(refused)
        raw.execute("set role app_user")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="nobody is named"):
            raw.execute("select app.me()")


@pytest.mark.django_db
def test_the_worker_does_not_start_with_the_login_of_the_site() -> None:
    with pytest.raises(CommandError, match="must name the login app_worker"):
        call_command("run_jobs")


@pytest.mark.django_db(databases=["owner"])
@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ("grant usage on schema jobs to app_login", "app_login may look into the jobs"),
        ("grant usage on schema jobs to public", "may look into the jobs"),
        ("grant select on jobs.procrastinate_jobs to app_user", "SELECT on procrastinate_jobs for app_user"),
        ("grant update on jobs.procrastinate_jobs to app_functions", "UPDATE on procrastinate_jobs"),
    ],
)
def test_whoever_else_may_look_into_the_jobs_is_named(planted: str, named: str) -> None:
    with connections["owner"].cursor() as cursor:
        assert list(lint.faults(cursor)) == []
        cursor.execute(planted)
        assert any(named in fault for fault in lint.faults(cursor))
