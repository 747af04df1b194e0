"""The planner from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from planner.__main__ import main
from planner.files import read_plan, read_problem
from planner.rules import check_all

if TYPE_CHECKING:
    from pathlib import Path


def test_the_template_can_be_planned_as_it_comes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    area, plans = tmp_path / "area.xlsx", tmp_path / "plans.json"
    assert main(["template", "-o", str(area)]) == 0
    assert main(["solve", str(area), "-o", str(plans)]) == 0
    assert "from the best possible" in capsys.readouterr().out
    assert check_all(read_plan(plans), read_problem(area)) == ()
    assert main(["solve", str(area), "-o", str(tmp_path / "plans.xlsx")]) == 0


def test_a_fault_in_a_file_is_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    area, plans = tmp_path / "area.json", tmp_path / "plans.xlsx"
    area.write_text(json.dumps({"format": "something else"}))
    assert main(["solve", str(area), "-o", str(plans)]) == 2
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [area]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(tmp_path / "no.xlsx"), "-o", str(tmp_path / "plans.xlsx")]) == 2
    assert "no.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--gap", "2"], ["--seconds", "x"], ["--changes", "-1"]])
def test_silly_numbers_are_refused(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main(["solve", "a.xlsx", "-o", str(tmp_path / "b.xlsx"), *wrong])
    assert end.value.code == 2
