"""What the launcher's tests do: kill owners, keep rows, look at what runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from wraparound.core.database.launcher import Cluster, Server, find_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = (str(ROOT / "src"), *(path for path in sys.path if path.endswith("-packages")))
CHILD = Path(__file__).with_name("launcher_child.py")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account or mount: run as root")


@contextlib.contextmanager
def reachable() -> Iterator[Path]:
    """A new folder that every account can reach, unlike tmp_path. Nothing may run in it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="launcher-test-"))
    folder.chmod(0o755)
    try:
        yield folder
        assert wait_until(lambda: not processes_in(folder)), "a test left a server behind"
    finally:
        shutil.rmtree(folder)


def wait_until(true: Callable[[], object], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def processes_in(folder: Path) -> list[int]:
    """Every living process that works under this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if Path(os.readlink(process / "cwd")).is_relative_to(folder) and process.joinpath("cmdline").read_bytes():
                found.append(int(process.name))
    return found


@contextlib.contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Inside, the process does nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(**server.connection(), autocommit=True)


def keep(server: Server, *numbers: int) -> None:
    with connect(server) as connection:
        connection.execute("create table if not exists kept (n int primary key)")
        connection.cursor().executemany("insert into kept values (%s)", [(n,) for n in numbers])


def kept(folder: Path, programs: Path | None = None) -> list[int]:
    with Cluster(folder, programs) as server, connect(server) as connection:
        return [n for (n,) in connection.execute("select n from kept order by n")]


@contextlib.contextmanager
def owner(
    folder: Path, rows: int = 0, *ways: str, programs: Path | None = None, before: tuple[str, ...] = (), **as_: Any
) -> Iterator[subprocess.Popen[str]]:
    """The child program, run through the command `before` if there is one, and ended at the latest here."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(LIBRARIES), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["WRAPAROUND_POSTGRES"] = str(programs or find_programs())
    child = subprocess.Popen(
        [*(before or (sys.executable,)), CHILD, folder, str(rows), *ways],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, cwd="/", **as_,
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.kill()


def pid_of_server(child: subprocess.Popen[str]) -> int:
    word, pid = child.stdout.readline().split()
    assert word == "server"
    return int(pid)


def committed(child: subprocess.Popen[str]) -> list[int]:
    """What the child said until it ended."""
    return [int(line) for line in child.stdout if line.strip().isdigit()]
