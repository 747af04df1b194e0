"""Every rule of the planner comes with its check, its page and a hand-worked instance."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from pathlib import Path

RULES = "src/planner/rules"
NOT_RULES = {"__init__", "breach"}  # the package itself, and what a broken rule is reported as


def rule_names(root: Path) -> list[str]:
    """The name of each rule: one file each."""
    return sorted(path.stem for path in (root / RULES).glob("*.py") if path.stem not in NOT_RULES)


def incomplete_rules(root: Path) -> list[str]:
    """Every rule without a function `check`, a page or an instance; and every page without a rule."""
    faults = []
    names = rule_names(root)
    for rule in names:
        tree = ast.parse((root / RULES / f"{rule}.py").read_text())
        if not any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in tree.body):
            faults.append(f"{RULES}/{rule}.py: no function check")
        for name in (f"docs/planner/rules/{rule}.md", f"tests/planner/instances/{rule}.json"):
            if not (root / name).is_file():
                faults.append(f"{name}: missing")
    pages = sorted((root / "docs/planner/rules").glob("*.md"))
    faults += [f"docs/planner/rules/{page.name}: no such rule" for page in pages if page.stem not in names]
    return faults


def test_every_rule_has_a_check_a_page_and_an_instance() -> None:
    assert rule_names(ROOT)
    assert incomplete_rules(ROOT) == []


def test_a_rule_without_check_page_or_instance_is_found(tmp_path: Path) -> None:
    plant(tmp_path, f"{RULES}/__init__.py", "")
    plant(tmp_path, f"{RULES}/breach.py", "")
    plant(tmp_path, f"{RULES}/clash.py", "def check(plan, problem): ...\n")
    plant(tmp_path, "docs/planner/rules/clash.md", "")
    plant(tmp_path, "tests/planner/instances/clash.json", "{}")
    assert incomplete_rules(tmp_path) == []

    plant(tmp_path, f"{RULES}/tides.py", "def checks(plan, problem): ...\n")
    plant(tmp_path, "docs/planner/rules/moon.md", "")
    assert incomplete_rules(tmp_path) == [
        "src/planner/rules/tides.py: no function check",
        "docs/planner/rules/tides.md: missing",
        "tests/planner/instances/tides.json: missing",
        "docs/planner/rules/moon.md: no such rule",
    ]
