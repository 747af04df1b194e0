"""From a document to its PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.documents import apart
from wraparound.documents.content.tree import Easy, Heading, Look, Picture
from wraparound.documents.pdf import templates
from wraparound.plans.pictures.drawing import FONT

if TYPE_CHECKING:
    from wraparound.documents.content.tree import Document

WORKER = Path(__file__).with_name("worker.py")
TYPEFACE = "Atkinson Hyperlegible"
CONTENTS_FROM = 5  # sections


def written(document: Document) -> bytes:
    """The PDF. Raises NotWritten with a sentence for the reader; then nothing of it is left."""
    told = {"folder": str(templates.folder()), "fonts": templates.fonts(), "data": data_of(document)}
    told["letters_lost"] = _("Some letters could not be printed. A question mark stands for them.")
    return apart.answer(WORKER, told)


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
    data["symbols"] = apart.symbols(b.symbol for b in document.blocks if isinstance(b, Easy))
    return data
