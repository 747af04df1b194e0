"""Private servers start, stop and lose nothing: with real servers and real signals."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from tests.core.launcher_help import (
    as_root,
    committed,
    connect,
    keep,
    kept,
    owner,
    pid_of_server,
    processes_in,
    stopped,
    wait_until,
)
from wraparound.core.database.launcher import AlreadyStarted, Cluster, LauncherError, home

pytest_plugins = ["tests.core.launcher_fixtures"]
WITHOUT_PTRACE = ("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace", sys.executable)  # in a container


def test_a_new_folder_becomes_a_private_utf8_database_with_checksums(place: Path, programs: Path) -> None:
    with Cluster(place / "new/made", programs) as server, connect(server) as connection:
        shown = [
            connection.execute(f"select current_setting('{name}')").fetchone()[0]
            for name in ("server_encoding", "data_checksums", "track_activities", "fsync")
        ]
        collation = connection.execute("select datcollate from pg_database where datname = 'postgres'").fetchone()
        assert connection.execute("show server_version").fetchone()[0].startswith(server.version)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (server.folder, *server.folder.iterdir())}
    assert shown == ["UTF8", "on", "off", "on"]
    assert collation == ("C.UTF-8",)
    private = {"cluster.lock": 0o600, "password": 0o600, "log": 0o600, "made": 0o700, "data": 0o700, "run": 0o700}
    assert modes == private


def test_rows_are_there_again_at_the_next_start_also_when_the_folder_has_moved(
    made: Path, place: Path, programs: Path
) -> None:
    with Cluster(made, programs) as server:
        keep(server, 1, 2, 3)
    assert kept(made, programs) == [1, 2, 3]
    made.rename(place / "moved, with a comma ž")
    assert kept(place / "moved, with a comma ž", programs) == [1, 2, 3]


def test_stop_leaves_no_process_and_a_second_stop_does_nothing(made: Path, place: Path) -> None:
    cluster = Cluster(made)
    server = cluster.start()
    with connect(server):  # an open connection does not hold it up
        assert processes_in(place)
        cluster.stop()
        assert processes_in(place) == []
        cluster.stop()


@pytest.mark.parametrize(
    ("programs", "name"),
    [("embedded", "SIGTERM"), ("embedded", "SIGINT"), ("embedded", "SIGKILL"), ("system", "SIGKILL")],
    indirect=["programs"],
)
def test_the_server_ends_with_its_killed_owner_and_keeps_what_was_committed(
    made: Path, place: Path, programs: Path, name: str
) -> None:
    with owner(made, 100_000, programs=programs) as child:
        pid_of_server(child)
        assert wait_until(lambda: int(child.stdout.readline()) >= 50)
        child.send_signal(signal.Signals[name])
        said = committed(child)
        assert wait_until(lambda: not processes_in(place), 5)
    there = kept(made, programs)
    assert there == list(range(len(there)))
    assert len(there) - said[-1] - 1 in (0, 1)  # one may have been committed and not yet said


def test_a_server_killed_while_writing_has_every_committed_row_at_the_next_start(made: Path, programs: Path) -> None:
    with owner(made, 100_000, programs=programs) as child:
        server = pid_of_server(child)
        assert wait_until(lambda: int(child.stdout.readline()) >= 50)
        os.kill(server, signal.SIGKILL)
        said = committed(child)
        assert child.wait(20) == 3
    there = kept(made, programs)
    assert there == list(range(len(there)))
    assert len(there) - said[-1] - 1 in (0, 1)


@pytest.mark.parametrize("before", [(), pytest.param(WITHOUT_PTRACE, marks=as_root)], ids=["", "without-ptrace"])
def test_a_start_waits_for_the_server_that_a_killed_owner_left(
    made: Path, place: Path, before: tuple[str, ...]
) -> None:
    with owner(made, 5, before=before) as first, contextlib.ExitStack() as owning:
        server = pid_of_server(first)
        assert wait_until(lambda: int(first.stdout.readline()) == 4)
        with stopped(server):  # so that it takes its time
            first.kill()
            first.wait(10)
            second = owning.enter_context(owner(made, 0, before=before))
            time.sleep(1)
            assert second.poll() is None
            assert processes_in(place)
        assert pid_of_server(second) != server
    assert wait_until(lambda: not processes_in(place))
    assert kept(made) == [0, 1, 2, 3, 4]


def test_a_start_that_waits_in_vain_says_which_process_is_in_the_way(made: Path) -> None:
    with owner(made) as child:
        server = pid_of_server(child)
        with stopped(server):
            child.kill()
            child.wait(10)
            with pytest.raises(LauncherError, match=f"kill -INT {server}$"):
                Cluster(made).start(patience=0.2)


def test_a_stale_number_that_another_program_has_now_is_no_hindrance(made: Path, place: Path) -> None:
    with owner(made, 3) as child:
        server = pid_of_server(child)
        assert wait_until(lambda: int(child.stdout.readline()) == 2)
        stale = made / "data/postmaster.pid"
        text, uid = stale.read_text(), stale.stat().st_uid
        os.kill(server, signal.SIGKILL)
    with subprocess.Popen(["sleep", "60"], cwd="/", user=uid) as other:
        stale.write_text(text.replace(str(server), str(other.pid), 1))
        assert kept(made) == [0, 1, 2]
        other.kill()


def test_of_two_starts_at_once_one_runs_and_the_other_learns_its_process_id(place: Path) -> None:
    with owner(place / "made", 3) as one, owner(place / "made", 3) as other:
        lines = {child.pid: child.stdout.readline().split() for child in (one, other)}
        (winner,) = [pid for pid, words in lines.items() if words[0] == "server"]
        (refused,) = [words for words in lines.values() if words[0] == "refused"]
        assert refused[1:3] == ["AlreadyStarted", str(winner)]
        assert float(refused[3]) < 1
        running = one if one.pid == winner else other
        assert [running.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
    assert wait_until(lambda: not processes_in(place))
    assert kept(place / "made") == [0, 1, 2]


def test_a_second_start_in_the_same_process_is_refused_and_the_first_server_stays(made: Path, place: Path) -> None:
    cluster = Cluster(made)
    with cluster as server:
        for again in (cluster, Cluster(made), Cluster(place / "somewhere/../made")):
            with pytest.raises(AlreadyStarted) as refusal:
                again.start()
            assert refusal.value.pid == os.getpid()
        keep(server, 1)
        with owner(made) as child:  # to other processes it is still locked
            assert child.stdout.readline().split()[:3] == ["refused", "AlreadyStarted", str(os.getpid())]


def test_a_fork_of_the_owner_does_not_stop_the_server(made: Path) -> None:
    with owner(made, 1, "fork") as child:
        pid_of_server(child)
        assert child.stdout.readline() == "0\n"


def test_a_start_from_another_thread_is_refused(place: Path) -> None:
    caught: list[Exception] = []

    def start() -> None:
        try:
            Cluster(place / "made").start()
        except LauncherError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join(20)
    assert "main thread" in str(caught[0])
    assert not (place / "made").exists()


def test_an_interrupted_first_start_is_done_again_once_its_remains_are_gone(place: Path) -> None:
    with owner(place / "made") as child:
        assert wait_until((place / "made/data.new/global").exists)
        named = [pid for pid in processes_in(place) if Path(f"/proc/{pid}/comm").read_text() == "initdb\n"]
        initdb = min(named)  # whom it starts is called so too, for a moment
        with stopped(initdb):
            child.kill()
            child.wait(10)
            with pytest.raises(LauncherError, match="still works in"):
                Cluster(place / "made").start(patience=0.2)
    assert not (place / "made/data").exists()
    with Cluster(place / "made") as server:
        keep(server, 1)
        assert not (place / "made/data.new").exists()


def test_only_the_password_lets_in_and_it_is_not_shown(made: Path) -> None:
    with Cluster(made) as server:
        assert len(server.password) >= 32
        assert server.password not in repr(server)
        wrong = {**server.connection(), "password": "wrong"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**wrong)
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(**server.connection(role="postgres"))


def listening(pid: int) -> set[str]:
    """The inodes of TCP sockets that this process has open, from the kernel's own tables."""
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6")]
    every = {line.split()[9] for table in tables if table.exists() for line in table.read_text().splitlines()[1:]}
    opened = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing's own, for one
            opened.add(os.readlink(file))
    return {inode for inode in every if f"socket:[{inode}]" in opened}


def test_nothing_listens_on_the_network(made: Path) -> None:
    with Cluster(made) as server:
        assert listening(server.pid) == set()
    with socket.create_server(("127.0.0.1", 0)) as planted:
        assert listening(os.getpid()) >= {str(os.fstat(planted.fileno()).st_ino)}


def test_values_reach_neither_the_log_nor_other_sessions(made: Path) -> None:
    with Cluster(made) as server:
        with connect(server) as connection, connect(server) as other:
            connection.execute("create table private (t text primary key check (t <> 'canary'))")
            connection.execute("insert into private values ('canary2')")
            for statement in ("insert into private values ('canary2')", "select 'canary'::int", "select canary(1)"):
                with pytest.raises(psycopg.Error):
                    connection.execute(statement)
            with pytest.raises(psycopg.Error):
                connection.execute("insert into private values (%s)", ["canary"])
            assert not other.execute("select 1 from pg_stat_activity where query like '%private%'").fetchall()
        log = (server.folder / "log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


def test_a_long_log_is_put_aside_at_the_next_start(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "LOG_BYTES", 100)
    for _ in range(3):
        with Cluster(made) as server:
            assert (server.folder / "log").read_text().count("starting PostgreSQL") == 1
    assert sorted(path.name for path in made.glob("log*")) == ["log", "log.1"]


def test_a_folder_with_a_long_path_gets_its_socket_in_a_short_private_one(place: Path) -> None:
    with Cluster(place / ("long" * 30)) as server:
        keep(server, 1)
        assert stat.S_IMODE(os.stat(server.host).st_mode) == 0o700
        assert len(f"{server.host}/.s.PGSQL.{server.port}") < 104
    assert not Path(server.host).exists()


def test_a_folder_made_by_another_version_is_refused_and_left_alone(made: Path) -> None:
    with Cluster(made) as server:
        keep(server, 1)
    mark = made / "data/PG_VERSION"
    ours = mark.read_text()
    mark.write_text("14\n")
    with pytest.raises(LauncherError, match=r"made by PostgreSQL 14, and this is PostgreSQL \d"):
        Cluster(made).start()
    mark.write_text(ours)
    assert kept(made) == [1]


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(place: Path) -> None:
    (place / "notes.txt").write_text("mine")
    with pytest.raises(LauncherError, match="holds other things"):
        Cluster(place).start()
    assert stat.S_IMODE(place.stat().st_mode) == 0o755
    assert [path.name for path in place.iterdir()] == ["notes.txt"]
