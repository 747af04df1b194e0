"""The repository's own files, as the house rules read them. A rule takes a folder and gives back its faults as text."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CACHES = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"}
MADE = {".git", ".venv", "build", *CACHES}


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """Every Python file in these folders, in a stable order."""
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def own_files(root: Path) -> list[Path]:
    """Every file that is, or would be, committed; outside a checkout, every file that is not made by a tool."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, capture_output=True, text=True, check=False) if (root / ".git").exists() else None
    if found is not None and found.returncode == 0:
        names = sorted(root / name for name in found.stdout.split("\0") if name)
    else:
        names = sorted(path for path in root.rglob("*") if not MADE & set(path.relative_to(root).parts))
    return [path for path in names if path.is_file()]


def text_of(path: Path) -> str:
    """What stands in a text file; nothing if it is not one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def plant(root: Path, name: str, text: str) -> Path:
    """Write a file that breaks a rule, with the folders it needs."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
