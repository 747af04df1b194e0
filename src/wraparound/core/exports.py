"""A list as a file for a spreadsheet: CSV or XLSX. What people typed can never become a formula there."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from wraparound.core import clock, jinja

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrOrPromise as Words

KINDS = {"csv": "CSV", "xlsx": "Excel"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = re.compile(r"[=+\-@|＝＋－＠\t\r\n]")  # what begins a formula in some spreadsheet
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_CHARACTERS = 32_000  # a cell of a workbook holds 32,767


def address(asked: Mapping[str, str], **more: str) -> str:
    """The address of the same list, with something more asked for."""
    return "?" + urlencode({**asked, **more})


def response(kind: str, name: str, heads: Sequence[Words], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The file as a download, named after the list and the day."""
    content = as_csv(heads, rows) if kind == "csv" else as_workbook(name, heads, rows)
    filename = f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}-{clock.today():%Y-%m-%d}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )


def as_csv(heads: Sequence[Words], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(str(head)) for head in heads])
    for row in rows:
        writer.writerow([value if isinstance(value, str | int | Decimal) else str(value) for value in map(plain, row)])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(name: str, heads: Sequence[Words], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet; the first line stays in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or "Sheet")
    sheet.freeze_panes = "A2"

    def cell(value: Any, *, bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"  # whatever it begins with, it is words
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(harmless(str(head)), bold=True) for head in heads])
    for row in rows:
        sheet.append([cell(plain(value)) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain(value: Any) -> str | int | Decimal | date | time:
    """A value as a file holds it: numbers and dates as such, everything else as harmless words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.astimezone(clock.HERE).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, int | Decimal | date | time):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    return harmless(", ".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else str(value))


def harmless(text: str) -> str:
    """The same words; an apostrophe before what a spreadsheet would carry out."""
    text = NOT_IN_XML.sub("", text)[:MOST_CHARACTERS]
    return f"'{text}" if FORMULA.match(text.lstrip(" ")) else text


def in_words(value: Any) -> str:
    """A value as a page says it."""
    if isinstance(value, datetime):
        return jinja.moment(value)
    if isinstance(value, date):
        return jinja.in_words(value)
    if isinstance(value, time):
        return jinja.clock_time(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
