"""Every measurement in tables: `python -m benchmarks` (make bench). Each row is measured in a process of its own.

Rows are kept in build/bench as soon as they are measured: what is there for the same code is not measured again, and
`--print` prints the tables of what is there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.kept import Kept
    from benchmarks.sizes import Wanted

ROOT = Path(__file__).resolve().parent.parent
DATA = "../shared/data/bench/gap"  # beside the repository
VARIABLE = "ASSIGNMENT_DATA"
COURSES = "../shared/data/bench/course_allocation"
ELSEWHERE = {
    "assignment": ("GENERALISED ASSIGNMENT", VARIABLE, DATA),
    "course": ("COURSE ALLOCATION", "COURSE_DATA", COURSES),
}  # other people's problems: title, variable that says where they are, where they usually are


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what is missing and prints the tables; 1 if anything could not be measured."""
    from benchmarks.kept import OTHERS, Kept, version
    from benchmarks.sizes import wanted
    from benchmarks.tables import assignment_table, course_table

    asked = _parser().parse_args(arguments)
    asked.until = time.monotonic() + 60 * asked.limit_minutes
    areas, latency = (Kept(asked.folder / f"{name}.jsonl", version()) for name in ("areas", "latency"))
    others = Kept(asked.folder / "others.jsonl", version(OTHERS))
    if asked.print:
        for kept in (areas, latency, others):
            _as_last_measured(kept)
    fine = True
    if not asked.assignment_only:
        fine &= _areas(areas, wanted(asked), only_print=asked.print)
        fine &= asked.quick or _latency(latency, asked)
    if not asked.areas_only:
        fine &= _elsewhere("assignment", assignment_table, asked.assignment_data, others, asked)
    if not (asked.areas_only or asked.assignment_only):
        fine &= _elsewhere("course", course_table, asked.course_data, others, asked)
    if not (asked.quick or asked.assignment_only or asked.areas_only):
        _goals(areas, latency, others, asked)
    return 0 if fine or asked.print else 1


def _elsewhere(what: str, table: Callable[..., bool], path: str | None, kept: Kept, asked: argparse.Namespace) -> bool:
    """The table of other people's problems of one kind, if they are there; else says loudly that they are not."""
    title, variable, usual = ELSEWHERE[what]
    shown = path or os.environ.get(variable) or usual
    if (ROOT / shown).is_dir():
        return table(ROOT / shown, quick=asked.quick, kept=kept, only_print=asked.print)
    print(f"\n{title} WAS NOT MEASURED: there is no folder {shown}.")
    print(f"Say where the instances are with --{what}-data or {variable}.")
    return True


def _as_last_measured(kept: Kept) -> None:
    """Lets the rows of the last code measured count, and says so where the code is another by now."""
    if kept.newest() != kept.code:
        print(f"The code has changed since {kept.path.name} was measured: these are figures of {kept.newest()}.")
    kept.code = kept.newest()


def _areas(kept: Kept, what: Wanted, *, only_print: bool) -> bool:
    from benchmarks import sizes

    fine = True if only_print else sizes.measure(kept, what)
    print(f"Code {kept.code}.")
    print("\n".join(sizes.told(kept.here(), what)), flush=True)
    return fine


def _latency(kept: Kept, asked: argparse.Namespace) -> bool:
    from benchmarks.kept import run
    from benchmarks.latency import told

    learners, gap = max(n for n in asked.sizes if n <= 5_000 or n == min(asked.sizes)), 0.003
    key = {"learners": learners, "terms": 3, "seed": asked.seed}
    row = kept.find(**key)
    if row is None and not asked.print and time.monotonic() < asked.until:
        size = ("--learners", str(learners), "--terms", "3", "--seed", str(asked.seed), "--gap", str(gap))
        rows = run("benchmarks.latency", *size)
        row = kept.keep(rows[0], **key) if rows else None
    print(f"\nQUESTIONS TO A PLANNED AREA of {learners:,} learners, 3 terms, seed {asked.seed}: seconds of each.\n")
    print("\n".join(told(row)) if row else "not measured", flush=True)
    return asked.print or row is not None


def _goals(areas: Kept, latency: Kept, others: Kept, asked: argparse.Namespace) -> None:
    from areas import facts
    from benchmarks import goals
    from benchmarks.england import whole
    from benchmarks.kept import Kept

    england = Kept(asked.folder / f"england-{asked.seed}.jsonl", areas.code)
    if asked.print:
        england.code = england.newest()
    found = goals.goals(
        goals.Kept(
            areas=areas.here(),
            latency=latency.find(terms=3, seed=asked.seed),
            england=whole(england),
            councils=len(facts.councils()),
            assignment=others.find_all(module="benchmarks.assignment"),
        )
    )
    print()
    print("\n".join(goals.told(found)))


def _numbers(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 200,1000")
    return found


def _parser() -> argparse.ArgumentParser:
    from benchmarks.kept import FOLDER
    from benchmarks.options import minutes_above_0
    from benchmarks.sizes import LEARNERS, TERMS

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--areas-only", action="store_true", help="areas and questions to them alone")
    only.add_argument("--assignment-only", action="store_true", help="generalised assignment alone")
    parser.add_argument("--quick", action="store_true", help="the smallest area, and two instances of each class")
    parser.add_argument("--print", action="store_true", help="measure nothing, print what is kept")
    parser.add_argument("--sizes", type=_numbers, default=LEARNERS, help="learners (all four)")
    parser.add_argument("--terms", type=_numbers, default=TERMS, help="terms (3,9)")
    parser.add_argument("--seed", type=int, default=1, help="of areas and searches (1)")
    parser.add_argument("--seeds", type=int, default=1, help="so many from --seed on; tables show medians (1)")
    parser.add_argument("--no-peers", action="store_true", help="the planner alone")
    parser.add_argument(
        "--limit-minutes", type=minutes_above_0, default=float("inf"), help="begin nothing after so many (no limit)"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where rows are kept (build/bench)")
    parser.add_argument("--assignment-data", metavar="PATH", help=f"folder of assignment instances ({DATA})")
    parser.add_argument("--course-data", metavar="PATH", help=f"folder of course allocation instances ({COURSES})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
