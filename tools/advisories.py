"""Compares what is installed in earnest with known weaknesses, and with the days in which we promised to mend them.

    python tools/advisories.py      (`make advisories`; asks the registry of packages)

What is known is asked of PyPI by pip-audit, in a place of its own. A weakness that cannot be mended yet is noted in
requirements/advisories.toml with the day it was known and how bad it is for us; from then on the days of
docs/operations.md ("Updates") run. Ends with 1 where one is not noted or overdue, and where nothing was brought up to
date for longer than three months.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "advisories"
PINNED = ROOT / "requirements" / "run.txt"
NOTED = ROOT / "requirements" / "advisories.toml"
TOOL = "pip-audit==2.10.1"  # of 2026, Apache 2
DAYS = {"from outside": 2, "to another's data": 7, "otherwise": 30}
REFRESHED = timedelta(days=92)


def faults(
    known: Iterable[tuple[str, str]], noted: Mapping[str, Mapping[str, Any]], refreshed: date, today: date
) -> list[str]:
    """What is not as promised. `known`: (component, number of the weakness); `noted`: by that number, since and how."""
    found = []
    for component, number in known:
        if number not in noted:
            found.append(f"{component}: {number} is not noted in requirements/advisories.toml")
        elif (last := noted[number]["since"] + timedelta(days=DAYS[noted[number]["how"]])) < today:
            found.append(f"{component}: {number} was to be mended by {last}")
    if refreshed + REFRESHED < today:
        found.append(f"requirements/ was brought up to date on {refreshed}: more than three months ago")
    return found


def reported(answer: str) -> list[tuple[str, str]]:
    """What pip-audit said, as JSON. What it could not look up is a fault like any other."""
    found = []
    for one in json.loads(answer)["dependencies"]:
        name = f"{one['name']} {one.get('version', '')}".strip()
        found += [(name, weak["id"]) for weak in one.get("vulns", [])]
        found += [(name, "which could not be looked up")] * ("skip_reason" in one)
    return found


def _asked() -> str:
    program = WORK / "bin" / "pip-audit"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK], check=True)
        subprocess.run([WORK / "bin" / "python", "-m", "pip", "install", "--quiet", TOOL], check=True)
    words = [program, "--requirement", PINNED, "--disable-pip", "--require-hashes"]
    words += ["--format", "json", "--progress-spinner=off"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def main() -> int:
    """1 where something is not as promised."""
    said = subprocess.run(
        ["git", "log", "-1", "--format=%cs", "--", PINNED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    noted = {one["id"]: one for one in tomllib.loads(NOTED.read_text()).get("known", [])}
    answer = _asked()
    if not answer:
        print("pip-audit said nothing: is the registry there?", file=sys.stderr)
        return 2
    told = faults(reported(answer), noted, date.fromisoformat(said.stdout.strip()), date.today())
    print("\n".join(told) or "Nothing that is installed is known to be weak, and all is as new as promised.")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
