"""The rows of a workbook's sheets as they stand, before anybody asks what they mean.

Finds the headings, skips blank rows, and refuses what no sheet of ours may hold: formulas, error values, columns that
have no heading or one that is not known.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from planner.files.guard import MOST_COLUMNS, MOST_ROWS
from planner.files.layout import BY_NAME, READ_ME, SHEETS
from planner.files.trouble import TooManyTroubles, Troubles, did_you_mean, nearest, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BytesIO

    from openpyxl.cell import Cell, MergedCell

    from planner.files.layout import Column, Sheet

PASTE = "Copy the cell and paste it in place as a value (Paste Special, Values)."


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: the value and the address of each column that is read."""

    sheet: Sheet
    number: int
    values: dict[str, object] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """The address of a column's cell; of the first one, if the sheet has no such column."""
        return self.cells.get(name) or next(iter(self.cells.values()), f"A{self.number}")


def rows_of(data: BytesIO, troubles: Troubles) -> dict[str, list[Row]]:
    """The rows of each sheet that we know, by its name. Raises BadFile if the workbook cannot be opened at all."""
    found: dict[str, list[Row]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out, such as conditional colours
        try:
            book = load_workbook(data, read_only=True, data_only=False, keep_links=False)
            for sheet in _sheets(book.sheetnames, troubles):
                name, said = sheet
                lines = book[said].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                found[name.name] = list(_rows(name, lines, troubles))
        except TooManyTroubles:
            raise
        except Exception as error:  # on parts that do not fit together openpyxl promises no kind of exception
            raise refusal(
                "The workbook is damaged.", "Open it in Excel or LibreOffice and save it again as .xlsx."
            ) from error
    return found


def _sheets(said: list[str], troubles: Troubles) -> Iterator[tuple[Sheet, str]]:
    """The sheets we know, with the names they have in this book. Sheets that are nobody's are left alone."""
    by_fold = {name.strip().casefold(): name for name in said}
    missing = [s.name for s in SHEETS if s.name.casefold() not in by_fold]
    strangers = [n for n in said if n.strip().casefold() not in {s.casefold() for s in (*BY_NAME, READ_ME)}]
    for name in strangers:
        near = nearest(name, missing)
        if near is not None:
            troubles.add(name, "", f"There is no sheet {near}, but this one.", f'Rename it to "{near}", or delete it.')
            missing.remove(near)
    for sheet in SHEETS:
        if sheet.name.casefold() in by_fold:
            yield sheet, by_fold[sheet.name.casefold()]
        elif sheet.must and sheet.name in missing:
            troubles.add(sheet.name, "", "This sheet is missing.", "Copy it from an empty template and fill it in.")


def _rows(sheet: Sheet, lines: Iterable[tuple[Cell | MergedCell, ...]], troubles: Troubles) -> Iterator[Row]:
    lines = iter(lines)
    columns = _headings(sheet, next(lines, ()), troubles)
    headless: set[int] = set()
    for number, line in enumerate(lines, start=2):
        filled = {at: cell for at, cell in enumerate(line) if cell.value is not None and not _blank(cell.value)}
        row = Row(sheet, number)
        for at, column in columns.items() if filled else ():
            if column is not None and column.kind:
                address = row.cells[column.field] = f"{get_column_letter(at + 1)}{number}"
                row.values[column.field] = _value(sheet, address, filled.get(at), troubles)
        for at in filled.keys() - columns.keys() - headless:
            headless.add(at)
            address = f"{get_column_letter(at + 1)}{number}"
            advice = "Give it one that is known, or empty it."
            troubles.add(sheet.name, address, "This column has no heading.", advice)
        if any(value is not None for value in row.values.values()):
            yield row


def _headings(sheet: Sheet, line: tuple[Cell | MergedCell, ...], troubles: Troubles) -> dict[int, Column | None]:
    """Position to column; None for a heading that is not known, whose cells are then passed over."""
    known = {c.heading.casefold(): c for c in sheet.columns}
    found: dict[int, Column | None] = {}
    for at, cell in enumerate(line):
        if _blank(cell.value):
            continue
        address = f"{get_column_letter(at + 1)}1"
        said = " ".join(str(cell.value).split())
        column = found[at] = known.get(said.casefold())
        if column is None:
            advice = "Delete the column, or keep it on a sheet of your own."
            headings = [c.heading for c in sheet.columns]
            troubles.add(
                sheet.name,
                address,
                f'"{said[:60]}" is not a heading of this sheet.',
                did_you_mean(said, headings, advice),
            )
        elif list(found.values()).count(column) > 1:
            troubles.add(
                sheet.name, address, f'The heading "{column.heading}" stands twice.', "Keep one of the columns."
            )
    for column in sheet.columns:
        if column.must and column not in found.values():
            troubles.add(sheet.name, "A1", f'The heading "{column.heading}" is missing from row 1.', "Add it to row 1.")
    return found


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _value(sheet: Sheet, address: str, cell: Cell | MergedCell | None, troubles: Troubles) -> object:
    """What a cell holds, None if blank. Formulas and error values become troubles, and are read no further."""
    if cell is None:
        return None
    if cell.data_type == "f":
        troubles.add(sheet.name, address, "This cell holds a formula.", PASTE)
        return BROKEN
    if cell.data_type == "e":
        troubles.add(sheet.name, address, f"This cell shows the error {cell.value}.", "Type the value that is meant.")
        return BROKEN
    return cell.value


BROKEN: object = object()  # the value of a cell whose trouble has been told already
