"""What is wrong with a workbook: all told at once, each fault at its cell, and nothing told that only follows."""

from __future__ import annotations

import random
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from planner import files, vocabulary
from planner.files import BadFile
from tests.planner.test_files_workbook import Typed, filled, told

if TYPE_CHECKING:
    from pathlib import Path


def test_every_fault_in_the_book_is_told_at_once(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        ("Terms", "C2", "soon"),
        ("Organisations", "C3", "general-ef"),
        ("Places", "B2", 1.5),
        ("Travel", "C2", "far"),
        ("Sites", "C2", "ex-speciall"),
        ("Funders", "H2", "12.345"),
        ("Offerings", "E2", "Mon 12:00-10:00"),
        ("Offerings", "K3", "Cook a meal 240"),
        ("Remedies", "J2", "perhaps"),
        ("Learners", "C3", "nowhere"),
        ("Learners", "D3", "31/2/2009"),
        ("Learners", "K3", "Accesible building, with lifts and wide corridors"),
        ("Aims", "D2", 6),
        ("Wishes", "D2", "loves"),
        ("Availability", "E2", "08:00"),
        ("Availability", "C3", "Someday"),
        ("Commitments", "D2", None),
        ("Funding", "A2", "sam"),
        ("Accepted lines", "F2", "ex-nothing"),
        ("Settings", "A3", "Rule: no subcontracts"),
        ("Settings", "B4", "maybe"),
        ("Words", "B300", "verb"),
        ("Words", "A300", "to-sing"),
    )
    assert set(found) == {
        "Terms!C2", "Organisations!C3", "Places!B2", "Travel!C2", "Sites!C2", "Funders!H2", "Offerings!E2",
        "Offerings!K3", "Remedies!J2", "Learners!C3", "Learners!D3", "Learners!K3", "Aims!D2", "Wishes!D2",
        "Availability!E2", "Availability!C3", "Commitments!D2", "Accepted lines!F2", "Settings!A3",
        "Settings!B4", "Words!B300",
    }  # fmt: skip
    assert "Funding!A2" not in found, "a name will do where only one learner has it"
    assert found["Sites!C2"].endswith('Did you mean "ex-special"?')
    assert found["Learners!K3"].endswith(f'Did you mean "{vocabulary.load().terms["accessible-building"].label}"?')
    assert found["Settings!A3"].endswith('Did you mean "Rule: no subcontracting"?')
    assert found["Commitments!D2"] == '"Day" is blank. Fill it in, or empty the whole row.'
    assert "general-fe" in found["Organisations!C3"]


@pytest.mark.parametrize(
    ("typed", "where", "part"),
    [
        (("Terms", "C3", date(2026, 1, 1)), "Terms!C3", "later than the start of ex-autumn27"),
        (("Offerings", "E3", "Tue 09:30-12:30; Tue 12:00-13:00"), "Offerings!E3", "overlap"),
        (("Offerings", "J3", None), "Offerings!J3", "funder"),
        (("Offerings", "K3", "Cook a meal: 3; cook-a-meal: 4"), "Offerings!K3", "Name each outcome once"),
        (("Learners", "C2", "ex-home-c"), "Learners!C2", 'There is no place "ex-home-c".'),
        (("Travel", "A3", "ex-home-c"), "Learners!C3", "Travel"),
        (("Travel", "C3", -1), "Travel!C3", "between 0"),
        (("Aims", "C3", "cook-a-meal"), "Aims!C3", "one row for each learner and outcome"),
        (("Settings", "B6", 1), "Settings!B6", "first half"),
        (("Settings", "B11", 0), "Settings!B11", "at least 1"),
        (("Remedies", "C2", None), "Remedies!C2", "blank"),
        (("Organisations", "A3", "ex-special"), "Organisations!A3", "row 2 too"),
        (("Organisations", "A3", "a;b"), "Organisations!A3", "cannot be an id"),
        (("Learners", "B2", "x" * 2001), "Learners!B2", "at most 2,000"),
        (("Learners", "B2", "=1+1"), "Learners!B2", "formula"),
        (("Learners", "T7", "a note"), "Learners!T7", "no heading"),
        (("Learners", "K1", "Neds"), "Learners!K1", 'Did you mean "Needs"?'),
        (("Learners", "C1", None), "Learners!A1", '"Home" is missing'),
        (("Learners", "C1", "Needs"), "Learners!K1", "twice"),
        (("Settings", "A3", "Rule: one organisation a year"), "Settings!A3", "twice"),
        (("Travel", "B3", "ex-hilltop"), "Travel!A3", "twice"),
    ],
)
def test_a_typical_slip_is_told_at_its_cell(tmp_path: Path, typed: Typed, where: str, part: str) -> None:
    found = told(tmp_path, typed)
    assert part in found[where]


def test_a_row_with_a_fault_brings_no_faults_of_others_with_it(tmp_path: Path) -> None:
    assert set(told(tmp_path, ("Sites", "D3", "x y z"), ("Learners", "D2", "?"))) == {"Sites!D3", "Learners!D2"}
    assert set(told(tmp_path, ("Places", "B3", "x"))) == {"Places!B3"}
    assert set(told(tmp_path, ("Terms", "C2", "x"), ("Terms", "C3", "x"))) == {"Terms!C2", "Terms!C3"}


def test_the_same_funder_twice_for_a_learner_is_told_at_the_second_row(tmp_path: Path) -> None:
    assert set(told(tmp_path, ("Funding", "A3", "ex-sam"))) == {"Funding!C3"}


def test_a_way_that_nobody_knows_is_told_with_both_ends(tmp_path: Path) -> None:
    found = told(tmp_path, ("Sites", "D2", "ex-home-b"), ("Travel", "B3", "ex-x"))
    assert found["Places"].startswith("From ex-home-b to ex-town: no time is stated")
    assert "Travel" in found["Learners!C2"]
    found = told(
        tmp_path,
        ("Commitments", "H2", "ex-gym"),
        ("Travel", "A4", "ex-gym"),
        ("Travel", "B4", "ex-town"),
        ("Travel", "C4", 5),
    )
    assert set(found) == {"Commitments!H2"}


def test_two_learners_of_one_name_are_told_apart_by_id(tmp_path: Path) -> None:
    found = told(tmp_path, ("Learners", "B3", "Sam"), ("Aims", "A2", "sam"))
    assert found["Aims!A2"] == '2 go by the name "sam". Use the id, from the sheet Learners.'


def test_a_sheet_that_is_missing_or_has_a_slip_in_its_name_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book = load_workbook(path)
    del book["Offerings"]
    book["Wishes"].title = "Whishes"
    book.save(path)
    with pytest.raises(BadFile) as bad:
        files.read_problem(path)
    found = {t.where: t.what_to_do for t in bad.value.troubles}
    assert set(found) == {"Offerings", "Whishes"}, "and nothing else is to blame"
    assert found["Offerings"] == "Copy it from an empty template and fill it in."
    assert found["Whishes"] == 'Rename it to "Wishes", or delete it.'


def test_troubles_stand_in_the_order_of_the_book(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as bad:
        files.read_problem(filled(tmp_path, ("Aims", "D3", 9), ("Terms", "C2", "?"), ("Aims", "D2", 9)))
    assert [t.where for t in bad.value.troubles] == ["Terms!C2", "Aims!D2", "Aims!D3"]
    assert str(bad.value).startswith("Terms!C2: ")


def test_junk_in_any_cell_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    path, chance = filled(tmp_path), random.Random(7)
    junk = [
        None,
        -1,
        0.5,
        10**20,
        "",
        "junk",
        ";",
        ":",
        "a: b; c: -1",
        True,
        date(1950, 1, 1),
        time(3, 4, 5),
        "\U0001f600",
    ]
    for _ in range(12):
        book = load_workbook(path)
        for _ in range(5):
            sheet = book[chance.choice(book.sheetnames[1:-1])]
            sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)).value = chance.choice(
                junk
            )
        book.save(tmp_path / "b.xlsx")
        try:
            files.read_problem(tmp_path / "b.xlsx")
        except BadFile as bad:
            assert all(t.sheet and t.what_to_do for t in bad.troubles)


def test_a_book_without_terms_is_told_so(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book = load_workbook(path)
    for sheet in book.worksheets[1:-2]:
        sheet.delete_rows(2, 50)
    book.save(path)
    with pytest.raises(BadFile) as bad:
        files.read_problem(path)
    assert [(t.where, t.sentence) for t in bad.value.troubles] == [("Terms", "There must be at least one term.")]
