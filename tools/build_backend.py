"""Builds our packages as setuptools does; a wheel also carries style sheet, script, typefaces and translations.

Those are made by set-up (`build/frontend`, `build/locale`) and stand in no folder of the sources. A wheel without them
would install a site that nobody can look at, so none is built. In the wheel they are `wraparound/site/built/`.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

MADE = Path("build")  # beside pyproject.toml, where a backend is started
INSIDE = "wraparound/site/built"
LOOK = ("frontend/wraparound/wraparound.css", "frontend/wraparound/wraparound.js")
WORDS = Path("src/wraparound/locale")


class NotBuilt(Exception):
    """Something that a wheel must carry was not made yet."""


def build_wheel(folder: str, settings: Any = None, metadata: str | None = None) -> str:
    """The name of the wheel made in `folder`. Raises NotBuilt, before anything is made."""
    missing = [name for name in _needed() if not (MADE / name).is_file()]
    if missing:
        raise NotBuilt(f"a wheel must carry {', '.join(f'{MADE}/{m}' for m in missing)}: run `make setup` first")
    shutil.rmtree(MADE / "lib", ignore_errors=True)  # setuptools would take up what an earlier build left there
    name = build_meta.build_wheel(folder, settings, metadata)
    _add(Path(folder) / name)
    return name


def _needed() -> list[str]:
    languages = sorted(path.parent for path in WORDS.glob("*/LC_MESSAGES/*.po"))
    return [*LOOK, *(f"locale/{path.relative_to(WORDS).as_posix()}/django.mo" for path in languages)]


def _add(wheel: Path) -> None:
    """Writes what was made into the wheel, and into its record of contents."""
    part = wheel.with_suffix(".part")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as new:
        (record,) = (name for name in old.namelist() if name.endswith(".dist-info/RECORD"))
        lines = list(csv.reader(io.StringIO(old.read(record).decode())))
        for entry in old.infolist():
            if entry.filename != record:
                new.writestr(entry, old.read(entry.filename))
        for kind in ("frontend", "locale"):
            for file in sorted(path for path in (MADE / kind).rglob("*") if path.is_file()):
                name = f"{INSIDE}/{file.relative_to(MADE).as_posix()}"
                new.write(file, name)
                lines.append([name, _digest(file.read_bytes()), str(file.stat().st_size)])
        told = io.StringIO()
        csv.writer(told, lineterminator="\n").writerows(sorted(lines, key=lambda line: line[0] == record))
        new.writestr(record, told.getvalue())
    part.replace(wheel)


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
