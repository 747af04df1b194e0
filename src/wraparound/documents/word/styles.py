"""The styles that our content is written in: those of the layout, and ours where it has none. Runs in the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

ORDINARY = 12.0  # points
POINTS = {"large": 18.0, "easy": 16.0}  # of running text, where a document is to be read like that
INK = RGBColor(0x1D, 0x2B, 0x4F)
HEADINGS = {"Title": 1.9, "Heading 1": 1.5, "Heading 2": 1.2}  # times the size of running text
CAPTION, QUOTE, TABLE, LIST = "Caption", "Quote", "Table Grid", "List Bullet"


def complete(document: Document) -> None:
    """Adds the styles that the layout lacks, so that headings are headings whoever made it."""
    there = {(s.type, s.name.lower()) for s in document.styles if s.name}
    size = running_text(document)
    for name, times in HEADINGS.items():
        if (WD_STYLE_TYPE.PARAGRAPH, name.lower()) not in there:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.font.bold, style.font.size = True, Pt(round(size * times))
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(size / 3)
            if name != "Title":
                _outline(style, int(name[-1]) - 1)
    for name in (CAPTION, QUOTE):
        if (WD_STYLE_TYPE.PARAGRAPH, name.lower()) not in there:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.font.bold, style.font.italic = name == CAPTION, name == QUOTE
            style.paragraph_format.keep_with_next = name == CAPTION


def has(document: Document, name: str, kind: WD_STYLE_TYPE) -> bool:
    """Whether there is a style of this name."""
    return any(s.type == kind and s.name == name for s in document.styles)


def running_text(document: Document) -> float:
    """The size of running text, in points."""
    said = document.styles["Normal"].font.size if has(document, "Normal", WD_STYLE_TYPE.PARAGRAPH) else None
    if said is not None:
        return float(said.pt)
    found = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
    return int(found[0]) / 2 if found and str(found[0]).isdigit() else 10.0


def enlarge(document: Document, look: str) -> None:
    """For large print and Easy Read: every size of letters grows alike, in text, styles, head and foot."""
    wanted, now = POINTS.get(look), running_text(document)
    if wanted is None or now >= wanted:
        return
    for root in (document.element, document.styles.element, *heads_and_feet(document)):
        for size in root.iter(qn("w:sz"), qn("w:szCs")):
            value = size.get(qn("w:val"), "")
            if value.isdigit():
                size.set(qn("w:val"), str(round(int(value) * wanted / now)))
    if document.styles["Normal"].font.size is None:
        document.styles["Normal"].font.size = Pt(wanted)
    document.styles["Normal"].paragraph_format.line_spacing = 1.4


def heads_and_feet(document: Document) -> list[Any]:
    """As they were filled in: what a section calls its head is still the one before."""
    targets = (rel._target for rel in document.part.rels.values() if rel.reltype.endswith(("/header", "/footer")))
    return [part.element for part in targets if hasattr(part, "element")]


def speak(document: Document, language: str) -> None:
    """The language of the whole document, for screen readers and spelling."""
    said = "cy-GB" if language.startswith("cy") else "en-GB"
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        styles.insert(0, defaults)
    run = _child(_child(defaults, "w:rPrDefault", first=True), "w:rPr")
    found = run.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        run.append(found)
    found.set(qn("w:val"), said)
    for root in (document.element, *heads_and_feet(document)):
        for one in root.iter(qn("w:lang")):
            one.set(qn("w:val"), said)


def _child(parent: Any, tag: str, *, first: bool = False) -> Any:
    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        parent.insert(0, found) if first else parent.append(found)
    return found


def _outline(style: Any, level: int) -> None:
    """Makes it a heading for navigation and screen readers."""
    paragraph = style.element.get_or_add_pPr()
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    paragraph.append(outline)
