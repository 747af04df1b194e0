"""One made-up area planned and measured: `python -m benchmarks.scale --learners N --terms T --seed S --json`."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import resource
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from areas import make_area
from areas.facts import UnknownCouncil
from areas.postcodes import PlacesMissing
from benchmarks import peers
from benchmarks.options import seconds_above_0, share_of_1
from planner.by_hand import by_hand
from planner.fairness import fairness
from planner.goals import value
from planner.result import Params
from planner.rules import check_all
from planner.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.tables import Groups
    from planner.fairness import Fairness
    from planner.plan import Plan
    from planner.problem import Problem
    from planner.result import Progress

WRONG = 2  # the exit code of what the caller can mend
PLANNER = "planner"
PEERS: dict[str, Callable[..., peers.Found]] = {
    "one-by-one": peers.one_by_one,
    "monolith": peers.monolith,
    "cp-sat": peers.cp_sat,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Values in points. `seconds` is planning alone, `memory_mb` the most the whole process held."""

    council: str
    learners: int
    terms: int
    seed: int
    method: str
    seconds: float
    cpu_seconds: float
    seconds_to_1_percent: float | None
    phases: dict[str, float] | None
    memory_mb: float
    value: int
    bound: float | None
    gap: float | None
    by_hand: int
    groups: Groups
    worst_off: list[float] | None
    offerings: int
    lines: int
    plan: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be planned how: the area, the method, and its limits (None: the planner's own, or none)."""

    council: str
    learners: int
    terms: int
    seed: int
    method: str = PLANNER
    seconds: float | None = None
    gap: float | None = None
    threads: int | None = None
    shortlisted: bool = False


def measure(asked: Asked) -> Measured:
    """Makes an area, plans it and says how that went. Raises as `make_area` does."""
    problem = make_area(asked.council, asked.learners, asked.terms, asked.seed)
    before = _cpu_seconds()
    found, phases = _planned(problem, asked)
    cpu, memory = _cpu_seconds() - before, _peak_mb(asked)
    first = by_hand(problem)
    fair = fairness(problem, found.plan, first)
    tenth = fair.worst_off
    points, proven = value(found.plan, problem), math.isfinite(found.bound)
    return Measured(
        council=asked.council,
        learners=len(problem.learners),
        terms=len(problem.terms),
        seed=asked.seed,
        method=asked.method,
        seconds=round(found.seconds, 2),
        cpu_seconds=round(cpu, 2),
        seconds_to_1_percent=None if found.close_at is None else round(found.close_at, 2),
        phases=phases,
        memory_mb=round(memory, 1),
        value=points,
        bound=found.bound if proven else None,
        gap=round(_gap(points, found.bound), 6) if proven else None,
        by_hand=value(first, problem),
        groups=grouped(fair),
        worst_off=None if tenth is None else [round(tenth.share_against or 0.0, 4), round(tenth.share, 4)],
        offerings=len(problem.offerings),
        lines=len(found.plan.lines),
        plan=digest(found.plan),
        valid=not check_all(found.plan, problem),
    )


def grouped(found: Fairness) -> Groups:
    """The groups of a plan that was compared with the one by hand; what is bought once for all is nobody's here."""
    kinds = {"primary need": found.primary_need, "age": found.age}
    return {
        kind: {g.name: [g.learners, round(g.points - (g.difference or 0.0) * g.learners), g.points] for g in groups}
        for kind, groups in kinds.items()
    }


def _planned(problem: Problem, asked: Asked) -> tuple[peers.Found, dict[str, float] | None]:
    """By the planner or by a peer; with the seconds of each phase, where they are told."""
    if asked.method != PLANNER:
        return PEERS[asked.method](problem, asked.seed, asked.seconds, shortlisted=asked.shortlisted), None
    params = Params(seconds=asked.seconds)
    if asked.gap is not None:
        params = replace(params, gap=asked.gap)
    if asked.threads is not None:
        params = replace(params, threads=asked.threads)
    teller = Teller()
    result = solve(problem, params, seed=asked.seed, progress=teller)
    teller.clock.note(result.value, result.bound, result.seconds)
    found = peers.Found(result.plan, result.bound, result.seconds, teller.clock.close_at)
    return found, teller.phases(result.seconds)


def _gap(points: int, bound: float) -> float:
    return max(0.0, (bound - points) / bound) if bound > 0 else 0.0


def digest(plan: Plan) -> str:
    """The same for the same lines, and else another: 12 hexadecimal digits."""
    text = "\n".join(map(repr, plan.lines))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(x.ru_utime + x.ru_stime for x in used)


def _peak_mb(asked: Asked) -> float:
    """The most that was held: by this process, and by its workers if they are processes (each as the largest)."""
    workers = (asked.threads or Params().threads) if asked.method == PLANNER else 1
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + workers * child) / (2**20 if sys.platform == "darwin" else 2**10)


class Teller:
    """Says on standard error how far it is, once in a while; notes when value and bound are first 1 % apart."""

    def __init__(self) -> None:
        self._next = 0.0
        self.clock = peers.Clock(None)
        self._doing, self._since = "before the first report", 0.0
        self._phases: dict[str, float] = defaultdict(float)

    def phases(self, now: float) -> dict[str, float]:
        """Seconds from each report to the next, or till `now`, by what was being done."""
        self._phases[self._doing] += now - self._since
        self._since = now
        return {doing: round(seconds, 2) for doing, seconds in self._phases.items()}

    def __call__(self, progress: Progress) -> None:
        self.phases(progress.seconds)
        self._doing = re.sub(r"\d+ ", "", re.split(r"[,:] ", progress.doing)[0])
        self.clock.note(progress.value, progress.bound, progress.seconds)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 2.0
            bound = f"{progress.bound:,.0f}" if math.isfinite(progress.bound) else "none yet"
            told = f"{progress.seconds:6.0f} s  value {progress.value:,}  bound {bound}  {progress.doing}"
            print(told, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the area, plans it, prints what was measured; the exit code."""
    options = vars(_parser().parse_args(arguments))
    json_asked = options.pop("json")
    try:
        found = measure(Asked(**options))
    except (UnknownCouncil, PlacesMissing, ValueError) as fault:
        print(fault, file=sys.stderr)
        return WRONG
    if json_asked:
        print(json.dumps(asdict(found), allow_nan=False))
    else:
        for name, thing in asdict(found).items():
            print(f"{name:20} {thing:,}" if isinstance(thing, int | float) else f"{name:20} {thing}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--learners", type=int, required=True, help="how many made-up learners")
    parser.add_argument("--terms", type=int, required=True, help="how many terms")
    parser.add_argument("--seed", type=int, default=1, help="of the area and of the search (1)")
    parser.add_argument("--council", default="Birmingham", help="in whose places (Birmingham)")
    parser.add_argument("--seconds", type=seconds_above_0, help="stop at this age with the best so far (no limit)")
    parser.add_argument("--gap", type=share_of_1, help="the planner stops at this gap (its own: Params.gap)")
    parser.add_argument(
        "--threads", type=int, choices=range(1, 65), metavar="N", help="of the planner (Params.threads)"
    )
    parser.add_argument("--shortlisted", action="store_true", help="peers: over the planner's shortlists, not over all")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    method = parser.add_mutually_exclusive_group()
    for name, text in (
        ("one-by-one", "one learner after the other, each exactly, instead of the planner"),
        ("monolith", "one mixed integer programme (HiGHS) instead of the planner"),
        ("cp-sat", "the same programme by OR-Tools CP-SAT instead of the planner"),
    ):
        method.add_argument(f"--{name}", action="store_const", dest="method", const=name, default=PLANNER, help=text)
    return parser


if __name__ == "__main__":
    sys.exit(main())
