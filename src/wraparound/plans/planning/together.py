"""The planner at work for many learners, in a process of its own: a task comes in, progress and answers go out.

Runs as a script (`core.confined` starts it), so it imports nothing of the site. The task is the first line of its
standard input. After that "stop" asks for the best answer so far, and the end of the input ends it at once: whoever
asked is gone. Each answer is whole; the last one counts.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.by_hand import by_hand
from planner.explain import explain_many
from planner.files.json_values import Pairs, Reader, encode
from planner.files.trouble import Troubles
from planner.goals import value
from planner.plan import Plan
from planner.problem import Problem
from planner.result import Params
from planner.rules import check_all
from planner.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.result import Progress

EXPLAINED = 3  # services a learner is told about that are not in the programme
SHARE, REASONS = 0.7, 0.9  # of the time: so much for planning, and until then for reasons
STAGES = {
    "rough": "prices",
    "prices": "prices",
    "looking harder": "prices",
    "choosing": "choosing",
    "planning": "improving",
}

_stop = threading.Event()


def main() -> None:
    """Reads one task from standard input, writes what it finds to standard output."""
    task = json.loads(sys.stdin.readline(), object_pairs_hook=Pairs)
    threading.Thread(target=_listen, daemon=True).start()
    troubles = Troubles()
    problem: Problem = Reader(troubles).read(Problem, task["problem"], "$")
    troubles.stop_if_any()
    single = _beside("worker.py")
    problem, loose = single._that_holds(problem)
    if task["task"] == "pathway":
        _beside("pathway_tests.py").tests(problem, task, _say, _stop.is_set)
    else:
        _together(problem, loose, task["seconds"], single._worth_a_look)


def _together(problem: Problem, loose: list[list[str]], seconds: float, worth_a_look: Callable[..., list[str]]) -> None:
    began = time.monotonic()
    plan = by_hand(problem)
    first = value(plan, problem)
    _answer(plan, loose, first, None)
    params = Params(seconds=SHARE * seconds, threads=1)
    found = solve(problem, params, stop=_stop.is_set, progress=_tell)
    bound = int(found.bound) if math.isfinite(found.bound) else None
    if found.value >= first and not check_all(found.plan, problem):
        plan = found.plan
    _answer(plan, loose, value(plan, problem), bound)
    reasons: list[Any] = []
    empty_first = sorted(problem.learners, key=lambda x: len(plan.of_learner(x.id)) > len(x.accepted))
    for done, x in enumerate(empty_first):
        if _stop.is_set() or max(time.monotonic() - began, time.process_time()) > REASONS * seconds:
            break
        taken = {line.offering for line in plan.of_learner(x.id)}
        asked = worth_a_look(problem, x, taken)[:EXPLAINED]
        reasons += explain_many(problem, plan, {x.id: asked}, stop=_stop.is_set)
        _say({"doing": "explaining", "done": done + 1})
    _answer(plan, loose, value(plan, problem), bound, encode(tuple(reasons), brief=True))


def _answer(plan: Plan, loose: list[list[str]], worth: int, bound: int | None, reasons: Any = ()) -> None:
    lines = {x: [encode(line) for line in lines] for x, lines in plan.programme.items()}
    told = {"lines": lines, "loose": loose, "value": worth, "bound": bound, "reasons": list(reasons)}
    _say({"answer": told})


def _tell(progress: Progress) -> None:
    doing = next((slug for words, slug in STAGES.items() if progress.doing.startswith(words)), "looking")
    bound = int(progress.bound) if math.isfinite(progress.bound) else None
    _say({"doing": doing, "value": int(progress.value), "bound": bound})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _listen() -> None:
    """Whoever asked can say "stop"; once they are gone there is nobody to answer."""
    for line in sys.stdin:
        if line.strip() == "stop":
            _stop.set()
    os._exit(3)


def _beside(name: str) -> Any:
    """What stands in a script beside this one: a script is in no package."""
    spec = spec_from_file_location(name.removesuffix(".py"), Path(__file__).with_name(name))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
