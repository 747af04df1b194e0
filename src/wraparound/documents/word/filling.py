"""Fills a layout with a document. Runs in the worker: what the layout says is carried out here and nowhere else."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

import docx
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wraparound.documents.word import body, checking, styles

if TYPE_CHECKING:
    from collections.abc import Callable

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


class NoPlace(Exception):
    """The content has not one place of its own in a layout."""


def environment() -> ImmutableSandboxedEnvironment:
    """A language for templates with nothing in it: no functions, few filters, and what is shown is escaped.

    A name that one block has and another has not is nothing; one that no block has was found before.
    """
    made = ImmutableSandboxedEnvironment(autoescape=True)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in checking.FILTERS}
    made.tests.clear()
    return made


def sources(content: bytes) -> list[str]:
    """Every template that is in a layout: its text, heads and feet, footnotes, and what it says of itself."""
    layout = DocxTemplate(io.BytesIO(content))
    layout.render_init()
    found = [layout.patch_xml(layout.get_xml())]
    for uri in (layout.HEADER_URI, layout.FOOTER_URI):
        found += [layout.patch_xml(layout.xml_to_string(part._element)) for _key, part in _heads(layout, uri)]
    for part in layout.docx.part.package.parts:
        if part.content_type == FOOTNOTES:
            found.append(layout.patch_xml(part.blob.decode()))
    return [*found, *(getattr(layout.docx.core_properties, name) for name in PROPERTIES)]


def _heads(layout: Any, uri: str) -> list[tuple[str, Any]]:
    found = [(key, rel._target) for key, rel in layout.docx.part.rels.items() if rel.reltype == uri]
    return [(key, part) for key, part in found if hasattr(part, "_element")]


def filled(content: bytes, asked: dict[str, Any], drawn: Callable[[str, float], bytes]) -> bytes:
    """The Word file. `asked`: values, blocks, symbols, look, language."""
    values = clean(asked["values"])
    layout = DocxTemplate(io.BytesIO(content))
    layout.render({**values, "body": body.MARK}, environment(), autoescape=True)
    document = layout.docx
    styles.complete(document)
    places = body.place(document)
    if len(places) > 1 or any(at.text.strip() != body.MARK for at in places):
        raise NoPlace
    for at in places:
        body.write(document, at, clean(asked["blocks"]), asked["symbols"], drawn)
    styles.enlarge(document, asked["look"])
    styles.speak(document, asked["language"])
    said = document.core_properties
    said.title, said.language, said.last_modified_by = values["title"][:250], asked["language"], ""
    said.author, said.comments, said.keywords = values["organisation"][:250] or "Wraparound", "", ""
    out = io.BytesIO()
    document.save(out)
    if body.MARK in texts(out.getvalue()):  # in a table, or in the head of the page
        raise NoPlace
    return out.getvalue()


def clean(value: Any) -> Any:
    """Without signs that no Word file can hold, and without the mark that is ours."""
    if isinstance(value, str):
        kept = (s for s in value if s in "\n\t" or unicodedata.category(s) not in ("Cc", "Cs", "Co", "Cn"))
        return "".join(kept)
    if isinstance(value, dict):
        return {name: one if name == "svg" else clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list | tuple) else value


def texts(content: bytes) -> str:
    """Everything that a finished file says, with one space between words."""
    document = docx.Document(io.BytesIO(content))
    roots = [document.element.body]
    for section in document.sections:
        roots += [part._element for part in (section.header, section.footer) if not part.is_linked_to_previous]
    said = (t.text or "" for root in roots for t in root.iter() if str(t.tag).endswith("}t"))
    return "".join("".join(said).split())


def left_out(content: bytes, sentences: list[str]) -> list[str]:
    """The sentences that a finished file does not show."""
    there = texts(content)
    return [one for one in sentences if "".join(clean(one).split()) not in there]
