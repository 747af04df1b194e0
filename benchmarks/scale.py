"""One made-up area planned and measured: `python -m benchmarks.scale --learners N --terms T --seed S --json`."""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from areas import make_area
from areas.facts import UnknownCouncil
from areas.postcodes import PlacesMissing
from benchmarks.options import seconds_above_0
from planner.by_hand import by_hand
from planner.goals import value
from planner.reference import reference
from planner.result import Params
from planner.solve import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.problem import Problem
    from planner.result import Progress, Result

WRONG = 2  # the exit code of what the caller can mend


@dataclass(frozen=True, slots=True)
class Measured:
    """Values in points. `seconds` is planning alone, `memory_mb` the most the whole process held."""

    council: str
    learners: int
    terms: int
    seed: int
    method: str
    seconds: float
    memory_mb: float
    value: int
    bound: float | None
    gap: float | None
    by_hand: int
    offerings: int
    lines: int
    valid: bool


def measure(problem: Problem, council: str, seed: int, seconds: float | None, *, monolith: bool = False) -> Measured:
    """Plans an area and says how that went."""
    if monolith:
        result = reference(problem, seconds=seconds, seed=seed)
    else:
        result = solve(problem, Params(seconds=seconds), seed=seed, progress=_Teller())
    proven = math.isfinite(result.bound)
    return Measured(
        council=council,
        learners=len(problem.learners),
        terms=len(problem.terms),
        seed=seed,
        method="monolith" if monolith else "planner",
        seconds=round(result.seconds, 2),
        memory_mb=round(_peak_mb(), 1),
        value=result.value,
        bound=result.bound if proven else None,
        gap=round(_gap(result), 6) if proven else None,
        by_hand=value(by_hand(problem), problem),
        offerings=len(problem.offerings),
        lines=len(result.plan.lines),
        valid=not result.breaches,
    )


def _gap(result: Result) -> float:
    return max(0.0, (result.bound - result.value) / result.bound) if result.bound > 0 else 0.0


def _peak_mb() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


class _Teller:
    """Says on standard error how far it is, once in a while."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 2.0
            bound = f"{progress.bound:,.0f}" if math.isfinite(progress.bound) else "none yet"
            told = f"{progress.seconds:6.0f} s  value {progress.value:,}  bound {bound}  {progress.doing}"
            print(told, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the area, plans it, prints what was measured; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        problem = make_area(asked.council, asked.learners, asked.terms, asked.seed)
    except (UnknownCouncil, PlacesMissing, ValueError) as fault:
        print(fault, file=sys.stderr)
        return WRONG
    found = measure(problem, asked.council, asked.seed, asked.seconds, monolith=asked.monolith)
    if asked.json:
        print(json.dumps(asdict(found), allow_nan=False))
    else:
        for name, thing in asdict(found).items():
            print(f"{name:10} {thing:,}" if isinstance(thing, int | float) else f"{name:10} {thing}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--learners", type=int, required=True, help="how many made-up learners")
    parser.add_argument("--terms", type=int, required=True, help="how many terms")
    parser.add_argument("--seed", type=int, default=1, help="of the area and of the search (1)")
    parser.add_argument("--council", default="Birmingham", help="in whose places (Birmingham)")
    parser.add_argument("--seconds", type=seconds_above_0, help="stop at this age with the best so far (no limit)")
    parser.add_argument("--monolith", action="store_true", help="one mixed integer programme instead of the planner")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
