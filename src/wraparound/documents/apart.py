"""A process of its own for what writes files: what hangs or dies there does not hurt the site.

It has little memory and time, and knows neither the site nor its database, keys and passwords.
"""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from wraparound.core import confined
from wraparound.documents.formats import NotWritten

if TYPE_CHECKING:
    from collections.abc import Iterable

MEGABYTES = 1500  # of addresses, most of which are never filled
SECONDS = 20.0
MOST_DATA = 6_000_000  # bytes that the process is told, pictures and symbols included: hundreds of pages
AT_ONCE = 2  # for each process of the site
PATIENCE = 20.0  # seconds to wait for one of these

_free = threading.BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


def answer(worker: Path, asked: dict[str, Any]) -> bytes:
    """What a script answers. Raises NotWritten with a sentence for the reader; then nothing of it is left."""
    said = json.dumps(asked).encode()
    if len(said) > MOST_DATA:
        raise NotWritten(_("This document is too long for one file. Ask for a review or an earlier version instead."))
    if not _free.acquire(timeout=PATIENCE):
        raise NotWritten(_("Many documents are being written. Try again in a minute."))
    try:
        return _run(worker, said)
    finally:
        _free.release()


def symbols(names: Iterable[str]) -> dict[str, str]:
    """The drawings of the symbols that there are, as SVG, by name."""
    found = {name: finders.find(f"symbols/{name}.svg") for name in sorted(set(names))}
    return {name: Path(path).read_text(encoding="utf-8") for name, path in found.items() if isinstance(path, str)}


def _run(worker: Path, said: bytes) -> bytes:
    command = confined.command(worker, megabytes=MEGABYTES, seconds=SECONDS)
    environment = confined.environment(RAYON_NUM_THREADS="1")
    try:
        done = subprocess.run(
            command, input=said, capture_output=True, timeout=SECONDS + 2, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        _log.error("a file was not written: %s", "too late" if done is None else done.returncode)
        raise NotWritten(_("The document could not be written. Nothing was changed. Try again in a minute."))
    return done.stdout
