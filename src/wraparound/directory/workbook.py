"""Workbooks from outside: refused where hostile, read cell by cell, and written back with what is wrong.

Knows sheets and cells, nothing of what the words in them mean: that is `importing/`.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.xml import DEFUSEDXML

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MB = 1_000_000
MOST_BYTES = 2 * MB
MOST_UNPACKED = 30 * MB
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 5_000, 60
MARK = "FBE3DC"  # pale red, behind a cell in which something is wrong
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, and .xlsx that is locked with a password


class BadFile(Exception):
    """The file is not read at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a cell (such as B4), and what to do about it. `row` is 0 for the sheet as a whole."""

    sheet: str
    cell: str
    row: int
    problem: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet: what stands under each heading, as text."""

    sheet: str
    number: int
    said: Mapping[str, str]
    columns: Mapping[str, int]

    def cell(self, heading: str) -> str:
        """Where it stands, such as B4."""
        return f"{get_column_letter(self.columns[heading])}{self.number}" if heading in self.columns else ""


@dataclass(slots=True)
class Sheet:
    """A sheet with its headings, from column A on ("" where there is none), and lines."""

    name: str
    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def cell_of(self, column: int, row: int) -> str:
        """The column counted from 0, the row from 1, as people say it: C4."""
        return f"{get_column_letter(column + 1)}{row}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell in which something is wrong, and what."""

    text: str
    note: str


def read(content: bytes, names: Sequence[str]) -> tuple[dict[str, Sheet], list[Fault]]:
    """The sheets of these names that are there, and the formulas in them as faults. Raises BadFile."""
    _refuse(content)
    if not DEFUSEDXML:  # pragma: no cover - defusedxml is always installed with us
        raise BadFile("this site cannot read workbooks safely: defusedxml is missing")
    faults: list[Fault] = []
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
        found = {name: _sheet(book[name], name, faults) for name in names if name in book.sheetnames}
    except BadFile:
        raise
    except Exception as error:  # whatever a broken package makes the reader say: it is no workbook
        raise BadFile(_("This is not an Excel workbook, or it is damaged. Save it again as .xlsx.")) from error
    return found, faults


def _refuse(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise BadFile(_("The file is larger than 2 MB. Take out pictures, or send it in parts."))
    if content.startswith(_OLD):
        raise BadFile(_("The workbook is locked with a password, or is an old .xls file. Save it as .xlsx."))
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise BadFile(_("This is not an Excel workbook, or it is damaged. Save it again as .xlsx.")) from error
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) < len(names) or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise BadFile(_("Unpacked, the workbook is far too large. Copy what you need into the template."))
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadFile(_("The workbook is locked with a password. Unlock it and save it again."))
    if any("vbaproject" in name or "/externallinks/" in name or "/macrosheets/" in name for name in names):
        raise BadFile(_("The workbook holds macros or links to other files. Save it without them, as .xlsx."))


def _sheet(raw: Any, name: str, faults: list[Fault]) -> Sheet:
    sheet = Sheet(name)
    columns: dict[str, int] = {}
    for number, cells in enumerate(raw.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2), start=1):
        if number > MOST_ROWS + 1:
            raise BadFile(_("A sheet has more than 5,000 lines. Send it in parts."))
        formulas = {cell.coordinate for cell in cells if cell.data_type == "f"}
        faults += [
            Fault(name, where, number, _("There is a formula."), _("Write the value itself."))
            for where in sorted(formulas)
        ]
        values = ["" if cell.data_type == "f" else as_text(cell.value) for cell in cells]
        if number == 1:
            last = max((n for n, value in enumerate(values, start=1) if value), default=0)
            sheet.headings = values[:last]
            columns = {value: n for n, value in enumerate(values, start=1) if value}
        elif any(values):
            sheet.rows.append(Row(name, number, {h: values[n - 1] for h, n in columns.items()}, columns))
    return sheet


def as_text(value: Any) -> str:
    """What a cell says, as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def write(sheets: Mapping[str, Iterable[Sequence[str | Marked]]]) -> bytes:
    """A workbook of text cells, the first line of each sheet in bold. What people typed never becomes a formula."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        lines = [list(row) for row in rows]
        for n, value in enumerate(lines[0] if lines else (), start=1):
            sheet.column_dimensions[get_column_letter(n)].width = min(40, max(14, len(_text(value)) + 3))
        for number, line in enumerate(lines):
            sheet.append([_cell(sheet, value, bold=number == 0) for value in line])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _text(value: str | Marked) -> str:
    return value.text if isinstance(value, Marked) else value


def _cell(sheet: Any, value: str | Marked, *, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=_text(value))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if isinstance(value, Marked):
        cell.fill = PatternFill("solid", fgColor=MARK)
        cell.comment = Comment(value.note, "Wraparound", width=320, height=120)
    return cell


def with_faults(sheets: Mapping[str, Sheet], faults: Sequence[Fault], heading: str) -> bytes:
    """The same lines in the same cells; each fault is marked at its cell, in a last column, and on a first sheet."""
    listed = [[_("Sheet"), _("Cell"), heading, _("What to do")]]
    listed += [[fault.sheet, fault.cell, fault.problem, fault.to_do] for fault in faults]
    told: dict[str, Iterable[Sequence[str | Marked]]] = {heading: listed}
    for sheet in sheets.values():
        headings = sheet.headings[:-1] if sheet.headings[-1:] == [heading] else sheet.headings
        here = [fault for fault in faults if fault.sheet == sheet.name]
        lines = [[*_marked(sheet, headings, 1, here), heading]]
        for row in sheet.rows:
            wrong = " ".join(f"{f.cell}: {f.problem} {f.to_do}" for f in here if f.row == row.number)
            texts = [row.said.get(h, "") for h in headings]
            while len(lines) < row.number - 1:
                lines.append([])  # a line that was empty stays where it was, so that cells keep their names
            lines.append([*_marked(sheet, texts, row.number, here), wrong])
        told[sheet.name] = lines
    return write(told)


def _marked(sheet: Sheet, texts: Sequence[str], row: int, faults: Sequence[Fault]) -> list[str | Marked]:
    found: list[str | Marked] = []
    for column, text in enumerate(texts):
        notes = [f"{f.problem} {f.to_do}" for f in faults if f.cell == sheet.cell_of(column, row)]
        found.append(Marked(text, " ".join(notes)) if notes else text)
    return found
