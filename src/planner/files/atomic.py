"""Writing a file whole or not at all: what was there before stays until the new one is complete."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from planner.files.trouble import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new, empty file beside `path` to write to; it takes the place of `path` at the end, or vanishes on any error.

    Raises BadFile where the folder is missing or may not be written to.
    """
    try:
        part = _beside(path)
    except OSError as error:
        raise refusal(
            f"{path} cannot be written: {error.strerror or error}.",
            "Choose a folder that is there and yours to write to.",
        ) from error
    try:
        yield part
        with part.open("rb+") as done:
            os.fsync(done.fileno())  # else a power cut could leave an empty file under the new name
        _put(part, path)
    finally:
        part.unlink(missing_ok=True)  # gone already if it took its place; also on Ctrl-C


def _beside(path: Path) -> Path:
    """A file that nobody else has, made with the rights that new files have here."""
    for number in count():
        part = path.with_name(f".{path.name}.{os.getpid()}-{number}.part")
        try:
            part.open("xb").close()
        except FileExistsError:
            continue
        return part
    raise AssertionError("count() does not end")


def _put(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise refusal(
            f"{path} cannot be replaced: {error.strerror or error}.",
            "If it is open in another program, close it there.",
        ) from error
