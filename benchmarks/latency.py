"""How long small questions take in a planned area: `python -m benchmarks.latency --learners N --terms T --json`.

One learner's news and the plan again, the best alternatives of one learner, all explanations of one learner, and
what a change of each kind would bring. Each is asked of several, after a first time that is not counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from areas import make_area
from areas.facts import UnknownCouncil
from areas.postcodes import PlacesMissing
from benchmarks.options import share_of_1
from benchmarks.scale import WRONG, Teller
from planner import events
from planner.alternatives import alternatives
from planner.explain import explain
from planner.problem import DAY, Session
from planner.replan import replan
from planner.result import Params
from planner.solve import solve
from planner.what_if import what_if

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.events import Event
    from planner.problem import Learner, Offering, Problem
    from planner.result import Result

Thing = TypeVar("Thing")
HOUR = 60
TIMES = 5
ONE_LEARNER = "re-planned: a learner has a day less"  # what the goals speak of
EXPLAIN = "all explanations of one learner"
WHAT_IF = "what if: "
Calls: TypeAlias = "list[Callable[[], object]]"


@dataclass(frozen=True, slots=True)
class Area:
    """A problem with what was planned, and learners and offerings with learners in them to ask about, evenly spread."""

    problem: Problem
    result: Result
    learners: Sequence[Learner]
    offerings: Sequence[Offering]


def measure(problem: Problem, seed: int, gap: float | None, times: int = TIMES) -> dict[str, Any]:
    """Plans the area and asks everything so often; what the planner does not answer yet is None."""
    params = Params() if gap is None else Params(gap=gap)
    result = solve(problem, params, seed=seed, progress=Teller())
    taken = sorted({line.offering for line in result.plan.lines})
    some = _spread([problem.offering[o] for o in taken], times)
    area = Area(problem, result, _spread(problem.learners, times), some)
    return {
        "learners": len(problem.learners),
        "terms": len(problem.terms),
        "seed": seed,
        "solve_seconds": round(result.seconds, 3),
        "gap": round(result.gap, 6),
        "asked": {question: _timed(calls) for question, calls in questions(area).items()},
    }


def _spread(things: Sequence[Thing], count: int) -> Sequence[Thing]:
    return things[:: max(1, len(things) // count)][:count]


def questions(area: Area) -> dict[str, Calls]:
    """Every question with its calls."""
    problem, plan = area.problem, area.result.plan
    found: dict[str, Calls] = {EXPLAIN: [partial(explain, problem, plan, x.id) for x in area.learners]}
    found["the ten best programmes of one learner"] = [
        partial(alternatives, problem, plan, x.id) for x in area.learners
    ]
    for name, happened in _events(area).items():
        found[name] = [partial(replan, problem, plan, event) for event in happened]
    for name, changes in _changes(area).items():
        found[WHAT_IF + name] = [partial(what_if, problem, area.result, change) for change in changes]
    return found


def _timed(calls: Calls) -> dict[str, Any] | None:
    """Seconds of each call, after the first was made once uncounted: median, worst and how many; None without calls."""
    if not calls:
        return None
    calls[0]()
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return {"median": round(median(taken), 5), "worst": round(max(taken), 5), "times": len(taken)}


def without_a_day(learner: Learner) -> Learner:
    """The learner on one day less: the day of the first time that is free."""
    gone = learner.available[0].start // DAY if learner.available else None
    return replace(learner, available=tuple(w for w in learner.available if w.start // DAY != gone))


def _events(area: Area) -> dict[str, list[Event]]:
    """News of each kind that the issue names."""
    tasks = {line.offering for line in area.result.plan.lines if area.problem.offering[line.offering].placement}
    employers = sorted({area.problem.provider(area.problem.offering[o]) for o in tasks})
    return {
        ONE_LEARNER: [events.LearnerChanges(without_a_day(x)) for x in area.learners],
        "re-planned: a new learner comes": [
            events.LearnerComes(replace(x, id=f"new-{x.id}", accepted=())) for x in area.learners
        ],
        "re-planned: a session moves by an hour": [
            events.SessionsMove(o.id, tuple(Session(s.start + HOUR, s.end + HOUR) for s in o.sessions))
            for o in area.offerings
        ],
        "re-planned: an employer drops out": [
            events.OrganisationStops(name) for name in _spread(employers, len(area.learners))
        ],
    }


def _changes(area: Area) -> dict[str, list[Event]]:
    """Changes of each kind that the issue names."""
    problem, times = area.problem, len(area.learners)
    funders = [f for f in problem.funders if f.budget_per_term or f.one_off_budget]
    return {
        "a place more": [events.PlacesChange(o.id, o.places + 1) for o in area.offerings],
        "a remedy is paid for": [
            events.RemedyPaid(r.id) for r in _spread([r for r in problem.remedies if r.once], times)
        ],
        "a session moves by an hour": [
            events.SessionsMove(o.id, tuple(Session(s.start + HOUR, s.end + HOUR) for s in o.sessions))
            for o in area.offerings
        ],
        "a rule is lifted": [events.RuleLifted(rule) for rule in sorted(problem.rules)],
        "a budget is raised": [events.BudgetRaised(f.id, 1_000_000, 500_000) for f in funders],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the area, asks, prints; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        problem = make_area(asked.council, asked.learners, asked.terms, asked.seed)
    except (UnknownCouncil, PlacesMissing, ValueError) as fault:
        print(fault, file=sys.stderr)
        return WRONG
    found = measure(problem, asked.seed, asked.gap, asked.times)
    print(json.dumps(found) if asked.json else "\n".join(told(found)))
    return 0


def told(row: dict[str, Any]) -> list[str]:
    """The table, a line an entry."""
    lines = [f"{'question':50} {'median':>10} {'worst':>10} {'times':>6}  of the full solve"]
    for question, found in row["asked"].items():
        if found is None:
            lines.append(f"{question:50} not measured: the planner does not answer it yet")
        else:
            part = f"1/{row['solve_seconds'] / found['median']:,.0f}" if found["median"] else "-"
            times = f"{found['median']:>8.4f} s {found['worst']:>8.4f} s {found['times']:>6}"
            lines.append(f"{question:50} {times}  {part}")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--learners", type=int, default=5_000, help="how many made-up learners (5,000)")
    parser.add_argument("--terms", type=int, default=3, help="how many terms (3)")
    parser.add_argument("--seed", type=int, default=1, help="of the area and of the search (1)")
    parser.add_argument("--council", default="Birmingham", help="in whose places (Birmingham)")
    parser.add_argument("--gap", type=share_of_1, help="the plan is made to this gap (the planner's own)")
    parser.add_argument("--times", type=int, default=TIMES, help=f"how often each question is asked ({TIMES})")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
