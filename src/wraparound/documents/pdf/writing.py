"""From a document to its PDF, in a process of its own: what hangs or dies there does not hurt the site."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from wraparound.documents.content.tree import Easy, Heading, Look, Picture
from wraparound.documents.formats import NotWritten
from wraparound.documents.pdf import templates
from wraparound.plans.pictures.drawing import FONT
from wraparound.plans.planning import confined

if TYPE_CHECKING:
    from wraparound.documents.content.tree import Document

WORKER = Path(__file__).with_name("worker.py")
MOST_DATA = 3_000_000  # bytes, pictures and symbols included: hundreds of pages
MEGABYTES = 1500  # of addresses, most of which are never filled
SECONDS = 15.0
AT_ONCE = 2  # for each process of the site
PATIENCE = 20.0  # seconds to wait for one of these
TYPEFACE = "Atkinson Hyperlegible"
CONTENTS_FROM = 5  # sections
OURS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # of our environment: the site's keys and passwords stay here

_free = threading.BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


def written(document: Document) -> bytes:
    """The PDF. Raises NotWritten with a sentence for the reader; then nothing of it is left."""
    told = {"folder": str(templates.folder()), "fonts": templates.fonts(), "data": data_of(document)}
    told["letters_lost"] = _("Some letters could not be printed. A question mark stands for them.")
    said = json.dumps(told).encode()
    if len(said) > MOST_DATA:
        raise NotWritten(_("This document is too long for one file. Ask for a review or an earlier version instead."))
    if not _free.acquire(timeout=PATIENCE):
        raise NotWritten(_("Many documents are being written. Try again in a minute."))
    try:
        return _compiled(said)
    finally:
        _free.release()


def data_of(document: Document) -> dict[str, Any]:
    """What the template is given."""
    data = document.data()
    sections = sum(isinstance(b, Picture) or (isinstance(b, Heading) and b.level == 1) for b in document.blocks)
    short = document.look is Look.EASY or sections < CONTENTS_FROM
    data["contents"] = "" if short else "yes"
    before = None
    for block, made in zip(data["blocks"], document.blocks, strict=True):
        if isinstance(made, Picture):
            block["svg"] = made.svg.replace(FONT, TYPEFACE)
            block["first"] = not (isinstance(before, Picture) and before.facts is None)  # not one of several
        before = made
    names = {b.symbol for b in document.blocks if isinstance(b, Easy)}
    data["symbols"] = {name: svg for name in sorted(names) if (svg := _symbol(name))}
    return data


def _symbol(name: str) -> str:
    path = finders.find(f"symbols/{name}.svg")
    return Path(path).read_text(encoding="utf-8") if isinstance(path, str) else ""


def _compiled(said: bytes) -> bytes:
    command = [sys.executable, "-P", confined.__file__, str(MEGABYTES), str(SECONDS), str(WORKER)]
    try:
        done = subprocess.run(
            command, input=said, capture_output=True, timeout=SECONDS + 2, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        _log.error("a document was not written: %s", "too late" if done is None else done.returncode)
        raise NotWritten(_("The document could not be written. Nothing was changed. Try again in a minute."))
    return done.stdout


def _environment() -> dict[str, str]:
    path = os.pathsep.join(p for p in sys.path if p)
    return {k: v for k, v in os.environ.items() if k in OURS} | {"PYTHONPATH": path, "RAYON_NUM_THREADS": "1"}
