"""Writes the parts of a document into a Word file, at the place that the layout keeps for it. Runs in the worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from wraparound.documents.word import styles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    Drawn = Callable[[str, float], bytes]  # an SVG and its width in centimetres: a PNG

MARK = "\ue000body\ue001"
SYMBOL, GAP = 2.6, Cm(0.6)  # how wide a symbol is in centimetres, and the room beside it
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


def place(document: Document) -> list[Paragraph]:
    """The paragraphs that hold the mark."""
    return [p for p in document.paragraphs if MARK in p.text]


def write(
    document: Document, at: Paragraph, blocks: Sequence[dict[str, Any]], symbols: dict[str, str], drawn: Drawn
) -> None:
    """Puts all blocks before a paragraph, which then goes."""
    writer = _Writer(document, at, symbols, drawn)
    run: list[dict[str, Any]] = []
    for block in blocks:
        if block["is"] != "easy" and run:
            writer.easy(run)
            run = []
        if block["is"] == "easy":
            run.append(block)
        else:
            getattr(writer, block["is"])(block)
    if run:
        writer.easy(run)
    at._p.getparent().remove(at._p)


def shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide columns should be: so that no word is broken where that can be, and long texts have more room."""
    wanted = []
    for number, column in enumerate(zip(*rows, strict=True)):
        longest = max(len(text) for text in column)
        word = max((len(word) for text in column for word in text.split()), default=1)
        bold = 1.25 if number == 0 else 1.0
        wanted.append(max(word * bold + 2.0, min(longest, 30) * 0.8, 6.0))
    return [one / sum(wanted) for one in wanted]


class _Writer:
    """One method for each sort of block."""

    def __init__(self, document: Document, at: Paragraph, symbols: dict[str, str], drawn: Drawn) -> None:
        self.document, self.at, self.symbols, self.drawn = document, at, symbols, drawn
        section = document.sections[0]
        sides = (section.page_width, section.left_margin, section.right_margin)
        wide, left, right = (int(side if side is not None else 0) for side in sides)
        self.room = Emu(max(wide - left - right, int(Cm(8))))
        self.bullets = styles.has(document, styles.LIST, WD_STYLE_TYPE.PARAGRAPH)
        self.pictures = 9000  # ids of drawings, above those of the layout

    def paragraph_of(self, style: str = "") -> Paragraph:
        """A new one before the place."""
        return self.at.insert_paragraph_before("", style or None)

    def heading(self, block: dict[str, Any]) -> None:
        """In the layout's own style."""
        self.paragraph_of(f"Heading {min(max(block['level'], 1), 2)}").add_run(block["text"])

    def paragraph(self, block: dict[str, Any]) -> None:
        """Some sentences; of somebody who is quoted, in quotation marks and with the name."""
        if not block["voice"]:
            self.paragraph_of().add_run(block["text"])
            return
        quote = self.paragraph_of(styles.QUOTE)
        quote.add_run(f"“{block['text']}”")
        quote.add_run(f" {block['voice']}").bold = True

    def facts(self, block: dict[str, Any]) -> None:
        """Label and what is so, a line each, close together."""
        for number, (label, said) in enumerate(block["pairs"]):
            line = self.paragraph_of()
            line.paragraph_format.space_after = Pt(2 if number < len(block["pairs"]) - 1 else 10)
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.6), Cm(-0.6)
            line.add_run(f"{label}: ").bold = True
            line.add_run(said)

    def points(self, block: dict[str, Any]) -> None:
        """A list, in the layout's style or with signs of our own."""
        for said in block["items"]:
            if self.bullets:
                self.paragraph_of(styles.LIST).add_run(said)
                continue
            line = self.paragraph_of()
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.5)
            line.add_run(f"•\u00a0 {said}")

    def table(self, block: dict[str, Any]) -> None:
        """With a caption; the heads come again on each page, and no row is broken."""
        if not block["rows"]:
            return
        caption = self.paragraph_of(styles.CAPTION)
        caption.add_run(block["caption"])
        caption.paragraph_format.keep_with_next = True
        table = self._table(len(block["rows"]) + 1, len(block["heads"]), block["caption"])
        _mark(table.rows[0]._tr, "w:tblHeader")
        self._wide(table, shares([block["heads"], *block["rows"]]))
        numbers = set(block.get("numbers") or ())
        for number, row in enumerate((block["heads"], *block["rows"])):
            is_total = block.get("last_is_total") and number == len(block["rows"])
            cells = table.rows[number].cells
            for column, said in enumerate(row):
                line = cells[column].paragraphs[0]
                line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
                line.add_run(said).bold = number == 0 or column == 0 or bool(is_total) or None
                if column in numbers:
                    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._after(table)

    def picture(self, block: dict[str, Any]) -> None:
        """Under its heading, with its alternative text, and the same facts as a table below."""
        if block["heading"]:
            self.heading({"text": block["heading"], "level": 1})
        wide = self.room / Cm(1)
        png = self.drawn(block["svg"], wide)
        line = self.paragraph_of()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        section = self.document.sections[0]
        high = Emu(int((section.page_height or Cm(29.7)) * 0.7))
        shape = line.add_run().add_picture(io.BytesIO(png), width=self.room)
        if shape.height > high:
            shape.width, shape.height = Emu(int(shape.width * high / shape.height)), high
        self._named(shape, block["alt"])
        if block["facts"]:  # not where several pictures have theirs together
            self.table(block["facts"])

    def easy(self, blocks: Sequence[dict[str, Any]]) -> None:
        """A symbol beside each few sentences; the symbol repeats the words, so it is passed over when read aloud."""
        table = self._table(len(blocks), 2, "", borders=False)
        side = Cm(SYMBOL)
        beside = (int(side) + int(GAP)) / int(self.room)
        self._wide(table, [beside, 1 - beside])
        for row, block in zip(table.rows, blocks, strict=True):
            left, right = row.cells
            if svg := self.symbols.get(block["symbol"]):
                shape = left.paragraphs[0].add_run().add_picture(io.BytesIO(self.drawn(svg, SYMBOL)), width=side)
                self._named(shape, "")
            first = right.paragraphs[0]
            if block["heading"]:
                first.add_run(block["heading"]).bold = True
            for number, said in enumerate(block["sentences"]):
                line = first if number == 0 and not block["heading"] else right.add_paragraph()
                line.add_run(said)
        self._after(table)

    def _table(self, rows: int, columns: int, caption: str, *, borders: bool = True) -> Any:
        table = self.document.add_table(rows, columns)
        self.at._p.addprevious(table._tbl)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        if borders and styles.has(self.document, styles.TABLE, WD_STYLE_TYPE.TABLE):
            table.style = styles.TABLE
        elif borders:
            _lines(table)
        for row in table.rows:
            _mark(row._tr, "w:cantSplit")
        if caption:
            said = OxmlElement("w:tblCaption")
            said.set(qn("w:val"), caption[:250])
            table._tbl.tblPr.append(said)
        return table

    def _wide(self, table: Any, parts: Sequence[float]) -> None:
        """How wide each column is, as a share of the page."""
        table.autofit = False
        for column, part in zip(table.columns, parts, strict=True):
            column.width = Emu(int(self.room * part))
            for cell in column.cells:
                cell.width = column.width

    def _after(self, table: Any) -> None:
        """Two tables that touch would be one."""
        gap = self.paragraph_of().paragraph_format
        gap.space_before = gap.space_after = Pt(0)
        gap.line_spacing = Pt(12)

    def _named(self, shape: Any, alt: str) -> None:
        self.pictures += 1
        named = shape._inline.docPr
        named.set("id", str(self.pictures))
        named.set("name", f"Picture {self.pictures - 9000}")
        if alt:
            named.set("descr", alt)
        else:
            named.append(parse_xml(DECORATIVE))


def _mark(row: Any, tag: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(tag))


def _lines(table: Any) -> None:
    """Thin lines round every cell, where the layout has no style for tables."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "7A869A")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
