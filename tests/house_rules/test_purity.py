"""Planner and site read no clock but their own, and what makes plans rolls no dice without saying which."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.house_rules.tree import ROOT, plant, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOCK_KEEPER = "src/planner/progress.py"  # says how many seconds a run has taken; decides nothing with them
CLOCK_OF_THE_SITE = "src/wraparound/core/clock.py"
MEASURES_WAITING = (
    "src/wraparound/core/database/patience.py",
    "src/wraparound/core/database/launcher/",
    "src/wraparound/core/database/scope.py",
    "src/wraparound/plans/planning/steadily.py",
    "src/wraparound/plans/planning/together.py",
    "src/wraparound/cohorts/working.py",
    "src/wraparound/demo/",
)
READS_A_CLOCK = {"datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow"}

SEEDED = {"random.Random", "numpy.random.default_rng"}  # with a seed
GENERATORS = {"Generator", "BitGenerator", "SeedSequence", "PCG64"}
NEVER_THE_SAME = ("secrets.", "os.urandom", "uuid.uuid1", "uuid.uuid4")


def imported(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, str]]:
    """(statement, the name it has in this file, what it is) of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                top = name.name.split(".", maxsplit=1)[0]
                yield node, name.asname or top, name.name if name.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                yield node, name.asname or name.name, f"{node.module}.{name.name}"


def full_name(node: ast.AST, names: dict[str, str]) -> str | None:
    """`numpy.random.rand` for `np.random.rand`; None for what is not a dotted name of something imported."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        head = full_name(node.value, names)
        return head and f"{head}.{node.attr}"
    return None


def uses(path: Path) -> Iterator[tuple[int, str, ast.Call | None]]:
    """(line, full name, the call if it is called) of everything imported that a file names."""
    tree = ast.parse(path.read_text())
    names = {}
    for statement, here, what in imported(tree):
        names[here] = what
        yield statement.lineno, what, None
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = full_name(node, names) if isinstance(node, ast.Name | ast.Attribute) else None
        if name:
            yield node.lineno, name, calls.get(id(node))


def clock_readers(root: Path) -> list[str]:
    """Every place of the planner, but the one allowed, that imports `time` or asks what day it is."""
    faults = set()
    for path in python_files(root, "src/planner"):
        where = path.relative_to(root).as_posix()
        if where != CLOCK_KEEPER:
            for line, name, _ in uses(path):
                if name in READS_A_CLOCK or name.split(".")[0] == "time":
                    faults.add(f"{where}:{line}: {name}")
    return sorted(faults)


def other_clocks(root: Path) -> list[str]:
    """Every place of the site that asks what time it is of anything but `core.clock`; waiting may be measured."""
    faults = set()
    for path in python_files(root, "src/wraparound"):
        where = path.relative_to(root).as_posix()
        for line, name, _ in uses(path):
            is_clock = name in READS_A_CLOCK or name.startswith("django.utils.timezone.now")
            is_timer = name.split(".")[0] == "time" and not where.startswith(MEASURES_WAITING)
            if where != CLOCK_OF_THE_SITE and (is_clock or is_timer):
                faults.add(f"{where}:{line}: {name}")
    return sorted(faults)


def rolls_unseeded(name: str, call: ast.Call | None) -> bool:
    """Whether this is chance that no seed repeats."""
    if name in SEEDED:
        given = [argument.value for argument in call.keywords] + call.args if call else [None]
        return not given or any(isinstance(value, ast.Constant) and value.value is None for value in given)
    if name.startswith(("random.", "numpy.random.")):
        return name.rsplit(".", maxsplit=1)[-1] not in GENERATORS
    return name.startswith(NEVER_THE_SAME)


def unseeded(root: Path) -> list[str]:
    """Every place that takes chance from anywhere but a generator with a seed."""
    faults = set()
    for path in python_files(root, "src/planner", "src/areas", "benchmarks"):
        for line, name, call in uses(path):
            if rolls_unseeded(name, call):
                faults.add(f"{path.relative_to(root).as_posix()}:{line}: {name}")
    return sorted(faults)


def test_the_planner_reads_no_clock() -> None:
    assert clock_readers(ROOT) == []


def test_the_site_has_one_clock(tmp_path: Path) -> None:
    assert other_clocks(ROOT) == []
    plant(tmp_path, "src/wraparound/a/b.py", "from django.utils import timezone\ntimezone.now()\nimport time\n")
    plant(tmp_path, "src/wraparound/a/c.py", "from datetime import date\ndate.today()\n")
    assert other_clocks(tmp_path) == [
        "src/wraparound/a/b.py:2: django.utils.timezone.now",
        "src/wraparound/a/b.py:3: time",
        "src/wraparound/a/c.py:2: datetime.date.today",
    ]


def test_all_chance_comes_from_a_seed() -> None:
    assert unseeded(ROOT) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import time\n", "time"),
        ("from time import monotonic\n", "time.monotonic"),
        ("from datetime import date\ndate.today()\n", "datetime.date.today"),
        ("import datetime as d\nd.datetime.now()\n", "datetime.datetime.now"),
    ],
)
def test_reading_a_clock_is_found(tmp_path: Path, text: str, name: str) -> None:
    plant(tmp_path, "src/planner/deep/a.py", text)
    assert clock_readers(tmp_path) == [f"src/planner/deep/a.py:{text.count(chr(10))}: {name}"]


def test_dates_may_be_used_and_progress_may_count_seconds(tmp_path: Path) -> None:
    plant(tmp_path, "src/planner/a.py", "from datetime import date\ndate(2026, 9, 1)\ndate.fromisoformat('')\n")
    plant(tmp_path, CLOCK_KEEPER, "import time\n")
    assert clock_readers(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import random\nrandom.shuffle(x)\n", "random.shuffle"),
        ("from random import choice\n", "random.choice"),
        ("import random\nrandom.Random()\n", "random.Random"),
        ("import numpy as np\nnp.random.rand(3)\n", "numpy.random.rand"),
        ("from numpy.random import default_rng\ndefault_rng()\n", "numpy.random.default_rng"),
        ("import numpy\nnumpy.random.default_rng(seed=None)\n", "numpy.random.default_rng"),
        ("import uuid\nuuid.uuid4()\n", "uuid.uuid4"),
    ],
)
def test_chance_without_a_seed_is_found(tmp_path: Path, text: str, name: str) -> None:
    plant(tmp_path, "src/areas/a.py", text)
    assert unseeded(tmp_path) == [f"src/areas/a.py:{text.count(chr(10))}: {name}"]


def test_generators_with_a_seed_pass(tmp_path: Path) -> None:
    plant(tmp_path, "src/areas/a.py", "import random\nimport numpy as np\nr = random.Random(1)\nr.shuffle(x)\n")
    plant(tmp_path, "src/areas/b.py", "from numpy.random import Generator, default_rng\ng = default_rng(7)\n")
    assert unseeded(tmp_path) == []
