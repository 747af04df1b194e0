from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.directory import people
from tests.directory.people import being
from wraparound.directory import actions, importing, queries
from wraparound.directory.importing import OFFERING_COLUMNS, OFFERINGS, SERVICE_COLUMNS, SERVICES
from wraparound.directory.models import Offering, Service, Upload
from wraparound.directory.workbook import BadFile

COOKING: dict[str, Any] = {
    "Reference": "C1",
    "Name": "Cooking",
    "Kind": "course",
    "Description": "We cook.",
    "Age from": 16,
    "For needs": "easy-read",
    "Person to ask": "Ann",
    "E-mail": "ann@example.org",
    "Who is it for?": "All.",
}
MONDAYS = {"Service": "C1", "Site": "Main site", "Sessions": "Mon 9:30-11:00", "Places": 8, "Price a term": 450.5}


def book(services: list[dict[str, Any]], offerings: list[dict[str, Any]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, columns, rows in ((SERVICES, SERVICE_COLUMNS, services), (OFFERINGS, OFFERING_COLUMNS, offerings or [])):
        sheet = made.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            sheet.append([row.get(heading) for heading in columns])
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def carry_out(cast: Any, content: bytes) -> importing.Trial:
    upload = actions.keep_upload(organisation=cast.rivers, content=content, by=cast.ann)
    return actions.carry_out_upload(upload=upload, by=cast.ann)


def test_a_trial_changes_nothing_and_tells_what_would_be_added(cast: Any) -> None:
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        found = importing.trial(cast.ann, cast.rivers.pk, book([COOKING], [MONDAYS]))
        assert [(c.what, c.verb, c.name) for c in found.changes] == [
            ("service", "add", "Cooking"),
            ("offering", "add", "Cooking, Main site"),
        ]
        assert found.faults == []
        assert not Service.objects.exists()


def test_carried_out_twice_it_changes_nothing_the_second_time(cast: Any) -> None:
    content = book([COOKING], [MONDAYS])
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        assert carry_out(cast, content).count("add") == 2
        offering = Offering.objects.get()
        assert (offering.price, offering.sessions, offering.places) == (45_050, [[570, 660]], 8)
        assert Service.objects.get().answers == {"for-whom": "All."}
        again = carry_out(cast, content)
        assert (again.count("same"), again.does_something) == (2, False)
        assert Service.objects.get().version == 1
        assert {bytes(u.content) for u in Upload.objects.all()} == {b""}


def test_a_changed_line_changes_only_what_differs(cast: Any) -> None:
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        carry_out(cast, book([COOKING], [MONDAYS]))
        found = carry_out(cast, book([{**COOKING, "Name": "Cooking for two"}], [{**MONDAYS, "Places": 9}]))
        assert [(c.verb, list(c.said)) for c in found.changes] == [("change", ["name"]), ("change", ["places"])]
        assert (Service.objects.get().name, Offering.objects.get().places) == ("Cooking for two", 9)


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "cell"),
    [
        (SERVICES, "Kind", "circus", "C2"),
        (SERVICES, "Name", None, "B2"),
        (SERVICES, "Age from", "old", "E2"),
        (SERVICES, "Age from", -1, "E2"),
        (SERVICES, "For needs", "easy-read; nonsense", "H2"),
        (SERVICES, "E-mail", "ann", "M2"),
        (SERVICES, "Website", "javascript:alert(1)", "N2"),
        (SERVICES, "Shown", "perhaps", "O2"),
        (SERVICES, "Name", "=1+1", "B2"),
        (OFFERINGS, "Sessions", "Mon 11-9", "D2"),
        (OFFERINGS, "Site", "Nowhere", "B2"),
        (OFFERINGS, "Service", "Nothing", "B2"),
        (OFFERINGS, "Terms", "Autumn 1999", "E2"),
        (OFFERINGS, "Price a term", "cheap", "H2"),
        (OFFERINGS, "Who pays", "somebody", "I2"),
    ],
)
def test_each_fault_names_sheet_and_cell_and_stops_everything(
    cast: Any, sheet: str, heading: str, value: Any, cell: str
) -> None:
    service = {**COOKING, **({heading: value} if sheet == SERVICES else {})}
    offering = {**MONDAYS, **({heading: value} if sheet == OFFERINGS else {})}
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        content = book([service], [offering] if sheet == OFFERINGS else [])
        found = importing.trial(cast.ann, cast.rivers.pk, content)
        assert [(f.sheet, f.cell) for f in found.faults][:1] == [(sheet, cell)]
        assert found.faults[0].to_do
        with pytest.raises(actions.Refused):
            carry_out(cast, content)
        assert not Service.objects.exists()


def test_two_lines_that_mean_one_entry_are_a_fault(cast: Any) -> None:
    with being(cast.ann):
        found = importing.trial(cast.ann, cast.rivers.pk, book([COOKING, {**COOKING, "Name": "Other"}]))
    assert [f.row for f in found.faults] == [3]


def test_the_faults_come_back_in_the_same_workbook_and_never_as_a_formula(cast: Any) -> None:
    with being(cast.ann):
        rows = [{**COOKING, "Kind": "circus", "Description": "@SUM(1)"}]
        found = importing.trial(cast.ann, cast.rivers.pk, book(rows))
    sheet = openpyxl.load_workbook(BytesIO(found.file))[SERVICES]
    assert sheet.cell(1, sheet.max_column).value == importing.WRONG
    assert "C2" in str(sheet.cell(2, sheet.max_column).value)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_the_template_can_be_sent_as_it_is_once_its_site_is_there(cast: Any) -> None:
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        found = importing.trial(cast.ann, cast.rivers.pk, importing.template())
    assert (found.faults, found.count("add")) == ([], 2)


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol">]><a>&b;</a>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,kind\n",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600,
        zipped({"xl/worksheets/sheet1.xml": b"0" * 40_000_000}),
        zipped({f"a{n}": b"" for n in range(300)}),
        zipped({"xl/vbaProject.bin": b"x"}),
        zipped({"xl/externalLinks/externalLink1.xml": b"x"}),
        zipped({"[Content_Types].xml": BILLION, "xl/workbook.xml": BILLION}),
        zipped({"nothing.txt": b"x"}),
        b"PK\x03\x04" + b"\x00" * 2_100_000,
    ],
)
def test_hostile_and_broken_files_are_refused_before_anything_is_kept(cast: Any, content: bytes) -> None:
    with being(cast.ann):
        with pytest.raises(BadFile):
            actions.keep_upload(organisation=cast.rivers, content=content, by=cast.ann)
        assert not Upload.objects.exists()


def test_an_upload_is_seen_only_by_who_made_it_and_others_may_not_make_one(cast: Any) -> None:
    with being(cast.ann):
        upload = actions.keep_upload(organisation=cast.rivers, content=book([COOKING]), by=cast.ann)
    for who in (cast.sam, cast.ben, cast.nora):
        with being(who):
            assert queries.upload(who, upload.pk) is None
            with pytest.raises(actions.Refused):
                actions.keep_upload(organisation=cast.rivers, content=book([COOKING]), by=who)
