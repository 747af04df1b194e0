"""A wheel carries all that the site needs: what stands in src, and what set-up makes. Without that, none is built."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house_rules.tree import CACHES, ROOT, own_files, plant

BUILD = "import build_backend, sys; print(build_backend.build_wheel(sys.argv[1]))"
LOOK = {"wraparound/wraparound.css": "body{}", "wraparound/wraparound.js": "1", "symbols/a.svg": "<svg/>", ".made": "1"}
NOT_FOR_A_WHEEL = {".md", ".po"}  # notes on sources; words before they are compiled
INSIDE = "wraparound/site/built/"


def tree(folder: Path) -> Path:
    """A checkout without anything made by set-up."""
    made = folder / "tree"
    made.mkdir()
    shutil.copytree(ROOT / "src", made / "src", ignore=shutil.ignore_patterns(*CACHES, "*.egg-info"))
    (made / "tools").mkdir()
    for name in ("pyproject.toml", "README.md", "tools/build_backend.py"):
        shutil.copyfile(ROOT / name, made / name)
    return made


def with_look(folder: Path) -> Path:
    """A checkout after set-up, with a small look in place of the real one, which need not be there."""
    made = tree(folder)
    for name, text in LOOK.items():
        plant(made, f"build/frontend/{name}", text)
    for words in (made / "src/wraparound/locale").glob("*/LC_MESSAGES/*.po"):
        plant(made, f"build/locale/{words.parent.relative_to(made / 'src/wraparound/locale')}/django.mo", "words")
    return made


def built(made: Path) -> subprocess.CompletedProcess[str]:
    """As `python -m build --wheel --no-isolation` calls it: no network, nothing fetched."""
    command = [sys.executable, "-W", "ignore", "-c", BUILD, str(made.parent / "out")]
    (made.parent / "out").mkdir(exist_ok=True)
    return subprocess.run(
        command, cwd=made, env={"PYTHONPATH": "tools", "PATH": ""}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    made = with_look(tmp_path_factory.mktemp("wheel"))
    plant(made, "build/lib/wraparound/left_from_before.py", "x = 1\n")
    done = built(made)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(made.parent / "out" / done.stdout.splitlines()[-1])


def test_a_wheel_carries_style_sheet_script_and_pictures(wheel: zipfile.ZipFile) -> None:
    carried = {name: wheel.read(f"{INSIDE}frontend/{name}").decode() for name in LOOK}
    assert carried == LOOK


def test_a_wheel_carries_every_file_of_src(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    sources = [p.relative_to(ROOT / "src") for p in own_files(ROOT) if p.is_relative_to(ROOT / "src")]
    wanted = {p.as_posix() for p in sources if p.suffix not in NOT_FOR_A_WHEEL}
    assert len(wanted) > 300
    assert sorted(wanted - names) == []


def test_a_wheel_carries_the_words_of_every_language(wheel: zipfile.ZipFile) -> None:
    languages = [p.parent.parent.name for p in (ROOT / "src/wraparound/locale").glob("*/LC_MESSAGES/*.po")]
    names = wheel.namelist()
    assert [f"{INSIDE}locale/{one}/LC_MESSAGES/django.mo" in names for one in languages] == [True] * len(languages)


def test_a_wheel_carries_nothing_of_an_earlier_build_nor_anything_twice(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert not [name for name in names if "left_from_before" in name or "__pycache__" in name]
    assert len(set(names)) == len(names)


def test_the_record_of_a_wheel_names_every_file_with_its_digest(wheel: zipfile.ZipFile) -> None:
    (record,) = (name for name in wheel.namelist() if name.endswith(".dist-info/RECORD"))
    told = {line[0]: line[1] for line in csv.reader(io.StringIO(wheel.read(record).decode()))}
    assert sorted(told) == sorted(wheel.namelist())
    for name in (f"{INSIDE}frontend/symbols/a.svg", "wraparound/__init__.py"):
        digest = base64.urlsafe_b64encode(hashlib.sha256(wheel.read(name)).digest()).rstrip(b"=").decode()
        assert told[name] == f"sha256={digest}"


@pytest.mark.parametrize("lacking", ["frontend/wraparound/wraparound.css", "locale"])
def test_without_what_set_up_makes_no_wheel_is_built(tmp_path: Path, lacking: str) -> None:
    made = with_look(tmp_path)
    missing = made / "build" / lacking
    shutil.rmtree(missing) if missing.is_dir() else missing.unlink()
    done = built(made)
    assert done.returncode != 0
    assert "make setup" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []
