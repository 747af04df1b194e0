"""What a PDF says, to whoever looks at it with any tool: its text, and every string in any of its objects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """As it reads, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def everything(pdf: bytes) -> str:
    """Text, titles, alternative texts, metadata; streams decoded. Without spaces: no line break hides a word."""
    found = [text(pdf), pdf.decode("latin-1"), *_strings(reader(pdf).trailer, set())]
    return "".join("\n".join(found).split())


def _strings(thing: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(thing, IndirectObject):
        if thing.idnum in seen:
            return
        seen.add(thing.idnum)
        thing = thing.get_object()
    if isinstance(thing, TextStringObject | ByteStringObject):
        yield str(thing)
    if isinstance(thing, StreamObject):
        yield thing.get_data().decode("latin-1")
    if isinstance(thing, DictionaryObject):
        for key, value in thing.items():
            yield str(key)
            yield from _strings(value, seen)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _strings(value, seen)


def heights(pdf: bytes) -> list[tuple[float, str]]:
    """How high above the foot of its page each piece of text stands, in points."""
    found: list[tuple[float, str]] = []
    for page in reader(pdf).pages:

        def met(words: str, cm: Any, tm: Any, *_font: Any) -> None:
            found.append((cm[1] * tm[4] + cm[3] * tm[5] + cm[5], words))

        page.extract_text(visitor_text=met)
    return found


def tags(pdf: bytes) -> list[str]:
    """The kinds of the elements of its structure, in order."""
    root = reader(pdf).trailer["/Root"]
    return list(_tags(root["/StructTreeRoot"]["/K"]))


def _tags(element: Any) -> Iterator[str]:
    element = element.get_object() if isinstance(element, IndirectObject) else element
    if isinstance(element, ArrayObject):
        for one in element:
            yield from _tags(one)
    elif isinstance(element, DictionaryObject):
        if "/S" in element:
            yield str(element["/S"])
        if "/K" in element:
            yield from _tags(element["/K"])
