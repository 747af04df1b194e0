"""Every measurement in tables: `python -m benchmarks` (make bench). Each row is measured in a process of its own."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
DATA = "../shared/data/bench/gap"  # beside the repository
VARIABLE = "ASSIGNMENT_DATA"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 1 if anything could not be measured."""
    from benchmarks.tables import area_table, assignment_table

    asked = _parser().parse_args(arguments)
    fine = True
    if not asked.assignment_only:
        fine &= area_table(asked.seed, quick=asked.quick)
    if not asked.areas_only:
        folder = Path(asked.assignment_data or os.environ.get(VARIABLE) or ROOT / DATA)
        if folder.is_dir():
            fine &= assignment_table(folder, quick=asked.quick)
        else:
            shown = asked.assignment_data or os.environ.get(VARIABLE) or DATA
            print(f"\nGENERALISED ASSIGNMENT WAS NOT MEASURED: there is no folder {shown}.")
            print(f"Say where the instances are with --assignment-data or {VARIABLE}.")
    return 0 if fine else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--areas-only", action="store_true", help="the first table alone")
    only.add_argument("--assignment-only", action="store_true", help="the second table alone")
    parser.add_argument("--quick", action="store_true", help="the smallest area, and two instances of each class")
    parser.add_argument("--seed", type=int, default=1, help="of areas and searches (1)")
    parser.add_argument("--assignment-data", metavar="PATH", help=f"folder of assignment instances ({DATA})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
