"""How many small changes to the rules of access their tests notice: `python -m proof.mutants` (some minutes).

Each pure file is changed in one place at a time by mutmut, in a copy under build/mutants, and its tests are run. What
survives is listed, to be read: a change that makes no difference, or a test that is missing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from proof.report import write

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "mutants"
MUTMUT = "mutmut==3.8.1"  # of 2026, BSD; in a place of its own, because it wants its own releases of what we use
APPS = ("sharing", "accounts")  # whose policy.py says who reaches what, and has a test_policy.py
FEWEST = 0.8  # of the changes that have to be noticed
ENTRY = re.compile(r"^\s*(\S+): (\w[\w ]*)$", re.MULTILINE)
SETTINGS = """
[tool.mutmut]
source_paths = ["src/wraparound/{app}/policy.py"]
also_copy = ["src", "tests", "manage.py"]
pytest_add_cli_args = ["-n0", "-p", "no:randomly", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/{app}/test_policy.py"]
"""


def tools() -> Path:
    """The Python that has mutmut, and beside it all that this one has."""
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        own = sysconfig.get_path("purelib", vars={"base": str(WORK / "venv")})
        Path(own, "beside.pth").write_text(sysconfig.get_path("purelib") + "\n")
        subprocess.run([python, "-m", "pip", "install", "--quiet", MUTMUT], check=True)
    return python


def copied(app: str) -> Path:
    """A copy of the product in which only the policy of an app is changed."""
    copy = WORK / app
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    settings = (ROOT / "pyproject.toml").read_text().replace('"-n", "2", "--dist", "worksteal", ', "")
    (copy / "pyproject.toml").write_text(settings + SETTINGS.format(app=app))
    return copy


def tried(app: str, python: Path) -> dict[str, str]:
    """What became of each change, by its name."""
    copy = copied(app)
    around = {**os.environ, "PYTHONPATH": f"src{os.pathsep}."}
    run = [str(python), "-m", "mutmut", "run", "--max-children", "1"]
    ended = subprocess.run(run, cwd=copy, env=around, capture_output=True, text=True, check=False)
    told = subprocess.run(
        [python, "-m", "mutmut", "results", "--all", "true"],
        cwd=copy, env=around, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = dict(ENTRY.findall(told.stdout))
    if not found:
        raise SystemExit(f"{app}: nothing was tried\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries the apps asked for (all); 1 if fewer than FEWEST of the changes of one are noticed."""
    parser = argparse.ArgumentParser(prog="python -m proof.mutants", description=__doc__)
    parser.add_argument("apps", nargs="*", default=APPS, metavar="APP")
    python, figures, fine = tools(), {}, True
    for app in parser.parse_args(arguments).apps:
        found = tried(app, python)
        left = sorted(name for name, became in found.items() if became == "survived")
        noticed = sum(became in ("killed", "timeout") for became in found.values())
        figures[app] = {"tried": len(found), "noticed": noticed, "survived": left}
        fine &= noticed >= FEWEST * len(found)
    write("mutants", **figures)
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
