"""Decisions (docs/adr) are numbered once, titled, and say what was weighed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = ("## Context", "## Options", "## Decision", "## Consequences")


def bad_decisions(root: Path) -> list[str]:
    """Numbers used twice or skipped, names that are not NNNN-title.md, missing titles and headings."""
    faults = []
    numbers = []
    for path in sorted((root / "docs/adr").glob("*.md")):
        name = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name)
        if name is None:
            faults.append(f"{path.name}: not NNNN-title.md")
            continue
        numbers.append(name[1])
        lines = path.read_text().splitlines()
        if not lines or not re.fullmatch(rf"# {int(name[1])}\. \S.*", lines[0]):
            faults.append(f"{path.name}: the first line is not '# {int(name[1])}. Title'")
        faults += [f"{path.name}: no '{heading}'" for heading in HEADINGS if heading not in lines]
    if numbers != [f"{n:04}" for n in range(1, len(numbers) + 1)]:
        faults.append(f"numbers are not 0001, 0002 ... each once: {' '.join(numbers)}")
    return faults


GOOD = "# {}. Some title\n\n## Context\n\n## Options\n\n## Decision\n\n## Consequences\n"


def test_every_decision_has_its_own_number_a_title_and_four_parts() -> None:
    assert bad_decisions(ROOT) == []
    assert list((ROOT / "docs/adr").glob("*.md"))


def test_a_number_used_twice_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "docs/adr/0001-one.md", GOOD.format(1))
    plant(tmp_path, "docs/adr/0001-two.md", GOOD.format(1))
    assert bad_decisions(tmp_path) == ["numbers are not 0001, 0002 ... each once: 0001 0001"]


def test_a_missing_title_part_or_number_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "docs/adr/0001-one.md", GOOD.format(1).replace("# 1. Some title", "# Some title"))
    plant(tmp_path, "docs/adr/0002-two.md", GOOD.format(2).replace("## Options\n", ""))
    plant(tmp_path, "docs/adr/three.md", GOOD.format(3))
    assert bad_decisions(tmp_path) == [
        "0001-one.md: the first line is not '# 1. Title'",
        "0002-two.md: no '## Options'",
        "three.md: not NNNN-title.md",
    ]
