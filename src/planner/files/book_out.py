"""An area as a workbook: the same sheets that are read, with drop-downs and notes, so that it can be worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from planner.files import looks
from planner.files.book_lines import lines_of, unwritable
from planner.files.layout import CHOICES, READ_ME, SETTINGS, SHEETS, WORDS
from planner.files.trouble import BadFile

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from planner.files.layout import Column, Sheet
    from planner.problem import Problem

ROWS_TO_FILL = 2_000  # how far down the drop-downs reach, at least

_FORMS = {"money": looks.POUNDS, "date": looks.DATE}
_FROM_SHEET = {
    "term": "Terms",
    "organisation": "Organisations",
    "site": "Sites",
    "funder": "Funders",
    "offering": "Offerings",
    "learner": "Learners",
    "place": "Places",
}

_READ_ME = (
    "What this workbook is",
    "It describes an area for Wraparound: the learners, what organisations offer, and what could be put in place. "
    "Wraparound plans with it and writes its answer to another workbook. This one is never changed.",
    "How to fill it in",
    "One sheet for each kind of thing, one row for each thing. Point at a heading to read what goes there.",
    "The first column is an id: a short code of your own. Other sheets name things by their id, or by their name where "
    "only one thing has it.",
    "A cell that holds several things separates them by a semicolon ( ; ).",
    "Times are clock times (09:30), money is in pounds (51.20), dates are day first (06/09/2027).",
    "Blank rows do not matter. The order of the columns does not matter. Sheets of your own are left alone.",
    "Type or paste values, not formulas.",
    "Needs and outcomes come from the sheet Words. You may add words of your own in new rows there.",
    "Please use first names or codes only, and the middle of a postcode for a home. Whoever can open this file can "
    "read everything in it.",
    "When something is wrong",
    "Wraparound lists everything that is wrong at once, with sheet, cell and what to do, and writes nothing.",
)
_EXAMPLES = (
    "The examples",
    "Every row in italics whose id begins with ex- is an example, so that you can see how it goes. Together they are a "
    "small area that can be planned as it is. Delete them all when you put in your own.",
)


def write_area(problem: Problem, path: Path) -> None:
    """Write an area. Raises BadFile if it holds something that no cell can hold, or the file cannot be written."""
    looks.save(book_of(problem), path)


def book_of(problem: Problem, *, example: bool = False) -> Workbook:
    """The workbook of an area; its rows are marked as examples if they are. Raises BadFile as `write_area` does."""
    wrong = unwritable(problem)
    if wrong:
        raise BadFile(wrong)
    book = looks.new_book("Wraparound area")
    _read_me(book.create_sheet(READ_ME), example=example)
    lines = lines_of(problem)
    for sheet in SHEETS:
        there = book.create_sheet(sheet.name)
        looks.heading(there, 1, [c.heading for c in sheet.columns], [c.note for c in sheet.columns])
        forms = [_FORMS.get(c.kind, "") for c in sheet.columns]
        plain = sheet.name in (SETTINGS, WORDS)
        for number, values in enumerate(lines[sheet.name], start=2):
            said: list[Any] = [values.get(c.field or c.heading) for c in sheet.columns]
            looks.line(there, number, said, forms, example=example and not plain)
        for at, column in enumerate(sheet.columns, start=1):
            _drop_down(there, at, column, sheet, len(lines[sheet.name]) + 1)
        looks.finish(there, [c.width for c in sheet.columns], freeze="A2" if plain else "C2")
    book.active = 0
    return book


def _read_me(sheet: Worksheet, *, example: bool) -> None:
    looks.title(sheet, 1, "Wraparound: an area to plan")
    row = 2
    for text in (*_READ_ME, *(_EXAMPLES if example else ())):
        (looks.title if len(text) < 25 else _paragraph)(sheet, row, text)
        row += 1
    looks.title(sheet, row, "The sheets")
    for n, each in enumerate(SHEETS, start=row + 1):
        _paragraph(sheet, n, f"{each.name}: {each.about}")
    looks.finish(sheet, [110], freeze="A2", top=0, filtered=False)


def _paragraph(sheet: Worksheet, row: int, text: str) -> None:
    looks.line(sheet, row, [text])


def _drop_down(there: Worksheet, at: int, column: Column, sheet: Sheet, used: int) -> None:
    """A list to choose from, where a cell holds one thing. Ids and names may be typed too, so nothing is forbidden."""
    kind, _, of = column.kind.partition(":")
    strict = True
    if kind in CHOICES:
        said = f'"{",".join(CHOICES[kind])}"'
    elif kind == "yes" or (sheet.name == SETTINGS and column.kind == "raw"):
        said, strict = '"yes,no"', kind == "yes"
    elif kind == "weight":
        said = '"1,2,3,4,5"'
    elif kind == "weekday":
        said, strict = '"Mon,Tue,Wed,Thu,Fri,Sat,Sun"', False
    elif kind == "ref" and of in _FROM_SHEET:
        said, strict = f"{quote_sheetname(_FROM_SHEET[of])}!$A$2:$A${ROWS_TO_FILL}", False
    elif kind == "ref" and of == "outcome":
        said, strict = f"{quote_sheetname(WORDS)}!$C$2:$C$60", False  # outcomes stand first on that sheet
    else:
        return
    letter = get_column_letter(at)
    rule = DataValidation(type="list", formula1=said, allow_blank=True, showErrorMessage=strict)
    rule.errorTitle, rule.error = "Not one of the choices", column.note[:220]
    rule.add(f"{letter}2:{letter}{max(ROWS_TO_FILL, used)}")
    there.add_data_validation(rule)
