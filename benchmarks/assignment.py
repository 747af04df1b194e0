"""Generalised assignment through the planner's own machinery: `python -m benchmarks.assignment FILE_OR_FOLDER...`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.agents import Agents
from benchmarks.ascent import ascend
from benchmarks.diving import dive
from benchmarks.instances import BadFile, read_all
from benchmarks.neighbourhoods import Assignment
from benchmarks.options import seconds_above_0
from planner.colgen import generate
from planner.master import choose
from planner.progress import Watch
from planner.result import Params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.instances import Instance
    from planner.colgen import Search
    from planner.master import Column, Floats

SECONDS = 20.0
STEPS = 300
ROUNDS = 40
AGAIN = 4  # times that columns are generated again from where that ended: it is content too early for whole costs
WORTH_IT = 0.05  # of a unit of cost, for doing so
DIVES = (40, 80, 25, 60)  # steps of prices in each; another one where the last was not close
CLOSE = 0.0004  # of the cost
NEIGHBOURHOODS = 60
NEAR = 25  # columns of each agent that whole ones are chosen from


@dataclass(frozen=True, slots=True)
class Answer:
    """bound <= cost of the best assignment <= value. `value` and `gap` are None where not every job was given."""

    instance: str
    value: int | None
    bound: int
    best_known: int | None
    gap: float | None
    seconds: float
    feasible: bool


def limit(instance: Instance) -> float:
    """The seconds that an instance gets if nobody says otherwise: 20, and more where it is larger than most."""
    return SECONDS * min(15.0, max(1.0, instance.agents * instance.jobs / 4000))


def solve(instance: Instance, seconds: float = math.inf, seed: int = 0) -> Answer:
    """Prices and a bound, whole columns, then neighbourhoods; ends when the cost is proven or all counts are used."""
    watch = Watch(seconds=seconds)
    agents = Agents(instance)
    early = Watch(watch.over, 0.2 * seconds)
    prices, agents.begin = ascend(agents, agents.guess(), STEPS, early)
    near = 0.02 / (instance.jobs * agents.done)  # a hundredth of a unit of cost
    part = Watch(watch.over, 0.4 * watch.left)
    params = Params(gap=near, rounds=ROUNDS)
    search = generate(agents, params, seed, part, prices)
    for _ in range(AGAIN):
        agents.begin, before = search.columns, search.bound
        again = generate(agents, params, seed, part, search.prices)
        search = again if again.bound <= before else search
        if before - search.bound < WORTH_IT * agents.scale:
            break
    found = Assignment(
        agents, _chosen(agents, search, seed, watch), agents.cost(search.bound), search.prices, seed, watch
    )
    for steps in DIVES:
        if found.near(CLOSE) or (steps != DIVES[0] and watch.seconds > seconds / 2):
            break
        part = Watch(watch.over, watch.left / 2)
        found.consider(dive(agents, search.columns, search.prices, steps, seed, part))
    found.improve(NEIGHBOURHOODS)
    bound = int(found.bound)
    value = found.cost if found.whole else None
    gap = None if value is None else max(0.0, (value - bound) / max(abs(value), 1))
    return Answer(instance.name, value, bound, instance.best_known, gap, round(watch.seconds, 2), found.whole)


def _chosen(agents: Agents, search: Search, seed: int, watch: Watch) -> list[int]:
    """The best choice of whole columns that a short search finds: which agent does each job (-1: none)."""
    columns = _near(search.columns, search.prices)
    picked = choose(agents, columns, (), seed=seed, nodes=5, gap=1e-5, seconds=watch.left / 15, stop=watch.over)
    to = [-1] * agents.instance.jobs
    for column in (columns[k] for k in picked):
        for job, _ in column.rows:
            to[job] = column.block
    return to


def _near(columns: Sequence[Column], prices: Floats) -> list[Column]:
    """The columns of each agent that are worth most at prices."""
    of: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for k, column in enumerate(columns):
        of[column.block].append((sum(prices[r] * c for r, c in column.rows) - column.value, k))
    return [columns[k] for mine in of.values() for _, k in sorted(mine)[:NEAR]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each instance; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        for instance in read_all(asked.paths):
            answer = solve(instance, asked.seconds or limit(instance), asked.seed)
            print(json.dumps(asdict(answer)) if asked.json else _line(answer), flush=True)
    except BadFile as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"{fault.filename}: {fault.strerror}", file=sys.stderr)
        return 2
    return 0


def _line(a: Answer) -> str:
    known = "none known" if a.best_known is None else f"best known {a.best_known}"
    cost = f"cost {a.value}, gap {a.gap:.3%}" if a.gap is not None else "no whole assignment found"
    return f"{a.instance}: {cost}, proven bound {a.bound}, {known}, {a.seconds} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="instances, or folders of them")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal answers (0)")
    parser.add_argument("--seconds", type=seconds_above_0, help="for each instance at the most (20; large ones more)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
