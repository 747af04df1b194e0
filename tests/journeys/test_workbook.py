"""A head of inclusion brings many entries at once: a workbook with faults, then the mended one, then once more."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.directory import people
from wraparound.core import ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.hands import Somebody

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG = {
    ("Sites", "In place there"): "a moat",
    ("Services", "Kind"): "nonsense",
    ("Offerings", "Sessions"): "Blursday at nine",
    ("Remedies", "Price once"): "not much",
}
CELLS = {"Sites": "F2", "Services": "C2", "Offerings": "D2", "Remedies": "F2"}


@pytest.fixture
def college(site: str) -> Any:
    """A college that has written nothing down yet, and its head of inclusion."""
    rivers = people.organisation(f"Rivers {ids.new_number() % 10_000}")
    head = people.person("Harriet", rivers, "head-of-inclusion")
    return SimpleNamespace(head=head, at=f"/local-offer/ours/{rivers.public_id}/")


def written(template: bytes, said: dict[tuple[str, str], str]) -> bytes:
    """The template with its line of example, and other words in some cells."""
    book = openpyxl.load_workbook(BytesIO(template))
    for (sheet, heading), text in said.items():
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        book[sheet].cell(2, columns[heading], text)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def sends(who: Somebody, college: Any, content: bytes) -> None:
    who.opens(college.at + "workbook/")
    who.page.locator("input[type=file]").set_input_files({"name": "ours.xlsx", "mimeType": XLSX, "buffer": content})
    who.presses_on("button", "Try it out")


def test_a_workbook_is_tried_mended_carried_out_and_changes_nothing_twice(
    college: Any, somebody: Callable[..., Somebody]
) -> None:
    # Given the template, with a cell on each sheet that nobody can understand
    head = somebody(college.head)
    head.opens(college.at)
    head.presses_on("link", "Add or change many from a workbook")
    template = head.fetches("Download the template")
    # When it is tried
    sends(head, college, written(template, WRONG))
    # Then each fault stands there with its cell, nothing was carried out, and the file marks the same cells
    head.sees("To be mended first", *(f"{sheet} {cell}" for sheet, cell in CELLS.items()))
    file = openpyxl.load_workbook(BytesIO(head.fetches("Download the workbook with each fault marked at its cell")))
    assert all(file[sheet][cell].comment for sheet, cell in CELLS.items())
    # When the mended workbook is carried out
    sends(head, college, written(template, {}))
    head.sees("Service: Cooking for one", "Site: Main site", "Remedy: Epilepsy training")
    head.presses_on("button", "Carry it out")
    # Then everything is there, the offering at the site of the same workbook
    head.sees("Done: 4 added, 0 changed, 0 left as they were.", "Cooking for one, Main site")
    # And a second time nothing would change
    sends(head, college, written(template, {}))
    head.sees("Everything is here already. There is nothing to do.")
