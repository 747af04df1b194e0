"""An area from a workbook: rows become things, things become a problem, and every fault finds its cell.

Two passes. The first learns the id and name of everything, so that a cell may name what stands on a later sheet or in
a row with faults of its own; the second reads every cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.faults import Faults
from planner.files import guard
from planner.files.assemble import assembled
from planner.files.book_cells import read
from planner.files.book_faults import Places
from planner.files.book_rows import BROKEN, Row, rows_of
from planner.files.cells import Wrong, identity, shown, text
from planner.files.layout import BY_NAME, SHEETS, WORDS
from planner.files.names import Names, with_vocabulary
from planner.files.trouble import BadFile, TooManyTroubles, Trouble, Troubles
from planner.problem import Problem  # mypy wants it, and so does the reader of `read_area`

if TYPE_CHECKING:
    from pathlib import Path

    from planner.problem import Problem

Things = dict[str, list[tuple[Row, dict[str, Any]]]]  # by sheet: each good row with the values of its cells
_THINGS = ("Terms", "Organisations", "Places", "Sites", "Funders", "Offerings", "Remedies", "Learners")


def read_area(path: Path) -> Problem:
    """The area in a workbook. Raises BadFile with everything that is wrong, each with sheet and cell."""
    data = guard.checked(path)
    troubles = Troubles()
    try:
        rows = rows_of(data, troubles)
        names = _names(rows, troubles)
        things = {s.name: _read(rows.get(s.name, []), names, troubles) for s in SHEETS}
        problem = _problem(things, troubles)
    except TooManyTroubles:
        raise BadFile(troubles.found) from None
    if problem is None:
        raise BadFile(sorted(troubles.found, key=_order))
    return problem


def _order(trouble: Trouble) -> tuple[int, int]:
    """Troubles sheet by sheet in the order of the book, and row by row."""
    known = list(BY_NAME)
    row = trouble.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (known.index(trouble.sheet) if trouble.sheet in known else -1, int(row or 0))


def _names(rows: dict[str, list[Row]], troubles: Troubles) -> Names:
    """The id and name of everything in the book. A second row with the same id is a fault, and left out."""
    names = with_vocabulary()
    for sheet in _THINGS:
        kind = BY_NAME[sheet].thing
        seen: dict[str, int] = {}
        if _no_list(sheet, rows):
            names.unlisted |= {kind, "about", "before"}
        for row in list(rows.get(sheet, [])):
            name = _quiet(row, "id")
            if name in seen:
                troubles.add(
                    sheet, row.cell("id"), f"{shown(name)} stands in row {seen[name]} too.", "Give each row its own id."
                )
                rows[sheet].remove(row)
            elif name:
                seen[name] = row.number
                names.add(kind, name, _quiet(row, "name"))
    for row in rows.get("Travel", []):
        for end in ("a", "b"):
            if place := _quiet(row, end):
                names.add("place", place)
    _services(rows, names)
    for row in rows.get(WORDS, []):
        sort, word = _quiet(row, "sort").casefold(), _quiet(row, "id")
        for kind in {"need": ("need",), "outcome": ("outcome",), "service": ("about", "before")}.get(sort, ("before",)):
            if word and word not in names.ids[kind]:
                names.add(kind, word, _quiet(row, "label"))
    return names


def _no_list(sheet: str, rows: dict[str, list[Row]]) -> bool:
    """Whether the ids of a sheet cannot be known, as has been told: then no cell that names one is to blame."""
    there = rows.get(sheet)
    return BY_NAME[sheet].must if there is None else bool(there) and "id" not in there[0].cells


def _services(rows: dict[str, list[Row]], names: Names) -> None:
    """What a wish may be about, and what may come before an offering."""
    for row in rows.get("Organisations", []):
        if name := _quiet(row, "id"):
            names.add("about", name, _quiet(row, "name"))
    for row in rows.get("Offerings", []):
        if service := _quiet(row, "service"):
            names.add("about", service, _quiet(row, "name"))
            names.add("before", service, _quiet(row, "name"))
    for sheet, field in (("Offerings", "grants"), ("Learners", "skills")):
        for row in rows.get(sheet, []):
            for skill in _quiet(row, field, long=True).split(";"):
                if skill.strip():
                    names.add("before", skill.strip())


def _quiet(row: Row, field: str, *, long: bool = False) -> str:
    """A cell as text, or "" if it is none; its faults are told when the cell is read."""
    value = row.values.get(field)
    try:
        if value is None or value is BROKEN:
            return ""
        return text(value, 32_767) if long or field in ("name", "label") else identity(value)
    except Wrong:
        return ""


def _read(rows: list[Row], names: Names, troubles: Troubles) -> list[tuple[Row, dict[str, Any]]]:
    """The rows of a sheet whose cells could all be read, with their values; the faults of the others are told."""
    good = []
    for row in rows:
        values: dict[str, Any] = {}
        for column in row.sheet.columns:
            if not column.kind:
                continue
            said = row.values.get(column.field)
            if said is BROKEN or (column.must and column.field not in row.cells):
                continue  # told already, at the cell or at the heading
            if said is None:
                if column.must:
                    _missing(row, column.field, column.heading, troubles)
                else:
                    values[column.field] = column.blank
                continue
            try:
                values[column.field] = read(column.kind, said, names)
            except Wrong as wrong:
                troubles.add(row.sheet.name, row.cell(column.field), wrong.sentence, wrong.what_to_do)
        if "day" in values and values.get("start", -1) >= values.get("end", 1441):
            troubles.add(row.sheet.name, row.cell("end"), "This is not later than From.", "Put the earlier time first.")
            continue
        if len(values) == sum(1 for c in row.sheet.columns if c.kind):
            good.append((row, values))
    return good


def _missing(row: Row, field: str, heading: str, troubles: Troubles) -> None:
    troubles.add(row.sheet.name, row.cell(field), f'"{heading}" is blank.', "Fill it in, or empty the whole row.")


def _problem(things: Things, troubles: Troubles) -> Problem | None:
    """The problem, or None with the reasons in `troubles`. Rows with faults are left out, and what only that causes."""
    places = Places(things)
    try:
        problem = assembled(things, troubles)
    except Faults as bad:
        before = {t.sheet for t in troubles.found}
        for fault in bad.faults:
            if not places.follows(fault, before):
                sheet, cell, advice = places.of(fault)
                said = f"from {fault.id}: {fault.sentence}" if fault.kind == "travel" and fault.id else fault.sentence
                troubles.add(sheet, cell, f"{said[:1].upper()}{said[1:]}.", advice)
        return None
    return None if troubles.found else problem
