"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant, python_files

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("src", "tests", "benchmarks")
FILE_LINES = 400
FUNCTION_LINES = 50
KERNEL = "src/planner/kernel/"
KERNEL_LINES = 120  # compiled loops share their arrays as local variables: every call across a border costs time


def long_files(root: Path) -> list[str]:
    """Every Python file over 400 lines."""
    counted = ((path, len(path.read_text().splitlines())) for path in python_files(root, *FOLDERS))
    return [f"{path.relative_to(root)}: {lines} lines" for path, lines in counted if lines > FILE_LINES]


def long_functions(root: Path) -> list[str]:
    """Every function over 50 lines from `def` to its end; over 120 in the compiled kernel."""
    faults = []
    for path in python_files(root, *FOLDERS):
        name = path.relative_to(root).as_posix()
        limit = KERNEL_LINES if name.startswith(KERNEL) else FUNCTION_LINES
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > limit:
                    faults.append(f"{name}:{node.lineno}: {node.name} has {lines} lines, at most {limit}")
    return faults


def function(lines: int) -> str:
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def test_no_file_is_over_400_lines() -> None:
    assert long_files(ROOT) == []


def test_no_function_is_over_50_lines() -> None:
    assert long_functions(ROOT) == []


def test_a_file_of_401_lines_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "src/planner/fine.py", "x = 1\n" * 400)
    plant(tmp_path, "benchmarks/long.py", "x = 1\n" * 401)
    assert long_files(tmp_path) == ["benchmarks/long.py: 401 lines"]


def test_a_function_of_51_lines_is_found_wherever_it_stands(tmp_path: Path) -> None:
    plant(tmp_path, "src/areas/a.py", function(51))
    plant(tmp_path, "tests/test_b.py", function(50))
    plant(tmp_path, "tests/test_c.py", "class Some:\n    async " + function(51).replace("\n    x", "\n        x"))
    assert long_functions(tmp_path) == [
        "src/areas/a.py:1: long has 51 lines, at most 50",
        "tests/test_c.py:2: long has 51 lines, at most 50",
    ]


def test_a_function_of_the_kernel_may_have_120_lines_and_no_more(tmp_path: Path) -> None:
    plant(tmp_path, "src/planner/kernel/fine.py", function(120))
    plant(tmp_path, "src/planner/kernel/long.py", function(121))
    assert long_functions(tmp_path) == ["src/planner/kernel/long.py:1: long has 121 lines, at most 120"]
