from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.directory import people
from tests.directory.people import being
from wraparound.directory import actions, importing, queries
from wraparound.directory.importing import COLUMNS, OFFERINGS, REMEDIES, SERVICES, SITES
from wraparound.directory.models import Offering, Remedy, Service, Site, Upload
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


HOUSE: dict[str, Any] = {
    "Reference": "H",
    "Name": "Elm House",
    "Town": "Chelmsford",
    "Postcode": "cm1 1aa",
    "In place there": "easy-read; accessible-toilet",
}
TRAINING: dict[str, Any] = {
    "Name": "Epilepsy training",
    "Kind": "training",
    "Puts in place": "easy-read",
    "Price once": "£300",
    "Price for each learner and term": 12.5,
    "Days of notice": 14,
    "Person to ask": "Ann",
    "E-mail": "ann@example.org",
}


def book(
    services: list[dict[str, Any]], offerings: list[dict[str, Any]] | None = None, **more: list[dict[str, Any]]
) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in {SERVICES: services, OFFERINGS: offerings or [], **more}.items():
        sheet = made.create_sheet(name)
        sheet.append(list(COLUMNS[name]))
        for row in rows:
            sheet.append([row.get(heading) for heading in COLUMNS[name]])
    return saved(made)


def saved(made: Any) -> bytes:
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
        (OFFERINGS, "Site", "Nowhere", "C2"),
        (OFFERINGS, "Service", "Nothing", "B2"),
        (OFFERINGS, "Terms", "Autumn 1999", "E2"),
        (OFFERINGS, "Price a term", "cheap", "H2"),
        (OFFERINGS, "Who pays", "somebody", "I2"),
        (SITES, "Name", None, "B2"),
        (SITES, "Postcode", "near the station", "E2"),
        (SITES, "In place there", "lift; nonsense", "F2"),
        (SITES, "Town", "x" * 81, "D2"),
        (REMEDIES, "Kind", "course", "C2"),
        (REMEDIES, "Puts in place", None, "E2"),
        (REMEDIES, "Price once", "300 or so", "F2"),
        (REMEDIES, "Price for each learner", -3, "G2"),
        (REMEDIES, "VAT is added", "20 %", "I2"),
        (REMEDIES, "Days of notice", "two weeks", "J2"),
        (REMEDIES, "Terms until it is in place", 13, "K2"),
        (REMEDIES, "Miles you come", "far", "L2"),
    ],
)
def test_each_fault_names_sheet_and_cell_and_stops_everything(
    cast: Any, sheet: str, heading: str, value: Any, cell: str
) -> None:
    rows = {SITES: HOUSE, SERVICES: COOKING, OFFERINGS: MONDAYS, REMEDIES: TRAINING}
    rows[sheet] = {**rows[sheet], heading: value}
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        content = book([rows[SERVICES]], [rows[OFFERINGS]], Sites=[rows[SITES]], Remedies=[rows[REMEDIES]])
        found = importing.trial(cast.ann, cast.rivers.pk, content)
        assert [(f.sheet, f.cell) for f in found.faults] == [(sheet, cell)]
        assert found.faults[0].to_do
        with pytest.raises(actions.Refused):
            carry_out(cast, content)
        assert not Service.objects.exists() and not Remedy.objects.exists()


def test_two_lines_that_mean_one_entry_are_a_fault(cast: Any) -> None:
    with being(cast.ann):
        found = importing.trial(cast.ann, cast.rivers.pk, book([COOKING, {**COOKING, "Name": "Other"}]))
    assert [f.row for f in found.faults] == [3]


def test_the_faults_come_back_marked_at_their_cells_and_never_as_a_formula(cast: Any) -> None:
    with being(cast.ann):
        rows = [{}, {**COOKING, "Kind": "circus", "Description": "@SUM(1)"}]
        found = importing.trial(cast.ann, cast.rivers.pk, book(rows))
    told = openpyxl.load_workbook(BytesIO(found.file))
    sheet = told[SERVICES]
    assert sheet.cell(1, sheet.max_column).value == importing.WRONG
    assert "C3: “circus” is not known." in str(sheet.cell(3, sheet.max_column).value)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"C3": "“circus” is not known. Use a word of the sheet “Words”."}
    assert (sheet["C3"].fill.fgColor.rgb[-6:], sheet["B3"].fill.fill_type) == ("FBE3DC", None)
    assert [cell.value for cell in told.worksheets[0][2]][:2] == [SERVICES, "C3"]


def test_the_file_of_faults_can_be_mended_and_sent_again(cast: Any) -> None:
    with being(cast.ann):
        found = importing.trial(cast.ann, cast.rivers.pk, book([{**COOKING, "Kind": "circus"}]))
        mended = openpyxl.load_workbook(BytesIO(found.file))
        mended[SERVICES]["C2"] = "course"
        again = importing.trial(cast.ann, cast.rivers.pk, saved(mended))
    assert (again.faults, again.count("add")) == ([], 1)


def test_the_template_can_be_sent_as_it_is_and_twice_changes_nothing(cast: Any) -> None:
    with being(cast.ann):
        first = carry_out(cast, importing.template())
        assert [(c.verb, c.name) for c in first.changes] == [
            ("add", "Main site"),
            ("add", "Cooking for one"),
            ("add", "Cooking for one, Main site"),
            ("add", "Epilepsy training"),
        ]
        again = importing.trial(cast.ann, cast.rivers.pk, importing.template())
        assert (again.faults, again.count("same")) == ([], 4)


def test_one_workbook_brings_a_site_with_what_is_in_place_a_service_its_offering_and_a_remedy(cast: Any) -> None:
    offering = {**MONDAYS, "Site": "elm house"}
    content = book([COOKING], [offering], Sites=[HOUSE], Remedies=[TRAINING])
    with being(cast.ann):
        assert importing.trial(cast.ann, cast.rivers.pk, content).count("add") == 4
        assert not Site.objects.exists() and not Remedy.objects.exists()
        carry_out(cast, content)
        house, remedy = Site.objects.get(), Remedy.objects.get()
        assert (house.postcode, house.provision) == ("CM1 1AA", ["accessible-toilet", "easy-read"])
        assert house.easting is not None
        assert (remedy.once, remedy.per_learner, remedy.per_term) == (30_000, 0, 1_250)
        assert (remedy.lead_days, remedy.reach_miles, remedy.vat, remedy.gives) == (14, None, False, ["easy-read"])
        assert (Offering.objects.get().site, Offering.objects.get().shown) == (house, True)
        again = carry_out(cast, content)
        assert (again.count("same"), again.does_something, Site.objects.get().version) == (4, False, 1)


def test_a_renamed_service_keeps_its_offerings_whichever_name_they_say(cast: Any) -> None:
    with being(cast.ann):
        carry_out(cast, book([COOKING], [{**MONDAYS, "Site": "H"}], Sites=[HOUSE]))
        for said in ("Baking", "Cooking", "C1"):
            renamed = book([{**COOKING, "Name": "Baking"}], [{**MONDAYS, "Service": said, "Site": "H"}])
            found = importing.trial(cast.ann, cast.rivers.pk, renamed)
            assert [(c.verb, c.differing) for c in found.changes] == [("change", ["Name"]), ("same", [])]


def test_an_offering_can_move_to_a_site_that_the_same_workbook_adds(cast: Any) -> None:
    moved = {**MONDAYS, "Reference": "O1"}
    with being(cast.ann):
        people.site(cast.rivers, cast.ann)
        carry_out(cast, book([COOKING], [moved]))
        found = carry_out(cast, book([], [{**moved, "Site": "Elm House"}], Sites=[HOUSE]))
        assert [(c.what, c.verb, c.differing) for c in found.changes if c.what == "offering"] == [
            ("offering", "change", ["Site"])
        ]
        assert Offering.objects.get().site.name == "Elm House"


def test_a_name_that_another_entry_has_is_a_fault_and_not_a_surprise_at_the_end(cast: Any) -> None:
    with being(cast.ann):
        carry_out(cast, book([COOKING, {**COOKING, "Reference": "C2", "Name": "Baking"}]))
        for row in ({**COOKING, "Name": "Baking"}, {**COOKING, "Reference": "C9"}):
            found = importing.trial(cast.ann, cast.rivers.pk, book([row]))
            assert [f.cell for f in found.faults] == ["B2"]
        new = {**COOKING, "Reference": "C7", "Name": "Sewing"}
        found = importing.trial(cast.ann, cast.rivers.pk, book([new, {**new, "Reference": "C8"}]))
        assert [(f.cell, f.problem) for f in found.faults] == [("B3", "This is the same entry as line 2.")]


@pytest.mark.parametrize(
    ("headings", "cell"),
    [
        (["Name", "Kind"], "A1"),
        (["Name", "Sesions"], "B1"),
        (["Name", None, "Name"], "C1"),
    ],
)
def test_a_missing_mistyped_or_doubled_heading_is_a_fault_at_its_cell(
    cast: Any, headings: list[str | None], cell: str
) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].title = SITES if cell != "A1" else SERVICES
    made.worksheets[0].append(headings)
    made.worksheets[0].append(["Elm House"])
    with being(cast.ann):
        found = importing.trial(cast.ann, cast.rivers.pk, saved(made))
    assert [(f.cell, f.row) for f in found.faults] == [(cell, 1)]
    told = openpyxl.load_workbook(BytesIO(found.file))
    assert told[made.worksheets[0].title][cell].comment is not None


def test_a_workbook_without_our_sheets_says_so(cast: Any) -> None:
    with being(cast.ann):
        found = importing.trial(cast.ann, cast.rivers.pk, saved(openpyxl.Workbook()))
    assert "Sites, Services, Offerings, Remedies" in found.faults[0].problem


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
