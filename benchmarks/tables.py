"""The tables of `make bench`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.instances import files_below

SIZES = tuple((learners, terms) for terms in (3, 6) for learners in (50, 100, 200))
QUICK = ((50, 3),)
LEAST_SECONDS = 10.0  # what the monolith gets where we take less

Row = dict[str, Any]

AREAS = (
    f"{'learners':>8} {'terms':>5} | {'seconds':>7} {'MB':>5} {'value':>9} {'bound':>9} {'gap':>7} {'by hand':>9} "
    f"{'better':>7} | {'monolith in':>11} {'value':>9} {'gap':>7}"
)
CLASSES = (
    f"{'class':20} {'instances':>9} {'bound never above':>17} {'best known':>10} {'proven':>6} "
    f"{'worst to best known':>19} {'worst proven gap':>16} {'seconds':>8} {'worst':>6}"
)


def area_table(seed: int, *, quick: bool) -> bool:
    """Made-up areas by size, beside planning by hand and the monolith; whether all were measured."""
    run("benchmarks.scale", "--learners", "6", "--terms", "2")  # compiles what is not compiled yet
    print(f"Made-up areas of Birmingham, seed {seed}. Values in points; better: value over by hand;")
    print("the monolith is one mixed integer programme with the time we took, 10 s at least.\n")
    print(AREAS, flush=True)
    fine = True
    for learners, terms in QUICK if quick else SIZES:
        size = ("--learners", str(learners), "--terms", str(terms), "--seed", str(seed))
        ours = run("benchmarks.scale", *size)
        limit = max(LEAST_SECONDS, ours[0]["seconds"]) if ours else LEAST_SECONDS
        theirs = run("benchmarks.scale", *size, "--monolith", "--seconds", str(limit))
        fine &= bool(ours and theirs) and all(x["valid"] for x in ours + theirs)
        print(f"{learners:>8} {terms:>5} | {_ours(ours)} | {_theirs(theirs)}", flush=True)
    return fine


def _ours(rows: list[Row]) -> str:
    if not rows:
        return f"{'FAILED: see above':72}"
    x = rows[0]
    better = f"x {x['value'] / x['by_hand']:.3f}" if x["by_hand"] > 0 else "-"
    valid = "" if x["valid"] else " NOT VALID"
    return (
        f"{x['seconds']:>7.1f} {x['memory_mb']:>5.0f} {x['value']:>9,} {_number(x['bound']):>9} {_share(x['gap']):>7} "
        f"{x['by_hand']:>9,} {better:>7}{valid}"
    )


def _theirs(rows: list[Row]) -> str:
    if not rows:
        return "FAILED: see above"
    x = rows[0]
    return f"{x['seconds']:>9.1f} s {x['value']:>9,} {_share(x['gap']):>7}"


def _number(x: float | None) -> str:
    return "-" if x is None else f"{x:,.0f}"


def _share(x: float | None) -> str:
    return "-" if x is None else f"{x:.2%}"


def assignment_table(folder: Path, *, quick: bool) -> bool:
    """Generalised assignment by class; whether every bound is honest and every instance was answered."""
    print("\nGeneralised assignment, instances and best known costs from elsewhere, through the same machinery.")
    print("best known: cost as low as the best known; proven: cost shown to be the lowest possible.\n")
    print(CLASSES, flush=True)
    classes: dict[str, list[Path]] = defaultdict(list)
    for file in files_below(folder):
        letters = re.match(r"[^\d]*", file.name)
        classes["/".join((*file.relative_to(folder).parts[:-1], letters.group() if letters else ""))].append(file)
    fine = True
    for name, files in sorted(classes.items()):
        asked = files[:2] if quick else files
        rows = run("benchmarks.assignment", *map(str, asked))
        honest = all(x["best_known"] is None or x["bound"] <= x["best_known"] for x in rows)
        fine &= len(rows) >= len(asked) and honest and all(x["feasible"] for x in rows)
        print(_class(name, rows, honest=honest), flush=True)
    return fine


def _class(name: str, rows: list[Row], *, honest: bool) -> str:
    if not rows:
        return f"{name:20} FAILED: see above"
    done = [x for x in rows if x["feasible"]]
    known = [x for x in done if x["best_known"] is not None]
    best = sum(x["value"] <= x["best_known"] for x in known)
    worst = max((x["value"] / x["best_known"] - 1 for x in known if x["best_known"] > 0), default=None)
    proven = sum(x["gap"] == 0 for x in done)
    gap = max((x["gap"] for x in done), default=None)
    seconds = [x["seconds"] for x in rows]
    left = "" if len(done) == len(rows) else f"  {len(rows) - len(done)} WITHOUT A WHOLE ASSIGNMENT"
    return (
        f"{name:20} {len(rows):>9} {'yes' if honest else 'NO':>17} {best:>10} {proven:>6} "
        f"{'-' if worst is None else f'{worst:.3%}':>19} {'-' if gap is None else f'{gap:.3%}':>16} "
        f"{sum(seconds):>8.0f} {max(seconds):>6.1f}{left}"
    )


def run(module: str, *arguments: str) -> list[Row]:
    """The JSON lines that a command of ours prints in a process of its own; none if it fails, which it tells itself."""
    paths = os.pathsep.join(str(Path(p).resolve()) for p in sys.path)
    command = [sys.executable, "-m", module, *arguments, "--json"]
    ended = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    if ended.returncode:
        print(f"{module} {' '.join(arguments)} ended with {ended.returncode}", file=sys.stderr)
        return []
    return [json.loads(line) for line in ended.stdout.splitlines()]
