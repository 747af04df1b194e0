"""The measuring commands keep their names and their output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import __main__ as bench
from benchmarks import scale, tables
from benchmarks.peers import Clock

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "council", "learners", "terms", "seed", "method", "seconds", "cpu_seconds", "seconds_to_1_percent", "phases",
    "memory_mb", "value", "bound", "gap", "by_hand", "groups", "worst_off", "offerings", "lines", "plan", "valid",
}  # fmt: skip
TINY = ["--learners", "6", "--terms", "2", "--seed", "3"]


@pytest.mark.parametrize(
    "method", [[], ["--monolith", "--seconds", "60"], ["--cp-sat", "--shortlisted", "--seconds", "2"]]
)
def test_scale_prints_exactly_one_object(capsys: pytest.CaptureFixture[str], method: list[str]) -> None:
    assert scale.main([*TINY, *method, "--shortlisted", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    assert (found["learners"], found["terms"], found["seed"], found["valid"]) == (6, 2, 3, True)
    assert found["by_hand"] <= found["value"] <= found["bound"]
    assert found["gap"] == pytest.approx((found["bound"] - found["value"]) / found["bound"], abs=1e-6)
    assert {kind: sum(x[0] for x in found["groups"][kind].values()) for kind in found["groups"]} == {
        "primary need": 6,
        "age": 6,
    }
    assert found["memory_mb"] > 1
    assert found["seconds"] > 0


def test_one_by_one_each_has_the_best_of_what_is_left_and_nothing_is_proven(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale.main([*TINY, "--one-by-one", "--shortlisted", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    assert (found["method"], found["bound"], found["gap"], found["valid"]) == ("one-by-one", None, None, True)
    assert found["value"] > 0
    assert found["seconds_to_1_percent"] is None


def test_the_moment_of_1_percent_is_the_first_at_which_value_and_bound_are_that_close() -> None:
    clock = Clock(None)
    for value, bound, at in ((0, float("inf"), 1.0), (900, 1000, 2.0), (990, 1000, 3.0), (999, 1000, 4.0)):
        clock.note(value, bound, at)
    assert clock.close_at == 3.0


def test_without_json_there_is_a_table_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale.main(TINY) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == KEYS


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--learners", "0", "--terms", "2"], "number of learners must be from 1"),
        (["--learners", "5", "--terms", "2", "--council", "Birmingam"], "Did you mean Birmingham"),
    ],
)
def test_what_the_caller_can_mend_ends_with_2(capsys: pytest.CaptureFixture[str], asked: list[str], told: str) -> None:
    assert scale.main([*asked, "--json"]) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == ""


def test_seconds_must_be_above_0(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("0", "-1", "nan", "soon"):
        with pytest.raises(SystemExit):
            scale.main([*TINY, "--seconds", text])
        assert "not a number of seconds above 0" in capsys.readouterr().err


def test_bench_says_loudly_that_instances_are_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        bench.main(["--assignment-only", "--assignment-data", str(tmp_path / "none"), "--folder", str(tmp_path)]) == 0
    )
    assert "NOT MEASURED" in capsys.readouterr().out


def test_a_class_whose_bound_is_above_the_best_known_cost_is_not_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a1").write_text("1 1 1 1 1")
    row = {"value": 12, "bound": 11, "best_known": 10, "gap": 1 / 12, "seconds": 0.1, "feasible": True}
    monkeypatch.setattr(tables, "run", lambda *_: [row])
    assert not tables.assignment_table(tmp_path, quick=False)
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[:3] == ["a", "1", "NO"]
    row["bound"] = 10
    assert tables.assignment_table(tmp_path, quick=False)


def test_a_command_that_fails_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert tables.run("benchmarks.scale", "--learners", "0", "--terms", "1") == []
    assert "ended with 2" in capfd.readouterr().err
