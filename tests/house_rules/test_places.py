"""No file names the machine it was written on, nor where packages are fetched from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, own_files, plant, text_of

if TYPE_CHECKING:
    from pathlib import Path

MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|home|Users|opt)/\w|\b[A-Z]:\\\w")
REGISTRY = re.compile(r"\bpypi\.(?:org|io)\b|python[h]osted|registry\.npm[j]s", re.IGNORECASE)


def named(root: Path, pattern: re.Pattern[str]) -> list[str]:
    """Every line of our own files in which this stands."""
    return [
        f"{path.relative_to(root)}:{number}: {found.group()}"
        for path in own_files(root)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        for found in pattern.finditer(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert named(ROOT, MACHINE) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert named(ROOT, REGISTRY) == []


def test_a_folder_of_a_machine_is_found_and_a_folder_of_ours_is_not(tmp_path: Path) -> None:
    plant(tmp_path, "src/a.py", "\n".join(["open('docs/work/plan')", f"open('{'/'}tmp/plans')", f"# in {'/'}home/sam"]))
    assert named(tmp_path, MACHINE) == [f"src/a.py:2: {'/'}tmp/p", f"src/a.py:3: {'/'}home/s"]


def test_the_host_of_a_registry_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "README.md", "fine\nfrom files.python" + "hosted and pypi" + ".org\n")
    assert named(tmp_path, REGISTRY) == ["README.md:2: python" + "hosted", "README.md:2: pypi" + ".org"]
