"""Word files from documents, and the look at layouts that come from outside: each in a process of its own."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.jinja import in_words
from wraparound.documents import apart
from wraparound.documents.content.tree import Easy, Picture
from wraparound.documents.formats import NotWritten
from wraparound.documents.pdf import templates
from wraparound.documents.pdf.writing import TYPEFACE
from wraparound.documents.word import checking, shape
from wraparound.plans.pictures.drawing import FONT

if TYPE_CHECKING:
    from wraparound.documents.content.tree import Document

WORKER = Path(__file__).with_name("worker.py")


class NotFit(Exception):
    """A layout cannot be used; `troubles` are sentences for who sent it."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__(" ".join(troubles))
        self.troubles = troubles


def written(document: Document, layout: bytes = b"", organisation: str = "") -> bytes:
    """The Word file, in a layout or in ours. Raises NotWritten with a sentence for who asked."""
    made = _file(_ask(_asked("fill", document, layout, organisation)))
    if not made:
        raise NotWritten(
            _("This layout leaves something of the document out. Take the site's own, and tell your administrator.")
        )
    return made


def checked(layout: bytes, sample: Document, organisation: str) -> bytes:
    """A made-up document in a layout that came from outside. Raises NotFit where it cannot be used, NotWritten."""
    if troubles := checking.archive(layout):
        raise NotFit([in_sentences(*one) for one in troubles])
    asked = _asked("check", sample, layout, organisation)
    asked["shape"] = shape.shape()
    try:
        answer = _ask(asked)
    except NotWritten as no:
        raise NotFit([_("It takes too long to fill in, or is too big. Make it simpler.")]) from no
    if answer["troubles"]:
        raise NotFit([in_sentences(*one) for one in answer["troubles"]])
    return _file(answer)


def starting_point(name: str = "", colour: str = "") -> bytes:
    """Our own layout, to begin from; with a name and a colour an example of an organisation's. Raises NotWritten."""
    return _file(_ask({"task": "default", "name": name, "colour": colour}))


def in_sentences(slug: str, detail: str) -> str:
    """What is wrong with a layout, for who sent it."""
    said = {
        "too-big": _("The file is too big. At most %(detail)s."),
        "not-word": _("This is no Word file that we can read. Save it as a Word document (.docx)."),
        "bomb": _("The file unpacks to far more than it seems. We do not open it."),
        "macros": _("The file has macros in it. Save it as a Word document without macros (.docx)."),
        "strange-part": _("The file has something in it that we do not know: %(detail)s."),
        "from-elsewhere": _(
            "The file fetches something from elsewhere: %(detail)s."
            " Put pictures into the file, and write addresses as plain words."
        ),
        "embedded": _("The file has another file or a control in it. Take it out."),
        "field": _("The file has a field that we do not allow: %(detail)s."),
        "syntax": _("A placeholder is not written correctly: %(detail)s."),
        "unknown": _("There is no placeholder called %(detail)s."),
        "not-allowed": _("A placeholder does something that is not possible here: %(detail)s."),
        "not-text": _("%(detail)s is a list. Go through it with {%%p for one in ... %%}."),
        "no-list": _("%(detail)s is no list, so it cannot be gone through."),
        "loops": _("There are too many loops in it, or too many inside one another."),
        "body": _("{{ body }} has to stand once, in a paragraph of its own, outside tables."),
        "leaves-out": _(
            "The layout leaves something out: “%(detail)s”. A layout says how a document looks, and shows all of it."
        ),
    }
    return said[slug] % {"detail": detail}


def _asked(task: str, document: Document, layout: bytes, organisation: str) -> dict[str, Any]:
    blocks = document.data()["blocks"]
    for block in blocks:
        if block["is"] == Picture.IS:
            block["svg"] = block["svg"].replace(FONT, TYPEFACE)
    return {
        "task": task,
        "layout": base64.b64encode(layout).decode(),
        "values": shape.values(document, organisation, in_words(clock.today())),
        "sentences": shape.sentences(document),
        "blocks": blocks,
        "symbols": apart.symbols(b.symbol for b in document.blocks if isinstance(b, Easy)),
        "look": document.look.value,
        "language": document.language,
        "fonts": templates.fonts(),
        "folder": str(templates.folder()),
    }


def _file(answer: dict[str, Any]) -> bytes:
    return base64.b64decode(answer["file"])


def _ask(asked: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(apart.answer(WORKER, asked))
    return answer
