"""Starts and stops the server of one folder, and makes the folder's database when it is new.

Restarting a server that died, backups and roles other than the superuser are for others.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from wraparound.core.database.launcher.account import Account, reachable_programs, socket_folder
from wraparound.core.database.launcher.errors import AlreadyStarted, LauncherError, no_room, refused
from wraparound.core.database.launcher.home import Lock, open_log, open_private, settle, wait_until_left
from wraparound.core.database.launcher.programs import find_programs, version_of

SUPERUSER = "postgres"
PORT = 5432  # only names the socket, which stands in a folder of its own
TETHER = Path(__file__).with_name("tether.py")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}  # ours may hold secrets; errors are read in English
INIT = ("-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--lc-messages=C", "-k", "--no-instructions")
STOPPING = ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))  # fast, without a checkpoint, at once; s
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "track_activities": "off",  # nobody reads other people's statements in pg_stat_activity
    "log_min_messages": "log",  # errors go to whoever made them; in the log their text would carry values ...
    "log_error_verbosity": "terse",  # ... as would the details, "Key (email)=(...)" ...
    "log_min_error_statement": "panic",  # ... and the statement
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",  # keeps the log short
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),  # back after a crash in less time
}


class Connection(TypedDict):
    """Keyword arguments of `psycopg.connect`."""

    host: str
    port: int
    user: str
    password: str
    dbname: str


@dataclass(frozen=True)
class Server:
    """A server that runs and accepts connections through a socket in the folder `host`."""

    folder: Path
    """Where the cluster really is, which a link may have led to."""
    host: str
    port: int
    superuser: str
    password: str = field(repr=False)
    pid: int
    version: str
    """Such as '18.6'."""

    def connection(self, database: str = "postgres", role: str = "", password: str = "") -> Connection:
        """How to connect: as the superuser, or as another role with its own password."""
        secret = password if role else self.password
        return Connection(host=self.host, port=self.port, user=role or self.superuser, password=secret, dbname=database)


class Cluster:
    """The databases in a folder, made when it is new. `settings` go to the server, beside those of SETTINGS."""

    def __init__(self, folder: Path, programs: Path | None = None, settings: Mapping[str, str] = NO_SETTINGS) -> None:
        if taken := SETTINGS.keys() & settings.keys():
            raise ValueError(f"settings that keep the server private are not for choosing: {', '.join(sorted(taken))}")
        self.folder = folder
        self._programs = programs
        self._settings = settings
        self._owner = 0
        self._lock: Lock | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, patience: float = 60) -> Server:
        """Start the server, and come back when it accepts connections, within `patience` seconds.

        Raises AlreadyStarted within a second while somebody else, or we, run it, and LauncherError for all else. Only
        from the main thread: the server ends with the *thread* that started it.
        """
        if threading.current_thread() is not threading.main_thread():
            raise LauncherError("The database must be started from the main thread, as it ends with its thread.")
        if self._lock is not None:
            raise AlreadyStarted(self.folder, self._owner)
        self._owner = os.getpid()
        try:
            return self._start(time.monotonic() + patience)
        except OSError as error:
            self.stop()
            raise refused(self.folder, error) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and wait until it has ended; open connections are cut. Does nothing when there is none."""
        if self._owner != os.getpid():
            return  # never started, or we are a fork of the owner
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _start(self, deadline: float) -> Server:
        programs = self._programs or find_programs()
        version = version_of(programs)
        folder, account = settle(self.folder)
        self._lock = Lock(folder, account)
        programs = reachable_programs(programs, account)
        wait_until_left(folder, account, deadline)
        data = folder / "data"
        if not data.exists():
            _make(folder, programs, version, account, deadline)
        _same_version(folder, version)
        try:
            password = (folder / "password").read_text()
        except FileNotFoundError:
            raise LauncherError(
                f"The password of the database in {folder} is gone. Put the file 'password' back from a copy, "
                "or move the folder away to begin a new database."
            ) from None
        self._sockets = socket_folder(folder / "run", account, PORT)
        settings = {**self._settings, **SETTINGS, "unix_socket_directories": f'"{self._sockets}"'}
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        log = open_log(folder, account)
        try:
            before = os.fstat(log).st_size
            self._process = subprocess.Popen(
                _tethered(account, *command),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=folder, env=ENVIRONMENT, start_new_session=True,  # Ctrl-C is for the owner, who then stops it
            )  # fmt: skip
            if not _ready(self._process, data, deadline):
                said = os.pread(log, 100_000, before).decode(errors="replace")
                raise _failure(folder, said, ended=self._process.poll() is not None)
        finally:
            os.close(log)
        return Server(folder, str(self._sockets), PORT, SUPERUSER, password, self._process.pid, version)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask ever more firmly; nothing that was committed is lost even by the last."""
    for wish, seconds in STOPPING:
        process.send_signal(wish)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def _tethered(account: Account, *command: str | Path) -> list[str | Path]:
    """This command as the account, ending when we do."""
    uid, gid = (account.uid, account.gid) if account.switch else (-1, -1)
    return [sys.executable, "-I", "-S", TETHER, str(os.getpid()), str(uid), str(gid), *command]


def _make(folder: Path, programs: Path, version: str, account: Account, deadline: float) -> None:
    """Make the database beside its place and move it there when whole: half of one is never taken for it."""
    new, password = folder / "data.new", folder / "password"
    shutil.rmtree(new, ignore_errors=True)
    password.unlink(missing_ok=True)
    with os.fdopen(open_private(password, os.O_WRONLY | os.O_EXCL, account), "w") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    command: list[str | Path] = [programs / "initdb", "-D", new, "-U", SUPERUSER, f"--pwfile={password}", *INIT]
    if sys.platform == "linux" and int(version.split(".", maxsplit=1)[0]) >= 17:
        command.append("--sync-method=syncfs")  # one call instead of a thousand
    patience = max(0.1, deadline - time.monotonic())
    try:
        made = subprocess.run(
            _tethered(account, *command),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            cwd=folder, env=ENVIRONMENT, check=False, timeout=patience,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _failure(folder, "", ended=False) from None
    if made.returncode:
        raise _failure(folder, made.stderr.decode(errors="replace"), ended=True)
    new.rename(folder / "data")
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _same_version(folder: Path, version: str) -> None:
    made_by, runs = (folder / "data/PG_VERSION").read_text().strip(), version.split(".", maxsplit=1)[0]
    if made_by != runs:
        raise LauncherError(
            f"The database in {folder} was made by PostgreSQL {made_by}, and this is PostgreSQL {version}. "
            f"Set WRAPAROUND_POSTGRES to a folder that holds PostgreSQL {made_by}, "
            "or move the database's folder away to begin a new one."
        )


def _ready(process: subprocess.Popen[bytes], data: Path, deadline: float) -> bool:
    """Whether it accepts connections before it ends and before the deadline. The server itself writes when it does."""
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return True
        time.sleep(0.01)
    return False


def _failure(folder: Path, said: str, *, ended: bool) -> LauncherError:
    """Why a server did not start, from what it said. A full disk may have kept it from saying anything."""
    if "No space left" in said or "quota exceeded" in said or (ended and shutil.disk_usage(folder).free < 1_000_000):
        return no_room(folder)
    if not ended:
        return LauncherError(f"PostgreSQL in {folder} was not ready in time. Start it again, with more patience.")
    last = "\n".join(said.strip().splitlines()[-5:])
    return LauncherError(f"PostgreSQL in {folder} did not start. The end of what it said (all of it: 'log'):\n{last}")
