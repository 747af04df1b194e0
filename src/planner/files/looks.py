"""How our workbooks look: headings, widths, what stays on screen and on paper. And how text stays text.

Nothing is said by colour alone. Whatever comes from outside is written as text, so that a name that begins with "="
is a name and never a formula.
"""

from __future__ import annotations

import warnings
from copy import copy
from math import ceil
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from planner.files.atomic import replacing
from planner.files.cells import CELL
from planner.files.json_values import control_character

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Value = str | int | float | date | None

POUNDS = '"£"#,##0.00;[Red]-"£"#,##0.00'
DATE = "DD/MM/YYYY"
PERCENT = "0.0%"
COUNT = "#,##0"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FACE = "Calibri"
_HEADING = Font(name=_FACE, size=11, bold=True)
_TITLE = Font(name=_FACE, size=14, bold=True)
_SHADE = PatternFill("solid", fgColor="E8EEF4")
_UNDER = Border(bottom=Side(style="medium"))
_LINE = Border(bottom=Side(style="hair", color="999999"))
_TEXT = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)  # stands off a figure to its left
_FIGURE = Alignment(wrap_text=True, vertical="top")
_EXAMPLE = Font(name=_FACE, size=11, italic=True)

_WORN: WeakKeyDictionary[Workbook, dict[tuple[bool, str, bool], Any]] = WeakKeyDictionary()

_LINE_HEIGHT = 15  # points
_PAGE = 200  # characters that an A4 page holds across before its print becomes too small to read


def new_book(title: str) -> Workbook:
    """A workbook without sheets, with its title for whoever asks what the file is."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    book.properties.title, book.properties.creator = title, "Wraparound"
    return book


def save(book: Workbook, path: Path) -> None:
    """Write it whole or not at all. Raises BadFile as `replacing` does."""
    with replacing(path) as part, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # openpyxl's own, of no use to whoever keeps a workbook
        book.save(part)


def put(cell: Cell | MergedCell, value: Value) -> None:
    """Write one value. Text is text whatever it begins with, and what cannot be shown in a cell is left out of it."""
    if isinstance(value, str):
        value = "".join(c for c in value if not control_character(c)).replace("\r", "")
        value = value if len(value) <= CELL else value[: CELL - 3] + "..."
    assert isinstance(cell, Cell)  # our sheets merge no cells
    cell.value = value
    if isinstance(value, str) and value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True  # so that it stays text when somebody edits it


def heading(sheet: Worksheet, row: int, headings: Sequence[str], notes: Sequence[str] = ()) -> None:
    """A row of headings, with a note on each where there is one."""
    for at, text in enumerate(headings, start=1):
        cell = sheet.cell(row, at)
        put(cell, text)
        cell.font, cell.fill, cell.border, cell.alignment = _HEADING, _SHADE, _UNDER, _TEXT
        if at <= len(notes) and notes[at - 1]:
            note = Comment(notes[at - 1], "Wraparound")
            note.width, note.height = 320, 110
            cell.comment = note


def line(
    sheet: Worksheet, row: int, values: Iterable[Value], forms: Sequence[str] = (), *, example: bool = False
) -> None:
    """A row of values, wrapped; `forms` are number formats by column. Examples are in italics, and say so in words."""
    for at, value in enumerate(values, start=1):
        cell = sheet.cell(row, at)
        form = forms[at - 1] if at <= len(forms) and not isinstance(value, str) else ""
        _dress(sheet.parent, cell, isinstance(value, str), form, example)
        put(cell, value)


def _dress(book: Workbook | None, cell: Any, text: bool, form: str, example: bool) -> None:
    """Give a cell its look. A look is worked out once for each book: openpyxl takes long over every single one.

    That needs the cell's own `_style`, which its published types leave out.
    """
    worn = _WORN.setdefault(book, {}) if book is not None else {}
    if (text, form, example) not in worn:
        cell.alignment, cell.border = _TEXT if text else _FIGURE, _LINE
        if form:
            cell.number_format = form
        if example:
            cell.font = _EXAMPLE
        worn[text, form, example] = copy(cell._style)
    cell._style = copy(worn[text, form, example])


def title(sheet: Worksheet, row: int, text: str) -> None:
    """A line that stands out, over what belongs to it."""
    put(sheet.cell(row, 1), text)
    sheet.cell(row, 1).font = _TITLE


def sentence(sheet: Worksheet, row: int, text: str, columns: int, first: int = 1) -> None:
    """A text that runs over several columns."""
    cell = sheet.cell(row, first)
    put(cell, text)
    cell.alignment = _TEXT
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=columns)


def finish(sheet: Worksheet, widths: Sequence[int], *, freeze: str = "A2", top: int = 1, filtered: bool = True) -> None:
    """Widths, heights, what stays on screen (up to `freeze`), filters; on paper A4 across, headings on each page."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    _heights(sheet, widths)
    sheet.freeze_panes = freeze
    if filtered and sheet.max_row > top:
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(widths))}{sheet.max_row}"
    pages = ceil(sum(widths) / _PAGE)
    if top:
        sheet.print_title_rows = f"{top}:{top}"
    if pages > 1:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9 is A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # there on every new sheet
    footer = sheet.oddFooter
    footer.left.text, footer.right.text = "&A", "Page &P of &N"  # type: ignore[union-attr]  # both are always there


def _heights(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Rows as high as their text needs: not every program works that out when it opens a file."""
    wide = {(r.min_row, r.min_col): sum(widths[r.min_col - 1 : r.max_col]) for r in sheet.merged_cells.ranges}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        lines = 1
        for at, cell in enumerate(row, start=1):
            if isinstance(cell.value, str) and len(cell.value) > 8:
                width = wide.get((number, at), widths[at - 1]) - 2
                letter = 1.15 if cell.font.b else 1.0  # bold letters are wider
                lines = max(lines, sum(ceil(len(part) * letter / width) or 1 for part in cell.value.split("\n")))
        if lines > 1:
            sheet.row_dimensions[number].height = min(lines * _LINE_HEIGHT, 400)
