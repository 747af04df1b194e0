"""The command line answers what can be mended with a sentence and exit code 2."""

from __future__ import annotations

import runpy
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from areas import facts
from areas.__main__ import main
from planner.files import read_problem

if TYPE_CHECKING:
    from pathlib import Path


def test_an_area_is_written_and_can_be_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "area.json"
    asked = ["make", "--council", "Rutland", "--learners", "12", "--terms", "3", "--seed", "5", "-o", str(path)]
    assert main(asked) == 0
    assert "12 made-up learners" in capsys.readouterr().out
    assert len(read_problem(path).learners) == 12


def test_councils_are_listed_with_their_plans(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["councils"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 154
    assert any(line.split() == ["Birmingham", "3,600", "8"] for line in lines)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--council", "Birmingam"], "Did you mean Birmingham"),
        (["--council", "Birmingham", "--learners", "0"], "number of learners must be from 1"),
        (["--council", "Birmingham", "--terms", "99"], "number of terms must be from 1"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert main(["make", *asked, "-o", str(tmp_path / "area.json")]) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "asked", [["-o", "area.csv"], ["-o", "a.json", "--learners", "many"], ["-o", "a.json", "--first", "soon"]]
)
def test_what_cannot_be_understood_ends_with_2(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["make", "--council", "Leeds", *asked])
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_demo_is_run_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = ModuleType("areas.demo")
    monkeypatch.setattr(demo, "run", lambda: 3, raising=False)
    monkeypatch.setitem(sys.modules, "areas.demo", demo)
    assert main(["demo"]) == 3


@pytest.mark.parametrize(("trouble", "code"), [(BrokenPipeError(), 0), (PermissionError(13, "No", "figures.csv"), 2)])
def test_trouble_with_files_and_pipes_is_no_crash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], trouble: OSError, code: int
) -> None:
    def fail() -> None:
        raise trouble

    monkeypatch.setattr(facts, "councils", fail)
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # put back afterwards: a broken pipe closes it
    assert main(["councils"]) == code
    assert ("figures.csv: No" in capsys.readouterr().err) == (code == 2)


def test_the_module_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["areas", "councils"])
    monkeypatch.delitem(sys.modules, "areas.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("areas", run_name="__main__")
    assert ended.value.code == 0
    assert "Wolverhampton" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nowhere" / "area.json"
    assert main(["make", "--council", "Rutland", "--learners", "5", "--terms", "1", "-o", str(path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
