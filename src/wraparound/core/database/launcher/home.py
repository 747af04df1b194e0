"""The folder of a cluster: made private, held by one owner at a time, and left alone until nobody works in it.

cluster.lock   locked by the owner while it lives; its process id
password       of the superuser
data           what PostgreSQL calls the data directory; data.new while it is being made
run            the socket
log, log.1     what the server said, and what it said before that
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

from wraparound.core.database.launcher.account import Account, account_for, reachable_place
from wraparound.core.database.launcher.errors import AlreadyStarted, LauncherError

LOCK = "cluster.lock"
WORKERS = ("postgres", "initdb")  # their working folder is the cluster's, or one in it
LOG_BYTES = 5_000_000  # a log longer than this is put aside at the next start

_held: set[tuple[int, int]] = set()  # locks of this process by device and inode: to the kernel it is one owner


def open_private(path: Path, flags: int, account: Account) -> int:
    """Open a file of ours for nobody but the account, making it if missing; never through a link."""
    file = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    account.own(file)
    return file


class Lock:
    """Held from here until `release`, or until this process ends however it ends. Not inherited by a fork.

    A lock of `fcntl.lockf` is lost when its process closes *any* open file on it, so `_held` is asked before opening.
    """

    def __init__(self, folder: Path, account: Account) -> None:
        path = folder / LOCK
        if path.exists() and _identity(path) in _held:
            raise AlreadyStarted(folder, os.getpid())
        self._file = open_private(path, os.O_RDWR, account)
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            pid = os.read(self._file, 20)
            os.close(self._file)
            raise AlreadyStarted(folder, int(pid) if pid.isdigit() else 0) from None
        self._key = _identity(self._file)
        _held.add(self._key)
        try:
            os.ftruncate(self._file, 0)
            os.write(self._file, str(os.getpid()).encode())
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let others start."""
        _held.discard(self._key)
        os.close(self._file)


def _identity(path: Path | int) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


def settle(wanted: Path) -> tuple[Path, Account]:
    """The folder itself, made and private, and the account that runs its server. Raises LauncherError, OSError.

    Where root asks for a folder that the account cannot reach, the folder becomes a link to one that it can.
    """
    folder = wanted.resolve()
    account = account_for(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not account.finds("-x", folder.parent):
        folder = _elsewhere(folder, account)
    folder.mkdir(mode=0o700, exist_ok=True)
    inside = os.listdir(folder)
    if inside and LOCK not in inside:
        raise LauncherError(f"{folder} holds other things than a database of ours. Choose an empty or a new folder.")
    if account.switch and folder.stat().st_uid != account.uid:  # new, or copied here by root
        for path in (folder, *folder.rglob("*")):
            account.own(path)
    folder.chmod(0o700)
    return folder, account


def _elsewhere(folder: Path, account: Account) -> Path:
    """A new folder that the account can reach, with a link to it where the folder was to be."""
    if folder.exists() and os.listdir(folder):
        raise LauncherError(
            f"The account with number {account.uid}, which is to run PostgreSQL, cannot reach {folder}: a folder above "
            "it is closed to other accounts. Move it to a folder that is open to all, and put a link in its place."
        )
    if folder.is_symlink():  # somebody else was faster
        return folder.resolve()
    real = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=reachable_place()))
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()
    try:
        folder.symlink_to(real)
    except FileExistsError:  # somebody else was faster
        real.rmdir()
    return folder.resolve()


def wait_until_left(folder: Path, account: Account, deadline: float) -> None:
    """Wait until what a killed owner had started is gone: it is on its way. Raises LauncherError at the deadline."""
    data = folder / "data"
    while pids := _at_work((folder, data, folder / "data.new"), account):
        if time.monotonic() > deadline:
            raise LauncherError(
                f"An earlier PostgreSQL still works in {folder} (process id {pids[0]}). "
                f"Wait for it, or stop it with: kill -INT {pids[0]}"
            )
        time.sleep(0.02)
    # A crash leaves the old server's number behind. PostgreSQL sees by itself if no process has it; if another program
    # has got it since, as happens after a restart of the machine, it would refuse to start.
    with contextlib.suppress(FileNotFoundError, IndexError):
        stale = data / "postmaster.pid"
        if Path("/proc", stale.read_text().split()[0], "comm").exists():
            stale.unlink()
    shutil.rmtree(folder / "run", ignore_errors=True)  # the lock beside the socket holds the same number


def _at_work(folders: tuple[Path, ...], account: Account) -> list[int]:
    """The process ids of PostgreSQL processes that work in one of these folders; none where there is no /proc."""
    there = [folder for folder in folders if folder.exists()]

    def works(process: Path) -> bool:
        try:
            if (process / "comm").read_text().strip() not in WORKERS:
                return False
            return _identity(process / "cwd") in [_identity(folder) for folder in there]
        except PermissionError:  # root in a container may not look at other accounts; the account itself may
            return any(account.finds(process / "cwd", "-ef", folder) for folder in there)
        except OSError:  # it has just ended
            return False

    return sorted(int(process.name) for process in Path("/proc").glob("[0-9]*") if works(process)) if there else []


def open_log(folder: Path, account: Account) -> int:
    """The log, to append to; a long one is put aside first, so that there are never more than two."""
    path = folder / "log"
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(folder / "log.1")
    return open_private(path, os.O_RDWR | os.O_APPEND, account)
