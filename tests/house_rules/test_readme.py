"""Somebody who reads only the README knows the two commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("make demo", "make test")


def unnamed_commands(root: Path) -> list[str]:
    """The commands that the README does not name, or that the Makefile does not know."""
    readme = (root / "README.md").read_text()
    makefile = (root / "Makefile").read_text().splitlines()
    known = {line.split(":")[0] for line in makefile if ":" in line}
    faults = [f"README.md does not name {command}" for command in COMMANDS if command not in readme]
    return faults + [f"Makefile does not know {command}" for command in COMMANDS if command.split()[1] not in known]


def test_the_readme_names_both_commands_and_both_exist() -> None:
    assert unnamed_commands(ROOT) == []


def test_a_command_that_is_not_named_or_does_not_exist_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "README.md", "Run `make demo`.\n")
    plant(tmp_path, "Makefile", "test: check\n\techo\n")
    assert unnamed_commands(tmp_path) == ["README.md does not name make test", "Makefile does not know make demo"]
