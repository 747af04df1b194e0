"""From a fault of the problem back to the sheet and cell where that part of the problem was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.files.layout import ALL_SETTINGS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.faults import Fault
    from planner.files.book_rows import Row

_SHEET_OF = {sheet.thing: sheet.name for sheet in SHEETS}  # also for what stands on its own sheet: aims, wishes ...
# What stands on sheets of its own for each learner, with the column that a fault is about.
_KEYS = {
    "aims": "outcome",
    "wishes": "about",
    "available": "start",
    "commitments": "place",
    "funding": "funder",
    "accepted": "offering",
}

_TRAVEL = "Give both places a row in the sheet Places, or the way between them a row in the sheet Travel."
_ADVICE = {
    "starts": "Put the terms in order of their dates.",
    "sessions": "Change the times so that they stand apart.",
    "home": _TRAVEL,
    "minutes": _TRAVEL,
    "accepted": "Choose one that is there, or take the row out.",
    "funding": "Keep one row for each learner and funder.",
    "aims": "Keep one row for each learner and outcome.",
    "funders": "Name who may pay, or leave the price out.",
    "contributes": "Name each outcome once.",
    "goals": "Make the first half at least as much as the second, and a point worth at least 0.01.",
}

# Only a row that was left out for faults of its own can make these untrue: every name a cell says was looked up.
_LEFT_OUT = ("there is no ", "there must be at least one term")
_WAYS = frozenset({"Places", "Travel", "Sites"})


class Places:
    """Where everything in the book was said."""

    def __init__(self, things: Mapping[str, list[tuple[Row, dict[str, Any]]]]) -> None:
        self._things = things

    def follows(self, fault: Fault, troubled: set[str]) -> bool:
        """Whether a fault may only follow from rows that were left out because of faults already told."""
        if fault.sentence.startswith(_LEFT_OUT):
            return bool(troubled)
        about_ways = fault.kind == "travel" or "the way from" in fault.sentence
        return (about_ways and bool(_WAYS & troubled)) or (fault.kind == "area" and "Settings" in troubled)

    def of(self, fault: Fault) -> tuple[str, str, str]:
        """(sheet, cell, what to do)."""
        advice = _ADVICE.get(fault.field, "Change it here.")
        if "the way from" in fault.sentence:
            advice = _TRAVEL
        if fault.kind == "area":
            return (*self._area(fault), advice)
        if fault.kind == "travel":
            return (*self._way(fault), advice)
        if fault.kind == "learner" and fault.field in _KEYS:
            return (*self._own(fault), advice)
        sheet = _SHEET_OF[fault.kind]
        for row, values in self._things[sheet]:
            if values["id"] == fault.id:
                return sheet, row.cell(fault.field), advice
        return sheet, "", advice

    def _area(self, fault: Fault) -> tuple[str, str]:
        if fault.field == "terms":
            return "Terms", ""
        field = "pence_per_point" if "pence" in fault.sentence else "first_half"
        return self._setting(field)

    def _setting(self, field: str) -> tuple[str, str]:
        names = {s.name.casefold() for s in ALL_SETTINGS if s.field == field}
        for row, values in self._things["Settings"]:
            if values["setting"].casefold() in names:
                return "Settings", row.cell("value")
        return "Settings", ""

    def _way(self, fault: Fault) -> tuple[str, str]:
        if fault.field == "metres_per_minute":
            return self._setting(fault.field)
        for row, values in self._things["Travel"]:
            if f"{values['a']} to {values['b']}" == fault.id:
                return "Travel", row.cell("minutes")
        return "Places", ""  # said nowhere: the sentence names the two places

    def _own(self, fault: Fault) -> tuple[str, str]:
        """The last row of the learner that holds what the sentence speaks of."""
        sheet, key = _SHEET_OF[fault.field], _KEYS[fault.field]
        own = [(row, values) for row, values in self._things[sheet] if values["learner"] == fault.id]
        said = [row for row, values in own if repr(values[key] or "") in fault.sentence]
        return sheet, (said or [row for row, _ in own])[-1].cell(key)
