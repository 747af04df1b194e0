"""What may import what (pyproject.toml): the contracts hold, and each one breaks when it should."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = [  # contract, file, what is added to it
    ("pure", "planner/plan.py", "import areas"),
    ("pure", "planner/problem.py", "import django.db"),
    ("pure", "planner/problem.py", "def late():\n    import yaml"),
    ("pure", "planner/plan.py", "from urllib.request import urlopen"),
    ("areas", "areas/__init__.py", "from wraparound import plans"),
    ("areas", "areas/__init__.py", "import benchmarks.scale"),
    ("checker", "planner/problem.py", "from planner import candidates"),
    ("checker", "planner/plan.py", "import planner.kernel.planted"),
    ("checker", "planner/rules/planted.py", "import planner.problem\nimport planner.explain"),
    ("checker", "planner/newcomer.py", "x = 1"),
    ("ladder", "wraparound/learners/policy.py", "import wraparound.sharing.policy"),
    ("ladder", "wraparound/newcomer/__init__.py", "x = 1"),
    ("rooms", "wraparound/sharing/policy.py", "from wraparound.sharing import queries"),
    ("one-door", "wraparound/passport/queries.py", "import planner.plan"),
]
NEEDED = ("candidates", "kernel/__init__", "kernel/planted", "explain", "rules/__init__")


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the copy in this folder with the copy's own contracts."""
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, elsewhere; what a planted import needs is there even if it is not yet here."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    return tmp_path


def name_of(contract: str) -> str:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(one["name"] for one in contracts if one["id"] == contract)


def test_the_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_has_a_planted_violation() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {one["id"] for one in contracts} == {contract for contract, _, _ in PLANTED}


@pytest.mark.parametrize(("contract", "file", "text"), PLANTED)
def test_a_contract_breaks_on_a_planted_import(copy: Path, contract: str, file: str, text: str) -> None:
    for needed in NEEDED:
        path = copy / "src/planner" / f"{needed}.py"
        if not path.exists() and not path.with_suffix("").is_dir():
            plant(copy, f"src/planner/{needed}.py", "")
    path = copy / "src" / file
    plant(copy, f"src/{file}", (path.read_text() if path.exists() else "") + f"\n\n{text}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{name_of(contract)} BROKEN" in result.stdout, result.stdout
