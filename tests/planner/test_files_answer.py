"""The answer: a workbook to read and print, and JSON from which the plan comes back."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from planner import files
from planner.files import Answer, BadFile, figures
from planner.files.template import example
from planner.plan import Plan
from planner.problem import Line, Problem
from planner.reasons import Change, Kind, Reason, Why
from planner.result import Params, Result
from planner.rules.breach import Breach

if TYPE_CHECKING:
    from pathlib import Path

PLAN = Plan.of(
    [
        Line("ex-alex", "ex-travel", "ex-autumn27", "ex-council"),
        Line("ex-sam", "ex-travel", "ex-autumn27", "ex-council"),
        Line("ex-sam", "ex-cook", "ex-spring28", "ex-council", ("ex-midazolam",)),
        Line("ex-alex", "ex-work", "ex-spring28", ""),
    ]
)


def answer(area: Problem | None = None, **changes: Any) -> Answer:
    """An answer for the example area."""
    result = Result(PLAN, 12_340, 12_365.2, (), Params(), 7, 3, False, 1.2)
    reasons = (
        Reason("ex-alex", "ex-cook", Why.FULL, gain_more=2),
        Reason("ex-alex", "ex-cook", Why.RULE, rule="age-limits"),
    )
    gains = (
        Change(Kind.PLACE, "ex-cook", 0, 2, 1, 400, False),
        Change(Kind.REMEDY, "ex-midazolam", 12_288, 1, 0, 90, True),
    )
    return Answer(area or example(), replace(result, **changes), 10_000, reasons, gains)


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet, blank cells as None."""
    book = load_workbook(path)
    return list(book[sheet].iter_rows(values_only=True))


def written(tmp_path: Path, given: Answer) -> Path:
    files.write_answer(given, tmp_path / "plans.xlsx")
    return tmp_path / "plans.xlsx"


def wishing() -> Problem:
    """The example, but Alex wishes for cookery and somebody else's name is a formula."""
    area = example()
    sam, alex = area.learners
    wishes = (replace(sam.wishes[0], about="cookery", strength=1),)
    return replace(area, learners=(replace(sam, name="=HYPERLINK(1)"), replace(alex, wishes=wishes)))


def test_the_plan_comes_back_from_json(tmp_path: Path) -> None:
    files.write_answer(answer(bound=math.inf), tmp_path / "a.json")
    assert files.read_plan(tmp_path / "a.json") == PLAN
    assert json.loads((tmp_path / "a.json").read_text())["result"]["bound"] is None


def test_faults_of_a_plan_are_told_with_their_path(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_answer(answer(), path)
    body = json.loads(path.read_text())
    body["result"]["plan"]["lines"][0]["start"] = 3
    del body["result"]["plan"]["lines"][1]["offering"]
    body["extra"] = 1
    path.write_text(json.dumps(body))
    with pytest.raises(BadFile) as bad:
        files.read_plan(path)
    assert {t.where for t in bad.value.troubles} == {
        "$.result.plan.lines[0].start",
        "$.result.plan.lines[1].offering",
        "$.extra",
    }


def test_a_plan_is_not_read_from_an_area_or_a_workbook(tmp_path: Path) -> None:
    files.write_problem(example(), tmp_path / "a.json")
    with pytest.raises(BadFile, match="not an answer"):
        files.read_plan(tmp_path / "a.json")
    with pytest.raises(BadFile, match=r"\.json"):
        files.read_plan(tmp_path / "a.xlsx")


def test_the_sheets_stand_in_the_order_of_the_questions(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, answer()))
    names = ["Summary", "Plans", "Weeks", "Weeks at a glance", "Reasons", "Capacity", "What would help most"]
    assert book.sheetnames == names
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref or sheet.max_row == 1
        assert sheet.page_setup.orientation == "landscape"


def test_plans_have_one_row_a_line(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer()), "Plans")
    assert [r[:3] for r in found[1:]] == [
        ("ex-sam", "Sam", "Example: Travel training"),
        ("ex-sam", "Sam", "Example: Cookery"),
        ("ex-alex", "Alex", "Example: Travel training"),
        ("ex-alex", "Alex", "Example: Café helper"),
    ]
    assert found[2][5:] == (
        "Example: Spring 2028", "Example: Spring 2028", "Tue 09:30-12:30; Thu 13:00-15:00", "Example: County Council",
        615.5, "Example: Training in buccal midazolam",
    )  # fmt: skip
    assert found[4][8:10] == ("free", 0)


def test_weeks_have_one_row_a_session_in_the_order_of_the_days(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer()), "Weeks")
    sam = [r[2:7] for r in found if r[0] == "ex-sam"]
    assert sam == [
        ("Example: Autumn 2027", "Mon", "10:00", "12:00", "Example: Travel training"),
        ("Example: Autumn 2027", "Wed", "15:00", "16:00", "Swimming club"),
        ("Example: Spring 2028", "Tue", "09:30", "12:30", "Example: Cookery"),
        ("Example: Spring 2028", "Wed", "15:00", "16:00", "Swimming club"),
        ("Example: Spring 2028", "Thu", "13:00", "15:00", "Example: Cookery"),
    ]
    assert [r[9] for r in found if r[0] == "ex-alex"] == ["Session", "Work placement"]


def test_weeks_at_a_glance_have_a_column_for_each_day(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer()), "Weeks at a glance")
    assert found[0] == ("Learner", "Name", "Term", "Mon", "Tue", "Wed", "Thu", "Fri")
    assert found[2][3:] == (
        None,
        "09:30-12:30 Example: Cookery (Example: Riverside College)",
        "15:00-16:00 Swimming club (own time)",
        "13:00-15:00 Example: Cookery (Example: Riverside College)",
        None,
    )


def test_a_session_on_sunday_brings_the_weekend_into_the_glance(tmp_path: Path) -> None:
    area = example()
    sunday = replace(area.learners[0].commitments[0], start=6 * 1440, end=6 * 1440 + 60)
    area = replace(area, learners=(replace(area.learners[0], commitments=(sunday,)), area.learners[1]))
    assert rows(written(tmp_path, answer(area)), "Weeks at a glance")[0][-2:] == ("Sat", "Sun")


def test_reasons_are_about_wishes_that_no_line_answers(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer(wishing())), "Reasons")
    assert [(r[0], r[2], r[4]) for r in found[1:]] == [
        ("ex-alex", "Example: Cookery at Example: Riverside College", "Full"),
        ("ex-alex", "Example: Cookery at Example: Riverside College", "Rule"),
    ]
    assert "2 people" in found[1][5]
    assert found[1][6]


def test_a_wish_without_a_reason_says_so(tmp_path: Path) -> None:
    given = replace(answer(wishing()), reasons=())
    assert rows(written(tmp_path, given), "Reasons")[1][4] == "Not worked out"


def test_capacity_names_nobody(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer()), "Capacity")
    assert [(r[0], r[5], *r[6:]) for r in found[1:]] == [
        ("ex-travel", "Example: Autumn 2027", 4, 2, 2),
        ("ex-travel", "Example: Spring 2028", 4, 0, 4),
        ("ex-cook", "Example: Autumn 2027", 8, 0, 8),
        ("ex-cook", "Example: Spring 2028", 8, 1, 7),
        ("ex-work", "Example: Spring 2028", 1, 1, 0),
    ]
    assert not {"Sam", "Alex", "ex-sam", "ex-alex"} & {cell for r in found for cell in r}


def test_changes_stand_as_given(tmp_path: Path) -> None:
    found = rows(written(tmp_path, answer()), "What would help most")
    assert [r[0] for r in found[1:]] == [1, 2]
    assert found[1][2:6] == ("none stated", 2, 1, 400)
    assert found[2][2:6] == (122.88, 1, 0, 90)
    assert found[1][6].startswith("Not sure")


def summary(path: Path) -> dict[str, tuple[Any, ...]]:
    return {str(r[0]): r[1:] for r in rows(path, "Summary") if r[0]}


def test_the_summary_says_value_by_hand_bound_and_gap_in_words(tmp_path: Path) -> None:
    found = summary(written(tmp_path, answer()))
    assert found["Value of the plan, in points"][0] == 12_340
    assert found["Value by hand, in points"][0] == 10_000
    assert found["Gain over planning by hand"][0] == pytest.approx(0.234)
    assert found["The best possible plan, at most, in points"][0] == 12_365
    assert found["How far this plan may be from it"][1] == (
        "Proven: this plan is worth at least 99.79% of the best possible one, for the 10 services that suit each "
        "learner best."
    )
    assert found["with everything they wished for"][:2] == (2, "Of 2 learners who wished for something.")
    assert found["Every rule is kept, as found by a checker that shares nothing with the search."]
    assert found["Example: County Council"] == (1455.5, 0, 122.88, 1578.38, 840, "no limit", 2000)
    assert found["Services looked at for each learner"][0] == 10


def test_a_wish_that_no_line_answers_is_not_counted_as_met(tmp_path: Path) -> None:
    assert summary(written(tmp_path, answer(wishing())))["with everything they wished for"][0] == 1


def test_the_summary_of_a_proven_best_a_stopped_and_an_unbounded_plan(tmp_path: Path) -> None:
    best = summary(written(tmp_path, answer(bound=12_340.0, params=Params(shortlist=None))))
    assert best["How far this plan may be from it"][1] == "Proven: no plan is worth more."
    stopped = summary(written(tmp_path, replace(answer(bound=math.inf, stopped=True), by_hand=0)))
    assert stopped["How far this plan may be from it"][0] == "not known"
    assert stopped["Stopped early"][0] == "yes"
    assert stopped["Gain over planning by hand"][0] is None


def test_the_summary_shows_what_is_broken(tmp_path: Path) -> None:
    breaches = (Breach("places", "", "ex-cook", "9 learners hold 8 places."), Breach("clash", "ex-sam", "Mon", "Two."))
    found = summary(written(tmp_path, answer(breaches=breaches)))
    assert found["9 learners hold 8 places."][:3] == ("places", None, "ex-cook")
    assert found["Two."][:2] == ("clash", "Sam")
    assert any(key.startswith("Rules are broken in 2 places") for key in found)


def test_outcomes_count_no_more_than_is_wanted() -> None:
    found = {c.outcome: c for c in figures.outcomes(PLAN, example())}
    cook = found["cook-a-meal"]
    assert (cook.wanted_by, cook.served, cook.wanted, cook.planned) == (1, 1, 360, 180)


def test_names_that_look_like_formulas_stay_text(tmp_path: Path) -> None:
    path = written(tmp_path, answer(wishing()))
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@" and cell.value:
                    assert cell.quotePrefix
    assert rows(path, "Plans")[1][1] == "=HYPERLINK(1)"


def test_a_failure_leaves_the_old_answer_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plans.xlsx"
    path.write_bytes(b"old")
    unknown = replace(answer(), changes=(Change(Kind.REMEDY, "no such remedy", 0, 0, 0, 0, True),))
    with pytest.raises(KeyError):
        files.write_answer(unknown, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
