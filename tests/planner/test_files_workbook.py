"""Areas in workbooks: what goes out comes back, the template can be planned, and every fault has its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from planner import files, vocabulary
from planner.files import BadFile
from planner.files.layout import ALL_SETTINGS, CHOICES, SHEETS
from planner.files.template import example
from planner.problem import Line, Problem, Session, Wish
from tests.house_rules.tree import ROOT
from tests.planner.test_files_json import QUIET, problems

if TYPE_CHECKING:
    from pathlib import Path

# Sheet, cell, and what somebody typed there.
Typed = tuple[str, str, Any]


def filled(tmp_path: Path, *typed: Typed) -> Path:
    """The template with this typed into it."""
    path = tmp_path / "area.xlsx"
    files.write_template(path)
    book = load_workbook(path)
    for sheet, cell, value in typed:
        book[sheet][cell] = value
    book.save(path)
    return path


def told(tmp_path: Path, *typed: Typed) -> dict[str, str]:
    """What is told about the template with this typed into it: where to sentence and advice."""
    with pytest.raises(BadFile) as bad:
        files.read_problem(filled(tmp_path, *typed))
    return {t.where: f"{t.sentence} {t.what_to_do}" for t in bad.value.troubles}


@settings(QUIET, max_examples=12)
@given(area=problems())
def test_an_area_comes_back_from_a_workbook_as_it_went(area: Problem, tmp_path: Path) -> None:
    files.write_problem(area, tmp_path / "area.xlsx")
    assert files.read_problem(tmp_path / "area.xlsx") == area


def test_the_untouched_template_is_the_example(tmp_path: Path) -> None:
    files.write_template(tmp_path / "t.xlsx")
    assert files.read_problem(tmp_path / "t.xlsx") == example()


def test_a_template_is_a_workbook(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="workbook"):
        files.write_template(tmp_path / "t.json")


def test_every_sheet_of_the_template_helps_whoever_fills_it_in(tmp_path: Path) -> None:
    files.write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Read me", *(s.name for s in SHEETS)]
    for sheet in SHEETS:
        there = book[sheet.name]
        assert [c.value for c in there[1]] == [c.heading for c in sheet.columns]
        assert all(c.comment is not None and c.comment.text for c in there[1])
        assert there.freeze_panes
        assert there.max_row > 1, "an example row"
        assert there["A2"].font.i == (sheet.name not in ("Settings", "Words"))


def test_drop_downs_offer_what_may_be_chosen(tmp_path: Path) -> None:
    files.write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    lists = {
        (sheet.title, str(rule.sqref).split("2:")[0]): rule.formula1
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
    }
    assert lists["Wishes", "D"] == f'"{",".join(CHOICES["strength"])}"'
    assert lists["Aims", "D"] == '"1,2,3,4,5"'
    assert lists["Aims", "A"] == "Learners!$A$2:$A$2000" or lists["Aims", "A"] == "'Learners'!$A$2:$A$2000"
    assert "Organisations" in lists["Sites", "C"]
    assert "Terms" in lists["Accepted lines", "D"]
    assert lists["Learners", "J"] == '"yes,no"'
    assert lists["Settings", "B"] == '"yes,no"'
    assert lists["Availability", "C"].startswith('"Mon,')


def test_the_words_sheet_lists_the_whole_vocabulary(tmp_path: Path) -> None:
    files.write_template(tmp_path / "t.xlsx")
    words = vocabulary.load()
    found = {row[0] for row in load_workbook(tmp_path / "t.xlsx")["Words"].iter_rows(min_row=2, values_only=True)}
    assert found == {*words.terms, *words.outcomes}


def test_people_may_type_things_in_several_ways(tmp_path: Path) -> None:
    label = vocabulary.load().terms["quiet-space"].label.upper()
    area = files.read_problem(
        filled(
            tmp_path,
            ("Terms", "C2", "6/9/2027"),
            ("Terms", "C3", "2028-01-04"),
            ("Terms", "D3", "12"),
            ("Organisations", "C2", "Specialist-College "),
            ("Sites", "C2", "example: hill specialist college"),
            ("Offerings", "E2", "monday 9.30 – 11; Thu 1pm to 3:30pm"),
            ("Offerings", "F2", "ex-spring28;ex-autumn27;"),
            ("Offerings", "I2", "£1,420.50"),
            ("Learners", "K2", f" {label} ; buccal-midazolam-trained-staff"),
            ("Learners", "F2", "16:30"),
            ("Learners", "J2", "No"),
            ("Availability", "D2", time(9, 5)),
            ("Availability", "E2", "24:00"),
            ("Wishes", "C2", "COOKERY"),
            ("Wishes", "D2", "Rather Not"),
            ("Settings", "B2", "no"),
            ("Settings", "B11", "4.55"),
            ("Settings", "A12", "work placements:  employers a week"),
        )
    )
    sam, offering = area.learners[0], area.offerings[0]
    assert [t.starts for t in area.terms] == [date(2027, 9, 6), date(2028, 1, 4)]
    assert (area.terms[1].weeks, area.sites[0].organisation) == (12, "ex-special")
    assert offering.sessions == (Session(570, 660), Session(3 * 1440 + 780, 3 * 1440 + 930))
    assert (offering.starts, offering.price) == (frozenset({"ex-autumn27", "ex-spring28"}), 142_050)
    assert sam.needs == {"quiet-space", "buccal-midazolam-trained-staff"}
    assert (sam.minutes_a_week, sam.ehc_plan) == (990, False)
    assert (sam.available[0].start, sam.available[0].end) == (545, 1440)
    assert sam.wishes[0] == Wish("cookery", -1)
    assert "one-provider-a-year" not in area.rules
    assert area.goals.pence_per_point == 455


def test_columns_may_stand_in_any_order_and_blank_rows_and_own_sheets_do_not_matter(tmp_path: Path) -> None:
    path = filled(tmp_path, ("Terms", "D1", "id"), ("Terms", "A1", " WEEKS "))
    book = load_workbook(path)
    terms = book["Terms"]
    for row in (2, 3):
        terms.cell(row, 1).value, terms.cell(row, 4).value = terms.cell(row, 4).value, terms.cell(row, 1).value
    terms.insert_rows(2, 3)
    book.create_sheet("Phone numbers")["A1"] = "=1+1"
    del book["Commitments"], book["Read me"]
    book.save(path)
    area = example()
    sam = replace(area.learners[0], commitments=())
    assert files.read_problem(path) == replace(area, learners=(sam, area.learners[1]))


def test_columns_for_reading_only_may_hold_formulas(tmp_path: Path) -> None:
    assert files.read_problem(filled(tmp_path, ("Aims", "B2", "=VLOOKUP(A2,Learners!A:B,2)"))) == example()


def test_words_of_ones_own_are_known_once_they_stand_on_the_words_sheet(tmp_path: Path) -> None:
    assert "own word there" in told(tmp_path, ("Learners", "K3", "qqq zzz"))["Learners!K3"]
    path = filled(
        tmp_path, ("Learners", "K3", "Qqq zzz"),
        ("Words", "A400", "qz"), ("Words", "B400", "need"), ("Words", "C400", "qqq zzz"),
        ("Wishes", "C4", "ex-riding"), ("Words", "A401", "ex-riding"), ("Words", "B401", "service"),
        ("Offerings", "L2", "ex-skill"), ("Words", "A402", "ex-skill"), ("Words", "B402", "skill"),
    )  # fmt: skip
    area = files.read_problem(path)
    assert area.learners[1].needs == {"qz"}
    assert area.learners[1].wishes[0].about == "ex-riding"
    assert area.offerings[0].requires == {"ex-skill"}


@pytest.mark.parametrize(
    "area",
    [
        replace(example(), organisations=(replace(example().organisations[0], name=" "), *example().organisations[1:])),
        replace(example(), learners=tuple(replace(x, id=x.id + ";", accepted=()) for x in example().learners)),
        replace(example(), learners=tuple(replace(x, name=x.name + " ") for x in example().learners)),
    ],
)
def test_what_no_cell_can_hold_is_told_and_nothing_is_written(tmp_path: Path, area: Problem) -> None:
    with pytest.raises(BadFile) as bad:
        files.write_problem(area, tmp_path / "a.xlsx")
    assert all(t.sheet and t.cell and ".json" in t.what_to_do for t in bad.value.troubles)
    assert list(tmp_path.iterdir()) == []
    files.write_problem(area, tmp_path / "a.json")
    assert files.read_problem(tmp_path / "a.json") == area


def test_a_free_line_that_is_accepted_names_no_funder(tmp_path: Path) -> None:
    area = example()
    sam = replace(area.learners[0], accepted=(Line("ex-sam", "ex-work", "ex-spring28", ""),))
    area = replace(area, learners=(sam, area.learners[1]))
    files.write_problem(area, tmp_path / "a.xlsx")
    assert files.read_problem(tmp_path / "a.xlsx") == area


def test_the_document_names_every_sheet_heading_and_setting() -> None:
    text = (ROOT / "docs" / "workbook.md").read_text(encoding="utf-8")
    missing = [s.name for s in SHEETS if f"### {s.name}" not in text]
    missing += [f"{s.name}: {c.heading}" for s in SHEETS for c in s.columns if f"| {c.heading} |" not in text]
    missing += [s.name for s in ALL_SETTINGS if s.name not in text]
    assert missing == []
