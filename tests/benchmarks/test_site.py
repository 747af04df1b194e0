"""The site's figures are made where the site and the same by hand find the same rows; else they are worthless."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from benchmarks.site.run import DATABASE, SETTINGS
from wraparound.core.database.launcher import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
VIEWERS = {"support worker", "lead", "learner"}
TASKS = {"list", "search", "page", "count learners", "count answers"}
PAGES = {"list", "search", "page", "caseload", "plan", "line", "history", "versions", "compare", "review"}
SMALL = ("--learners", "200", "--runs", "1", "--seconds", "1", "--people-at-once", "0")
PLANTED = """
import sys
from benchmarks.site import by_hand
from benchmarks.site.__main__ import main
by_hand.CONDITIONS["learners_learner"] = "true"
sys.exit(main())
"""


def measured(*more: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: it sets Django up for a database of its own."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "LANG", "WRAPAROUND_POSTGRES")
        if name in os.environ
    }
    command = [sys.executable, *(("-c", code) if code else ("-m", "benchmarks.site")), *SMALL, *more]
    return subprocess.run(
        command, env={**kept, "PYTHONPATH": path}, capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wraparound-") as made:
        Path(made).chmod(0o755)  # the server may run as somebody else
        yield Path(made)


def lose_access(folder: Path) -> None:
    """Takes one row of access away, past all triggers' knowledge."""
    with (
        Cluster(folder / "database", settings=SETTINGS) as server,
        psycopg.connect(**server.connection(DATABASE), autocommit=True) as connection,
    ):
        connection.execute("delete from app.sharing_access where id = (select min(id) from app.sharing_access)")


def test_the_site_finds_what_is_found_by_hand_and_planted_faults_are_told(folder: Path) -> None:
    first = measured("--json", "--folder", str(folder))
    assert first.returncode == 0, first.stdout + first.stderr
    found = json.loads(first.stdout)
    assert found["faults"] == []
    assert (found["access_missing"], found["access_extra"], found["access_learners"]) == (0, 0, 200)
    assert found["rows"]["passport_entry"] == 2000
    assert {(c["viewer"], c["task"]) for c in found["compared"]} == {(v, t) for v in VIEWERS for t in TASKS}
    assert all(c["same_rows"] and c["statements"] and c["rows"] for c in found["compared"])
    assert {(a["viewer"], a["task"]) for a in found["answered"]} == {(v, t) for v in VIEWERS for t in PAGES} | {
        ("lead", "save")
    }
    assert found["rows"]["plans_line"] > 1000

    lose_access(folder)
    second = measured("--viewer", "lead", "--folder", str(folder), code=PLANTED)
    assert second.returncode == 1, second.stdout + second.stderr
    assert "FAULT: access is not what is due: 1 missing, 0 extra" in second.stdout
    assert "FAULT: lead, list: the site and the same by hand do not find the same rows" in second.stdout


def test_what_the_caller_can_mend_ends_with_2() -> None:
    told = measured("--learners", "3")
    assert told.returncode == 2
    assert "'3' is not a number of learners" in told.stderr
