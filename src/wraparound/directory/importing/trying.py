"""A workbook compared with what an organisation has written down: what would be added, changed, left, and each fault.

Only compares: nothing is changed here. Run twice, it finds the same; after carrying out, it finds nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.directory.importing.cells import Wrong, value_of
from wraparound.directory.importing.layout import COLUMNS, SERVICES, SITES, WHAT, WRONG, needed
from wraparound.directory.importing.lines import Change, Known, compare, known
from wraparound.directory.workbook import Fault, read, with_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.directory.workbook import Row, Sheet


@dataclass(slots=True)
class Trial:
    """All that carrying out would do, in its order, and what stands in its way; `file` marks each fault at its cell."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    file: bytes = b""

    def count(self, verb: str) -> int:
        """How many lines of this verb."""
        return sum(c.verb == verb for c in self.changes)

    @property
    def does_something(self) -> bool:
        """Whether carrying out would change anything."""
        return any(c.verb != "same" for c in self.changes)


def trial(viewer: Any, organisation: int, content: bytes) -> Trial:
    """Compares a workbook with the entries of an organisation of the viewer. Raises BadFile where it is none."""
    sheets, faults = read(content, tuple(COLUMNS))
    found = Trial(faults=faults)
    if not sheets:
        problem = _("There is no sheet of these names: %(names)s.") % {"names": ", ".join(COLUMNS)}
        found.faults.append(Fault("", "", 0, problem, _("Start from the template.")))
    there = known(viewer, organisation)
    for name in (SITES, SERVICES):
        for row in sheets[name].rows if name in sheets else ():
            there.note(row)
    for sheet in sheets.values():
        wrong = list(_wrong_headings(sheet))
        found.faults += wrong
        if not wrong:
            for row in sheet.rows:
                _line(row, there, found)
    found.faults += _doubles(found)
    if found.faults:
        found.faults.sort(key=lambda fault: ([*COLUMNS, ""].index(fault.sheet), fault.row))
        found.file = with_faults(sheets, found.faults, WRONG)
    return found


def _wrong_headings(sheet: Sheet) -> Iterator[Fault]:
    """A column that nobody knows would be left out in silence: it is more likely mistyped."""
    columns = COLUMNS[sheet.name]
    lacking = [heading for heading in needed(sheet.name) if heading not in sheet.headings]
    if lacking:
        problem = _("Columns are missing: %(names)s.") % {"names": ", ".join(lacking)}
        yield Fault(sheet.name, "A1", 1, problem, _("Copy the first line of the template."))
    for number, heading in enumerate(sheet.headings):
        problem = ""
        if heading and heading in sheet.headings[:number]:
            problem = _("A column “%(name)s” stands here twice.") % {"name": heading}
        elif heading and heading not in columns and heading != WRONG:
            problem = _("There is no column “%(name)s”.") % {"name": heading}
        if problem:
            to_do = _("Write it as in the template, or delete the column.")
            yield Fault(sheet.name, sheet.cell_of(number, 1), 1, problem, to_do)


def _line(row: Row, there: Known, found: Trial) -> None:
    said: dict[str, Any] = {}
    faults = []
    for heading, column in COLUMNS[row.sheet].items():
        if heading not in row.said:
            continue
        try:
            text = row.said[heading]
            if not text and column.must:
                raise Wrong(_("Nothing is written here."), _("Fill it in, or delete the whole line."))
            said[column.field] = value_of(column.field, text, there.words[WHAT[row.sheet]])
        except Wrong as wrong:
            faults.append(Fault(row.sheet, row.cell(heading), row.number, wrong.problem, wrong.to_do))
    formulas = {fault.cell for fault in found.faults if (fault.sheet, fault.row) == (row.sheet, row.number)}
    faults = [fault for fault in faults if fault.cell not in formulas]  # a formula reads as an empty cell
    if not faults and not formulas:
        try:
            found.changes.append(compare(row, said, there))
        except Wrong as wrong:
            faults.append(Fault(row.sheet, row.cell(wrong.heading), row.number, wrong.problem, wrong.to_do))
    found.faults += faults


def _doubles(found: Trial) -> Iterator[Fault]:
    """Two lines that mean the same entry would undo each other."""
    seen: dict[tuple[str, str, str], Row] = {}
    for change in list(found.changes):
        first = next((seen[key] for key in _keys(change) if key in seen), None)
        if first is not None:
            found.changes.remove(change)
            problem = _("This is the same entry as line %(n)d.") % {"n": first.number}
            cell = change.row.cell("Name") or change.row.cell("Service")
            yield Fault(change.row.sheet, cell, change.row.number, problem, _("Keep one of the two."))
        for key in _keys(change):
            seen.setdefault(key, change.row)


def _keys(change: Change) -> Iterator[tuple[str, str, str]]:
    reference = change.row.said.get("Reference", "")
    if change.entry:
        yield change.what, "entry", str(change.entry.pk)
    if reference:
        yield change.what, "reference", reference
    if change.what != "offering" or not (change.entry or reference):
        yield change.what, "name", change.name
