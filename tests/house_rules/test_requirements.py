"""What we lean on is pinned by hash, and no file says where it is fetched from."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = re.compile(r"http|--index|--extra-index|--find-links|file:", re.IGNORECASE)


def named_addresses(root: Path) -> list[str]:
    """Every line of a requirements file that says where to fetch something."""
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in sorted((root / "requirements").glob("*.txt"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if ADDRESS.search(line)
    ]


def unpinned(root: Path) -> list[str]:
    """Every dependency of pyproject.toml without a pin, and every pin without a hash."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    run = project["project"]["dependencies"]
    extras = [name for names in project["project"].get("optional-dependencies", {}).values() for name in names]
    groups = [name for names in project.get("dependency-groups", {}).values() for name in names]
    faults = []
    for file, wanted in (("run", run), ("dev", run + extras + groups)):
        text = (root / f"requirements/{file}.txt").read_text().replace("\\\n", " ")
        found = re.finditer(r"^([\w.-]+)==.*$", text, re.MULTILINE)
        pins = {pin[1].lower(): "--hash=sha256:" in pin[0] for pin in found}
        faults += [f"{file}.txt: no hash for {name}" for name, hashed in pins.items() if not hashed]
        names = [re.split(r"[^\w.-]", want, maxsplit=1)[0].lower() for want in wanted]
        faults += [f"{file}.txt: no pin for {name}" for name in names if name not in pins]
    return faults


def test_requirements_name_no_address() -> None:
    assert named_addresses(ROOT) == []


def test_every_dependency_is_pinned_with_a_hash() -> None:
    assert unpinned(ROOT) == []


def test_an_address_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "requirements/run.txt", "a==1 --hash=sha256:0\n--index-url somewhere\nb @ https://example.org/b\n")
    assert named_addresses(tmp_path) == [
        "requirements/run.txt:2: --index-url somewhere",
        "requirements/run.txt:3: b @ https://example.org/b",
    ]


def test_a_missing_pin_or_hash_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "pyproject.toml", '[project]\ndependencies = ["a>=1"]\n[dependency-groups]\ndev = ["b"]\n')
    plant(tmp_path, "requirements/run.txt", "a==1 \\\n    --hash=sha256:0\n")
    plant(tmp_path, "requirements/dev.txt", "a==1\n")
    assert unpinned(tmp_path) == ["dev.txt: no hash for a", "dev.txt: no pin for b"]
