"""Our own layout, made from code: plain, readable, and a starting point for others. Runs in the worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from wraparound.documents.word import styles

if TYPE_CHECKING:
    from docx.document import Document

TYPEFACE = "Arial"  # on every machine; a file cannot bring ours


def template(name: str = "", colour: str = "") -> bytes:
    """The layout as a Word file. With a name and a colour (six hexadecimal digits): an example of an organisation's."""
    made = docx.Document()
    ink = RGBColor.from_string(colour) if colour else styles.INK
    _page(made)
    _styles(made, ink)
    if name:
        _letterhead(made, ink)
    made.add_paragraph("{{ title }}", style="Title")
    for said in ("{%p for one in shown_to %}", "{{ one }}", "{%p endfor %}"):
        line = made.add_paragraph(said)
        line.paragraph_format.space_after = Pt(3)
    made.add_paragraph("{{ body }}")
    _foot(made)
    made.core_properties.title, made.core_properties.author = "{{ title }}", "{{ organisation }}"
    made.core_properties.comments = ""
    package = made.part.package
    for key, relation in list(package.rels.items()):
        if "thumbnail" in relation.reltype:  # a picture of somebody else's file
            del package.rels[key]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _page(made: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)


def _styles(made: Document, ink: RGBColor) -> None:
    named = made.styles
    for one in named:
        fonts = one.element.find(qn("w:rPr"))
        fonts = None if fonts is None else fonts.find(qn("w:rFonts"))
        if fonts is not None:
            for attribute in list(fonts.attrib):
                del fonts.attrib[attribute]
    defaults = named.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for element in (defaults, named["Normal"].element.get_or_add_rPr()):
        _typeface(element)
    normal: Any = named["Normal"]
    normal.font.size = Pt(styles.ORDINARY)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(8), 1.25
    for name, times in styles.HEADINGS.items():
        style: Any = named[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(round(styles.ORDINARY * times)), True, ink
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else 16)
        style.paragraph_format.space_after = Pt(6)
        for line in style.element.iter(qn("w:pBdr")):
            line.getparent().remove(line)
            break
    for name in (styles.CAPTION, styles.QUOTE):
        style = named[name]
        style.font.size, style.font.color.rgb = Pt(styles.ORDINARY), RGBColor(0x20, 0x20, 0x20)
        style.font.bold, style.font.italic = name == styles.CAPTION, False
        if name == styles.QUOTE:
            style.paragraph_format.left_indent = Cm(0.8)


def _typeface(run: Any) -> None:
    fonts = run.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        run.insert(0, fonts)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{attribute}"), TYPEFACE)


def _letterhead(made: Document, ink: RGBColor) -> None:
    made.sections[0].top_margin = Cm(3.2)
    line = made.sections[0].header.paragraphs[0]
    run = line.add_run("{{ organisation }}")
    run.font.size, run.font.bold, run.font.color.rgb = Pt(16), True, ink
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", str(ink))):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line._p.get_or_add_pPr().append(border)


def _foot(made: Document) -> None:
    line = made.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("{{ footer }}  ·  ").font.size = Pt(9.5)
    _field(line, "PAGE")
    line.add_run(" / ").font.size = Pt(9.5)
    _field(line, "NUMPAGES")


def _field(line: Any, what: str) -> None:
    for kind in ("begin", "", "separate", "1", "end"):
        run = line.add_run()
        run.font.size = Pt(9.5)
        if kind == "1":
            run.text = "1"
        elif kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
            run._r.append(sign)
        else:
            said = OxmlElement("w:instrText")
            said.text = what
            run._r.append(said)
