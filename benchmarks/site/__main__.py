"""The site's figures in tables: `python -m benchmarks.site` (make bench-site), with 100,000 made-up learners."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.options import seconds_above_0

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG = 2  # the exit code of what the caller can mend
FEWEST, MOST = 50, 1_000_000
VIEWERS = ("support worker", "lead", "learner")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 1 if the figures are worthless, 2 for what the caller can mend."""
    from benchmarks.site.run import Asked, run
    from benchmarks.site.tables import tell

    asked = _parser().parse_args(arguments)
    wanted = Asked(
        learners=asked.learners,
        seed=asked.seed,
        runs=asked.runs,
        seconds=asked.seconds,
        folder=asked.folder,
        check_all=asked.check_all,
        people_at_once=asked.people_at_once,
        viewer=asked.viewer,
    )
    try:
        found = run(wanted, lambda what: print(what, file=sys.stderr, flush=True))
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return WRONG
    if asked.json:
        print(json.dumps(found.as_json(), allow_nan=False))
    else:
        tell(found)
    return 1 if found.faults() else 0


def _learners(text: str) -> int:
    if not text.isdecimal() or not FEWEST <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of learners from {FEWEST} to {MOST:,}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--learners", type=_learners, default=100_000, help="how many, with 10 answers each (100,000)")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up people (1)")
    parser.add_argument("--runs", type=int, default=300, help="of each line of the tables (300)")
    parser.add_argument("--seconds", type=seconds_above_0, default=10.0, help="at most, for each line (10)")
    parser.add_argument("--people-at-once", type=int, default=50, help="through the web server; 0: leave it out (50)")
    parser.add_argument("--viewer", choices=VIEWERS, help="as this one alone (all three)")
    parser.add_argument("--check-all", action="store_true", help="compare access with what is due for every learner")
    parser.add_argument("--folder", type=Path, help="keep the database here, and find it here the next time")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
