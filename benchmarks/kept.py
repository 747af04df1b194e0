"""Rows: each measured in a process of its own, so that one's memory and warmth are not another's, and kept at once.

What is kept line by line lets an interrupted run go on, and tables be printed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
PLANNING = ("src/planner", "src/areas")  # what decides what `benchmarks.scale` finds
OTHERS = ("src/planner", "benchmarks")  # and other people's problems
READ = {".py", ".toml", ".yaml", ".csv"}


def same() -> dict[str, str]:
    """The environment of this process, and what it can import, for a process started by it."""
    paths = os.pathsep.join(str(Path(p).resolve()) for p in sys.path)
    return {**os.environ, "PYTHONPATH": paths}


def run(module: str, *arguments: str) -> list[Row]:
    """The JSON lines that a command of ours prints in a process of its own; none if it fails, which it tells itself."""
    command = [sys.executable, "-m", module, *arguments, "--json"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=same())
    if ended.returncode:
        print(f"{module} {' '.join(arguments)} ended with {ended.returncode}", file=sys.stderr)
        return []
    return [json.loads(line) for line in ended.stdout.splitlines()]


def version(folders: Iterable[str] = PLANNING, root: Path = ROOT) -> str:
    """The same for the same code and data in these folders: 10 hexadecimal digits."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in (root / folder).rglob("*") if p.suffix in READ):
            found.update(path.relative_to(root).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:10]


def commit(root: Path = ROOT) -> str:
    """The commit that is checked out, with a + where files differ from it; empty outside a checkout."""
    told = ["git", "-C", str(root), "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        ended = subprocess.run(told, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""


class Kept:
    """The rows of one file, each with the version of the code that it was measured with."""

    def __init__(self, path: Path, code: str) -> None:
        self.path = path
        self.code = code
        self.rows: list[Row] = _read(path)

    def find(self, **key: object) -> Row | None:
        """The last row measured with this code that has these entries."""
        found = self.find_all(**key)
        return found[-1] if found else None

    def find_all(self, **key: object) -> list[Row]:
        """All rows measured with this code that have these entries."""
        return [row for row in self.here() if all(row.get(k) == v for k, v in key.items())]

    def here(self) -> list[Row]:
        """All rows measured with this code."""
        return [row for row in self.rows if row.get("code") == self.code]

    def keep(self, row: Row, **key: object) -> Row:
        """Writes a row down at once, with its key and the code; what is written is not lost when a run is ended."""
        whole: dict[str, Any] = {**row, **key, "code": self.code, "commit": commit(), "cores": os.cpu_count()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        broken = self.path.exists() and self.path.read_bytes()[-1:] not in (b"", b"\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write(("\n" if broken else "") + json.dumps(whole) + "\n")
        self.rows.append(whole)
        return whole

    def newest(self) -> str:
        """The code of the last row; our own where there is none."""
        return str(self.rows[-1].get("code")) if self.rows else self.code


def _read(path: Path) -> list[Row]:
    """The rows of a file; a line that was cut off in the middle is left out."""
    found: list[Row] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            found.append(row)
    return found
