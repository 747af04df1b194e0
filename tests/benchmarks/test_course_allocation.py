"""Course allocation through the planner's machinery: proven best where all is tried, files in all their forms."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.__main__ import ROOT
from benchmarks.course_allocation import main, solve
from benchmarks.course_blocks import Rules, Students
from benchmarks.course_check import faults, published_maximum
from benchmarks.course_instance import Instance, read

PUBLISHED = "../shared/data/bench/course_allocation/naor_input.json"
SMALL: dict[str, Any] = {"valuations": {"ann": {"x": 5, "y": 4}, "ben": {"x": 4, "y": 1}}, "agent_capacities": 1}


def written(folder: Path, data: Any) -> Path:
    path = folder / "some.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def made_up(seed: int) -> dict[str, Any]:
    """Five students, six courses, and rules of every kind."""
    rng = np.random.default_rng(seed)
    students, courses = [f"s{i}" for i in range(4)], [f"c{j}" for j in range(6)]
    data: dict[str, Any] = {
        "valuations": {s: {c: int(v) for c, v in zip(courses, rng.integers(0, 40, 6), strict=True)} for s in students},
        "agent_capacities": {s: int(rng.integers(1, 4)) for s in students},
        "item_capacities": {c: int(rng.integers(1, 4)) for c in courses},
        "item_conflicts": {"c0": ["c1", "c2"], "c4": ["c1"]},
        "agent_conflicts": {"s1": ["c3"]},
    }
    if seed % 2:
        data["item_weights"] = {c: int(rng.integers(1, 5)) for c in courses}
        data["agent_target_weights"] = 5
    if seed % 3 == 0:
        data["item_categories"] = {c: "odd" if j % 2 else "even" for j, c in enumerate(courses)}
        data["category_capacities"] = {"odd": 1, "even": 2}
    return data


def bundles_of(x: Instance, s: int) -> list[tuple[int, ...]]:
    """All that a student may have, by trying."""
    free = replace(x, seats=99 * x.seats)
    nothing: list[tuple[int, ...]] = [()] * len(x.students)
    every = (b for n in range(len(x.courses) + 1) for b in combinations(range(len(x.courses)), n))
    return [b for b in every if not faults(free, [*nothing[:s], b, *nothing[s + 1 :]])]


def best_by_trying_all(x: Instance) -> tuple[float, float, float]:
    """(highest sum, highest least value, highest least share of what each could have alone)."""
    reach: dict[tuple[int, ...], set[tuple[float, ...]]] = {tuple(x.seats.tolist()): {(0.0, np.inf, np.inf)}}
    for s in range(len(x.students)):
        worth = {b: float(x.value[s, list(b)].sum()) for b in bundles_of(x, s)}
        alone = max(worth.values())
        then: dict[tuple[int, ...], set[tuple[float, ...]]] = {}
        for seats, goals in reach.items():
            for b, v in worth.items():
                left = tuple(n - (c in b) for c, n in enumerate(seats))
                if min(left) >= 0:
                    share = v / alone if alone else np.inf
                    then.setdefault(left, set()).update(
                        (total + v, min(least, v), min(part, share)) for total, least, part in goals
                    )
        reach = {
            seats: {max(goals), max(goals, key=lambda g: g[1]), max(goals, key=lambda g: g[2])}
            for seats, goals in then.items()
        }
    every = [g for goals in reach.values() for g in goals]
    return max(g[0] for g in every), max(g[1] for g in every), max(g[2] for g in every)


@pytest.mark.parametrize("seed", range(4))
def test_all_goals_are_proven_best_where_all_can_be_tried(tmp_path: Path, seed: int) -> None:
    x = read(written(tmp_path, made_up(seed)))
    total, least, share = best_by_trying_all(x)
    found = solve(x, seconds=30)
    goals = [found[g] for g in ("utilitarian", "egalitarian_points", "egalitarian_share")]
    assert [g["value"] for g in goals] == pytest.approx([total, least, share])
    assert [g["bound"] for g in goals] == pytest.approx([total, least, share])
    assert [g["gap"] for g in goals] == [0, 0, 0]
    assert [g["optimum"] for g in goals] == pytest.approx([total, least, share]), "the peer finds the same"
    assert found["valid"]


def test_any_prices_give_an_honest_bound_and_the_best_bundles(tmp_path: Path) -> None:
    x = read(written(tmp_path, made_up(3)))
    best = best_by_trying_all(x)[0]
    rng = np.random.default_rng(1)
    for need in (0, 20):
        blocks = Students(Rules(x), np.full(4, need))
        for _ in range(10):
            prices = rng.uniform(0, 2000, 6)
            offers = blocks.price(prices, 3)
            for s in range(4):
                worth = [(x.points[s, list(b)].sum(), b) for b in bundles_of(x, s)]
                kept = [blocks.scale * v - prices[list(b)].sum() for v, b in worth if v >= need]
                assert offers.best[s] == pytest.approx(max(kept, default=-1e12))
            if not need:
                assert (offers.bounds.sum() + prices @ blocks.upper) / blocks.scale >= best - 1e-6


def test_the_published_instance_is_solved_to_the_end() -> None:
    path = ROOT / PUBLISHED
    if not path.exists():
        pytest.skip(f"NOT TESTED: the published instance is not at {PUBLISHED}")
    found = solve(read(path))
    assert [found[g]["value"] for g in ("utilitarian", "egalitarian_points", "egalitarian_share")] == [3447, 791, 0.791]
    assert [found[g]["gap"] for g in ("utilitarian", "egalitarian_points", "egalitarian_share_published")] == [0, 0, 0]


@pytest.mark.parametrize(
    "data",
    [
        SMALL,
        {"valuations": {"ann": [5, 4], "ben": [4, 1]}, "agent_capacities": [1, 1], "item_capacities": 1.0},
        {"valuations": [[5, 4], [4, 1]], "agent_capacities": {"0": 1, "1": 1}, "item_capacities": [1, 1]},
        {"valuations": [{"x": 5, "y": 4}, {"x": 4, "y": 1}], "agent_capacities": 1, "items": ["x", "y"]},
        {**SMALL, "agents": ["ben", "ann"], "item_weights": None, "agent_entitlements": 1, "agent_conflicts": {}},
        {**SMALL, "agent_capacities": None, "item_conflicts": {"x": ["y", "z"]}, "item_capacities": {"y": 1, "x": 1}},
        {**SMALL, "agent_capacities": None, "item_weights": [1, 1], "agent_target_weights": 1},
        {**SMALL, "agent_capacities": 9, "item_categories": {"all": ["x", "y"]}, "category_capacities": {"all": 1}},
    ],
)
def test_every_form_of_the_fields_is_read(tmp_path: Path, data: dict[str, Any]) -> None:
    found = solve(read(written(tmp_path, data)))
    assert (found["utilitarian"]["value"], found["egalitarian_points"]["value"]) == (8, 4)


def test_values_that_are_missing_barred_or_not_whole(tmp_path: Path) -> None:
    text = '{"valuations": {"ann": {"x": 0.25, "y": 1.5}, "ben": {"y": -Infinity, "z": 7}, "cat": {}}}'
    x = read(written(tmp_path, text))
    assert x.value.tolist() == [[0.25, 1.5], [0, 0], [0, 0]], (
        "as in the library: courses are those of the first student"
    )
    assert x.barred.tolist() == [[False, False], [False, True], [False, False]]
    assert (x.unit, x.points[0].tolist()) == (0.01, [25, 150])
    found = solve(x)
    assert found["utilitarian"]["value"] == 1.75
    assert (found["egalitarian_share"]["value"], found["egalitarian_share"]["left_out"]) == (1.0, 2)


def test_the_checker_finds_every_fault(tmp_path: Path) -> None:
    data = {
        "valuations": [[9, 9, 9, 1], [9, 9, 9, -1]], "agent_capacities": 2, "item_capacities": 1,
        "item_conflicts": [[1], [], [], []], "agent_conflicts": [[], [2]], "item_weights": [3, 2, 4, 1],
        "agent_target_weights": 4, "item_categories": {"2": "a", "3": "a"}, "category_capacities": 1,
    }  # fmt: skip
    x = read(written(tmp_path, data))
    assert faults(x, [[0, 2], [1]]) == [], "the heaviest may go over the target"
    planted: list[list[list[int]]] = [
        [[], [], []], [[3, 3], []], [[1, 2, 3], []], [[0, 1], []], [[], [2]], [[3], [3]], [[2, 3], []],
    ]  # fmt: skip
    assert all(faults(x, bundles) for bundles in planted)
    assert faults(replace(x, target=np.array([4.0, 3.0])), [[], [0, 1, 3]])
    assert published_maximum(x, 0) == 18


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("{", "not JSON"),
        ("[]", "one object"),
        ({"agent_capacities": 1}, "'valuations' is missing"),
        ({"valuations": {"ann": 5}}, "does not say what courses are worth to 'ann'"),
        ({**SMALL, "agents": ["ann", "eve"]}, "does not say what courses are worth to 'eve'"),
        ({"valuations": {"ann": {"x": "much"}}}, "should be a number, not 'much'"),
        ({"valuations": {"ann": {"x": float("nan")}}}, "should be a number"),
        ({"valuations": {"ann": {"x": 1e12}}}, "more than we can count"),
        ({**SMALL, "agent_capacities": {"ann": 1}}, "'agent_capacities' says nothing of 'ben'"),
        ({**SMALL, "item_capacities": [1, 1, 1]}, "'x'"),
        ({**SMALL, "item_capacities": -1}, "below 0"),
        ({**SMALL, "item_conflicts": ["x"]}, "lists"),
        ({**SMALL, "items": ["x", "x"]}, "twice"),
    ],
)
def test_bad_files_are_told_and_end_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: Any, told: str
) -> None:
    if told == "'x'":
        data, told = {**SMALL, "items": ["x"], "item_weights": [1, 2]}, "'item_weights' lists 2 numbers for 1"
    assert main([str(written(tmp_path, data)), "--json"]) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert "some.json" in captured.err
    assert captured.out == ""


def test_each_file_gets_one_line_and_a_missing_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, {**SMALL, "colour": "red"})
    assert main([str(path), str(tmp_path / "none.json"), str(path), "--json", "--seconds", "20", "--seed", "3"]) == 2
    captured = capsys.readouterr()
    found = [json.loads(line) for line in captured.out.splitlines()]
    assert [x["utilitarian"]["value"] for x in found] == [8, 8]
    assert found[0]["left_aside"] == ["colour"]
    assert "colour" in captured.err
    assert "none.json" in captured.err
