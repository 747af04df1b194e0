"""What `make bench` and `make bench-england` keep, take up again, and make of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as bench
from benchmarks import england, goals, latency, sizes, tables
from benchmarks.kept import Kept, version

GROUPS = {"primary need": {"ASD": [40, 4000, 4800], "HI": [12, 1200, 1100], "MSI": [2, 300, 100]}}
WANTED = sizes.Wanted(((200, 3), (1_000, 3), (5_000, 3)), seeds=(1, 2))


def row(method: str, learners: int, seed: int = 1, **more: Any) -> dict[str, Any]:
    """A measurement as `benchmarks.scale` would print it, and as it is kept."""
    return {
        "code": "c0de", "council": "Birmingham", "learners": learners, "terms": 3, "seed": seed, "method": method,
        "again": False, "asked": sizes.gap_asked(learners, 3), "given": None, "seconds": learners / 100,
        "cpu_seconds": learners / 60, "seconds_to_1_percent": learners / 200, "phases": None,
        "memory_mb": 100 + learners / 10, "value": 1_150 * learners, "bound": 1_151 * learners, "gap": 1 / 1_151,
        "by_hand": 1_000 * learners, "groups": {},
        "worst_off": [0.1, 0.2], "offerings": 60, "lines": 300, "plan": f"p{seed}", "valid": True,
    } | more  # fmt: skip


def test_what_is_kept_is_found_again_by_its_key_and_the_code(tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "rows.jsonl"
    kept = Kept(file, "one")
    kept.keep({"value": 3}, council="Rutland", seed=1)
    kept.keep({"value": 4}, council="Rutland", seed=2)
    again = Kept(file, "one")
    assert again.find(council="Rutland", seed=2)["value"] == 4  # type: ignore[index]
    assert again.find(council="Rutland", seed=3) is None
    other = Kept(file, "two")
    assert other.find(council="Rutland", seed=1) is None
    assert other.newest() == "one"


def test_a_line_that_was_cut_off_spoils_neither_its_neighbours_nor_the_next(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    Kept(file, "one").keep({"value": 3}, seed=1)
    with file.open("a") as end:
        end.write('{"value": 4, "se')
    kept = Kept(file, "one")
    assert [x["seed"] for x in kept.rows] == [1]
    kept.keep({"value": 5}, seed=2)
    assert [x["value"] for x in Kept(file, "one").here()] == [3, 5]


def test_other_code_or_data_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("x = 1\n")
    before = version(["src"], tmp_path)
    (tmp_path / "src" / "note.md").write_text("not code")
    assert version(["src"], tmp_path) == before
    (tmp_path / "src" / "a.csv").write_text("1,2\n")
    assert version(["src"], tmp_path) != before


def test_only_what_is_missing_is_measured_and_a_row_that_fails_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def run(_: str, *arguments: str) -> list[dict[str, Any]]:
        asked.append(arguments)
        failed = "--cp-sat" in arguments and len(asked) < 8
        return [] if failed else [row("x", 200)]

    monkeypatch.setattr(tables, "run", run)
    wanted = sizes.Wanted(((200, 3),))
    kept = Kept(tmp_path / "areas.jsonl", "c0de")
    assert not sizes.measure(kept, wanted)
    first = len(asked)
    assert first == 1 + 5  # to compile; ours, three peers, ours again
    assert list(next(a for a in asked if "--monolith" in a)[-2:]) == ["--seconds", "10.0"]
    assert sizes.measure(Kept(kept.path, "c0de"), wanted)
    assert [a for a in asked[first + 1 :] if "--cp-sat" not in a] == []
    assert sizes.measure(Kept(kept.path, "c0de"), wanted)
    assert len(asked) == first + 2


def test_after_its_minutes_a_run_begins_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "run", lambda *_: [])
    assert not sizes.measure(Kept(tmp_path / "areas.jsonl", "c0de"), sizes.Wanted(((200, 3),), until=0.0))
    assert not (tmp_path / "areas.jsonl").exists()


def test_tables_come_from_kept_rows_with_medians_and_say_what_is_not_there() -> None:
    rows = [row("planner", 200), row("planner", 200, 2, value=1_170 * 200, groups=GROUPS), row("planner", 1_000)]
    rows += [row("monolith", 200, seconds_to_1_percent=None, given=20.0, value=1_100 * 200, valid=False)]
    lines = sizes.told(rows, WANTED)
    ours = [line for line in lines if "|" in line and "x 1." in line]
    assert ours[0].split()[:3] == ["200", "3", "2"]
    assert "x 1.160" in ours[0]
    assert "primary need HI" in ours[0]
    assert "MSI" not in ours[0]  # two learners are no group
    assert any(line.startswith("   5,000     3     - | not measured") for line in lines)
    theirs = next(line for line in lines if "| monolith" in line)
    assert "not reached" in theirs
    assert theirs.endswith("NOT VALID")
    assert "0.957" in theirs  # of ours with the same seed
    assert any("Left out above so many learners" in line and "cp-sat 1,000" in line for line in lines)


def test_the_exponent_of_made_up_figures_is_found_and_the_rest_told() -> None:
    sizes_, exact = [200.0, 1_000.0, 5_000.0], [0.5 * n**1.25 for n in (200, 1_000, 5_000)]
    found = sizes.fit(sizes_, exact)
    assert found is not None
    assert found.exponent == pytest.approx(1.25)
    assert found.factor == pytest.approx(0.5)
    assert found.residuals == pytest.approx((0, 0, 0))
    rough = sizes.fit(sizes_, [exact[0], 1.2 * exact[1], exact[2]])
    assert rough is not None
    assert rough.residuals[1] == pytest.approx(1.2 ** (2 / 3) - 1)
    assert sizes.fit([200.0], [3.0]) is None
    assert "too few sizes" in sizes.grown("time", "s", [])
    assert "learners^1.25" in sizes.grown("time", "s", list(zip(sizes_, exact, strict=True)))


def test_goals_are_reached_missed_or_not_measured() -> None:
    areas = [row("planner", n) for n in (200, 1_000, 5_000, 20_000)]
    areas += [
        row("planner", 200, again=True, plan="other"),
        row("monolith", 200, given=20.0, seconds_to_1_percent=None),
    ]
    known = [{"bound": 10, "value": 10, "best_known": 10, "feasible": True}]
    timed = {"median": 2.0, "worst": 3.0, "times": 5}
    asked = {"learners": 5_000, "solve_seconds": 50.0, "asked": {latency.EXPLAIN: timed, latency.ONE_LEARNER: None}}
    found = {g.name: g for g in goals.goals(goals.Kept(areas=areas, latency=asked, assignment=known))}
    reached = {name: g.reached for name, g in found.items()}
    assert reached["value against by hand, 3 terms, each size"] is True
    assert reached["value against by hand, 9 terms, each size"] is None
    assert reached["proven gap, 200 learners, 3 terms"] is True
    assert reached["seconds for that, 5,000 learners, 3 terms"] is True
    assert reached["time to 1 %, against HiGHS on the whole, 200 learners"] is True  # 1 s against a limit of 20 s
    assert reached["time to 1 %, against HiGHS on the whole, 1,000 learners"] is None
    assert reached["time at 20,000 over time at 5,000, 3 terms"] is True
    assert reached["all explanations of one learner, against the full solve"] is False  # 1/25
    assert reached["one learner re-planned, against the full solve"] is None
    assert reached["same seed, same plan, to the line"] is False
    assert reached["assignment: bounds above a published optimum"] is True
    assert reached["England: time"] is None
    assert len(goals.told(list(found.values()))) == len(found) + 3
    missed = goals.goals(goals.Kept(areas=[row("planner", 200, gap=0.002, groups=GROUPS)]))
    assert {g.name for g in missed if g.reached is False} >= {
        "proven gap, 200 learners, 3 terms",
        "groups of learners worse off than by hand",
    }


def test_a_part_of_england_is_planned_council_by_council_and_taken_up_again(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    two = ["--share", "0.005", "--only", "Rutland", "--only", "isles of scilly", "--folder", str(tmp_path)]
    assert england.main(two) == 0
    told = capfd.readouterr()
    assert "2 of 2 councils, 2 of 2 learners" in told.out
    file = tmp_path / "england-1.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert {r["council"] for r in rows} == {"Rutland", "Isles of Scilly"}
    file.write_text(json.dumps(rows[0]) + "\n")  # as if it had been ended in between
    assert england.main([*two, "--limit-minutes", "1e-9"]) == england.LEFT
    assert "1 of 2 councils" in capfd.readouterr().out
    assert england.main(["--only", "Ruttland"]) == england.WRONG


def test_england_has_as_many_learners_as_it_says_and_the_bounds_are_added_up() -> None:
    learners = england.learners_by_council(150_000)
    assert len(learners) == 153
    assert sum(learners.values()) == 150_000
    assert learners["Birmingham"] == pytest.approx(3_600 * 150_000 / 165_082, abs=1)
    assert min(england.learners_by_council(150_000, 0.001).values()) == 1
    part = england.Part("Kent", 100, 3, 1, 0.01)
    rows = [
        row("planner", 100, council="Kent", value=90, bound=100, gap=0.1, seconds_with_making=9.0, at_once=2),
        row("planner", 300, council="Essex", value=298, bound=300, gap=0.007, seconds_with_making=9.0, at_once=2),
    ]
    assert england.overall_gap(rows) == pytest.approx(12 / 400)
    told = "\n".join(england.summary(rows, [part, part, part]))
    assert "2 of 3 councils" in told
    assert "3.00%" in told
    assert "Kent, 100 learners" in told
    assert england.overall_gap([*rows, row("planner", 1, bound=None)]) is None


def test_groups_of_many_areas_are_added_up() -> None:
    both = tables.together([GROUPS, {"primary need": {"HI": [10, 1_000, 1_300]}}])
    assert both["primary need"]["HI"] == [22, 2_200, 2_400]
    assert tables.worse_off(GROUPS) == ["primary need HI"]
    assert tables.worse_off(both) == []


def test_the_print_measures_nothing_and_says_when_the_code_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "run", lambda *_: pytest.fail("measured"))
    Kept(tmp_path / "areas.jsonl", "0ld").keep(row("planner", 200))
    options = ["--print", "--folder", str(tmp_path), "--assignment-data", str(tmp_path / "none")]
    assert bench.main([*options, "--course-data", str(tmp_path / "none")]) == 0
    told = capsys.readouterr().out
    assert "these are figures of 0ld" in told
    assert "x 1.150" in told
    assert "THE FIGURES TO REACH" in told


def test_answers_to_other_peoples_problems_are_kept_and_printed_goal_by_goal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text("{}")
    goal = {"value": 8.5, "bound": 9.0, "gap": 0.0556, "optimum": 9.0, "seconds": 1.2, "valid": False}
    answer = {"instance": "a", "utilitarian": goal, "valid": False, "left_aside": []}
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(tables, "run", lambda *arguments: asked.append(arguments) or [answer])
    for _ in range(2):
        kept = Kept(tmp_path / "kept" / "others.jsonl", "c0de")
        assert not tables.course_table(tmp_path, quick=False, kept=kept)
        line = capsys.readouterr().out.splitlines()[-1]
        assert line.split()[:3] == ["a", "utilitarian", "8.5"]
        assert line.endswith("NOT VALID")
    assert len(asked) == 1


def test_questions_to_a_planned_area_are_timed_and_those_without_answer_said() -> None:
    from areas import make_area

    found = latency.measure(make_area("Birmingham", 6, 2, 3), seed=1, gap=None, times=1)
    assert found["asked"][latency.EXPLAIN]["times"] == 1
    assert found["asked"][latency.EXPLAIN]["median"] > 0
    lines = latency.told(found | {"asked": {"what if: any change": None}})
    assert "not measured" in lines[-1]
