"""Files that are hostile, broken or no workbooks at all are refused at once, with a sentence that says why."""

from __future__ import annotations

import random
import zipfile
from time import perf_counter
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl import Workbook, load_workbook

from planner import files
from planner.files import BadFile
from planner.files import guard as gate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def refusal(path: Path, seconds: float = 5) -> str:
    """Why a file is refused; it must not take long to say so."""
    began = perf_counter()
    with pytest.raises(BadFile) as bad:
        files.read_problem(path)
    assert perf_counter() - began < seconds
    (trouble,) = bad.value.troubles
    assert trouble.what_to_do
    return trouble.sentence


def altered(tmp_path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The template with its parts changed."""
    good, path = tmp_path / "good.xlsx", tmp_path / "area.xlsx"
    files.write_template(good)
    with zipfile.ZipFile(good) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def sheet(tmp_path: Path, xml: str) -> Path:
    """The template with this as its second sheet."""
    return altered(tmp_path, lambda parts: parts.update({"xl/worksheets/sheet2.xml": xml.encode()}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Id,Name\n", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    assert "not an Excel workbook" in refusal(tmp_path / "a.xlsx")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "a.xlsx")


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    files.write_template(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(tmp_path / "a.xlsx")


def test_workbooks_with_bytes_changed_never_fail_in_another_way(tmp_path: Path) -> None:
    files.write_template(tmp_path / "a.xlsx")
    data, chance = (tmp_path / "a.xlsx").read_bytes(), random.Random(7)
    for _ in range(15):
        broken = bytearray(data)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(bytes(broken))
        try:
            files.read_problem(tmp_path / "b.xlsx")
        except BadFile as bad:
            assert bad.troubles


def test_parts_with_text_changed_never_fail_in_another_way(tmp_path: Path) -> None:
    chance = random.Random(7)

    def muddle(parts: dict[str, bytes]) -> None:
        for _ in range(3):
            name = chance.choice(sorted(parts))
            data = bytearray(parts[name])
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(9)] = chance.choice([b"", b"<", b'"', b"9999", b"</a>", b"&"])
            parts[name] = bytes(data)

    for _ in range(15):
        path = altered(tmp_path, muddle)
        try:
            files.read_problem(path)
        except BadFile as bad:
            assert bad.troubles


def test_a_locked_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    assert "password" in refusal(tmp_path / "a.xlsx")


def test_a_locked_package(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: None)
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert "password" in refusal(path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(gate.MOST_BYTES + 1)
    assert "larger than 25 MB" in refusal(tmp_path / "a.xlsx")


def test_a_bomb_by_ratio(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: parts.update({"xl/media/a.bin": bytes(20_000_000)}))
    assert "more than 200 times" in refusal(path)


def test_a_bomb_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_UNPACKED", 100_000)
    assert "larger than 0 MB" in refusal(altered(tmp_path, lambda parts: None))


def test_a_directory_that_lies_about_sizes_does_not_help(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: parts.update({"xl/media/a.bin": bytes(20_000_000)}))
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"xl/media/a.bin") - 46
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert "damaged" in refusal(path)


def test_bytes_are_counted_while_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_directory", lambda parts: None)
    path = altered(tmp_path, lambda parts: parts.update({"xl/media/a.bin": bytes(20_000_000)}))
    assert "more than 200 times" in refusal(path)
    monkeypatch.setattr(gate, "MOST_UNPACKED", 1000)
    assert "larger than" in refusal(path)


def test_too_many_parts(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: parts.update({f"xl/media/{n}": b"" for n in range(2001)}))
    assert "too many parts" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: None)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/workbook.xml", b"")
    assert "two of one name" in refusal(path)


def test_a_package_packed_in_a_strange_way(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: None)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/media/a.bin", b"a")
    assert "never uses" in refusal(path)


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros(tmp_path: Path, name: str) -> None:
    assert "macros" in refusal(altered(tmp_path, lambda parts: parts.update({name: b"x"})))


def test_links_to_other_files(tmp_path: Path) -> None:
    path = altered(tmp_path, lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<x/>"}))
    assert "links to other files" in refusal(path)


def test_another_office_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<x/>")
    assert "not an Excel workbook" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
def test_xml_made_to_exhaust_memory(tmp_path: Path, part: str) -> None:
    def plant(parts: dict[str, bytes]) -> None:
        head, mark, rest = parts[part].partition(b"?>")
        parts[part] = head + mark + BOMB.encode() + rest if mark else BOMB.encode() + head

    assert "never need" in refusal(altered(tmp_path, plant))


def test_a_bomb_that_lies_across_two_pieces(tmp_path: Path) -> None:
    for gap in range(gate._CHUNK - len(SHEET) - 30, gate._CHUNK - len(SHEET) + 5, 5):
        xml = SHEET.replace("?>", f"?><!--{'x' * gap}-->{BOMB}")
        assert "never need" in refusal(sheet(tmp_path, xml))


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-32"])
def test_xml_in_another_encoding(tmp_path: Path, code: str) -> None:
    xml = (SHEET + "</worksheet>").encode(code)
    assert "UTF-8" in refusal(altered(tmp_path, lambda parts: parts.update({"xl/worksheets/sheet2.xml": xml})))


def test_xml_that_names_another_encoding(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(sheet(tmp_path, SHEET.replace("UTF-8", "cp037") + "</worksheet>"))


def test_openpyxl_reads_xml_with_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML is True


@pytest.mark.parametrize(
    "body",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData/>',
        '<dimension ref="A1:ZZZZZZ99999999999"/><sheetData/>',
        '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>',
        "<sheetData>" + '<row><c t="n"><v>1</v></c></row>' * 100_001 + "</sheetData>",
        "<sheetData><row>" + "<c><v>1</v></c>" * 201 + "</row></sheetData>",
        '<sheetData><row r="999999999999"><c><v>1</v></c></row></sheetData>',
    ],
)
def test_sheets_that_reach_too_far(tmp_path: Path, body: str) -> None:
    assert "at most 100,000 rows and 200 columns" in refusal(sheet(tmp_path, f"{SHEET}{body}</worksheet>"))


def test_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_CELLS", 500)
    assert "more than 500 cells" in refusal(altered(tmp_path, lambda parts: None))


def test_cells_are_counted_once_each(tmp_path: Path) -> None:
    book = Workbook()
    for row in range(1, 3001):
        for column in range(1, 8):
            book.active.cell(row, column, row * column)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        data = package.read("xl/worksheets/sheet1.xml")
    look = gate._Look("xl/worksheets/sheet1.xml")
    for at in range(0, len(data), gate._CHUNK):
        look.at(data[at : at + gate._CHUNK])
    look.end()
    assert (look.cells, look.rows) == (21_000, 3000)


def test_rows_of_nothing_far_down_do_no_harm(tmp_path: Path) -> None:
    files.write_template(tmp_path / "good.xlsx")
    area = files.read_problem(tmp_path / "good.xlsx")

    def far(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet2.xml"
        parts[name] = parts[name].replace(b"</sheetData>", b'<row r="1048576" ht="20"/></sheetData>')

    assert files.read_problem(altered(tmp_path, far)) == area


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml"]
)
def test_parts_that_are_broken_or_missing(tmp_path: Path, part: str) -> None:
    assert refusal(altered(tmp_path, lambda parts: parts.update({part: b"<broken"})))
    with pytest.raises(BadFile):
        files.read_problem(altered(tmp_path, lambda parts: parts.pop(part) and None))


def test_formulas_and_error_values_are_refused_cell_by_cell(tmp_path: Path) -> None:
    files.write_template(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    book["Learners"]["B2"] = '=WEBSERVICE("http://example.org")'
    book["Learners"]["E3"] = "#REF!"
    book["Terms"]["A2"] = "=A3"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(BadFile) as bad:
        files.read_problem(tmp_path / "a.xlsx")
    found = {t.where: t.sentence for t in bad.value.troubles}
    assert found["Learners!B2"] == found["Terms!A2"] == "This cell holds a formula."
    assert found["Learners!E3"] == "This cell shows the error #REF!."


def test_text_that_only_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    files.write_template(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    book["Learners"]["B2"] = "=1+1"
    book["Learners"]["B2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    area = files.read_problem(tmp_path / "a.xlsx")
    assert area.learners[0].name == "=1+1"
    files.write_problem(area, tmp_path / "b.xlsx")
    assert load_workbook(tmp_path / "b.xlsx")["Learners"]["B2"].data_type == "s"
