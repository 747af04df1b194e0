"""Generalised assignment through the planner's own machinery: `python -m benchmarks.assignment FILE_OR_FOLDER...`."""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.agents import Agents, best_of_each, fillings
from benchmarks.diving import dive
from benchmarks.instances import files, read
from benchmarks.neighbourhoods import Assignment
from benchmarks.options import answered, seconds_above_0
from planner.colgen import generate
from planner.master import bound, choose
from planner.progress import Watch
from planner.result import Params

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.instances import Instance
    from planner.colgen import Search
    from planner.master import Floats

SECONDS = 60.0
LOOSELY = 12  # times that prices are adjusted with jobs that may be done in part ...
ADJUSTED = 3  # ... and then exactly, before the master is asked for any
ROUNDS = 40
AGAIN = 4  # times that columns are generated again from where that ended: it is content too early for whole costs
WORTH_IT = 0.05  # of a unit of cost, for doing so
CORE_SHARE = 0.25  # of the time that is left, for deciding all jobs at once
COLUMNS_SHARE = 0.4
BIG = 12_000  # pairs of agent and job, above which prices without columns are as good, and columns too slow ...
BIG_CORE_SHARE = 0.5  # ... so that the time is better spent here
DIVES = (0, 1, 2, 4)  # rounds of the master in each; another one where the last was not close
CLOSE = 0.0004  # of the cost
NEIGHBOURHOODS = 60
NEAR = 25  # columns of each agent that whole ones are chosen from


@dataclass(frozen=True, slots=True)
class Answer:
    """bound <= cost of the best assignment <= value; the other way round where what is given is to be made high.

    `value` and `gap` are None where not every job was given, `bound` too where it is proven that this cannot be.
    """

    instance: str
    value: int | None
    bound: int | None
    best_known: int | None
    gap: float | None
    seconds: float
    feasible: bool


def limit(instance: Instance) -> float:
    """The seconds that an instance gets if nobody says otherwise: 60, and up to 120 where it is larger than most."""
    return SECONDS * min(2.0, max(1.0, instance.agents * instance.jobs / 4000))


def solve(instance: Instance, seconds: float = math.inf, seed: int = 0) -> Answer:
    """Prices and a bound, whole columns, then neighbourhoods; ends when the cost is proven or all counts are used."""
    fits = instance.weight <= instance.capacity[:, None]
    if not fits.any(axis=0).all():  # a job that nobody can do
        return Answer(instance.name, None, None, instance.best_known, None, 0.0, feasible=False)
    dearest = int(np.where(fits, instance.cost, instance.cost.min()).max(axis=0).sum())
    fillings(np.ones(1), np.ones(1, np.int64), 1, 1)  # compiles it if need be, before the clock
    watch = Watch(seconds=seconds)
    agents = Agents(instance)
    prices = _rough(agents, seed, Watch(watch.over, 0.2 * seconds))
    proven = bound(agents, prices, agents.price(prices, 1).bounds)
    found = Assignment(agents, agents.cost(proven), prices, seed, watch)
    big = instance.cost.size > BIG
    found.decide_core(BIG_CORE_SHARE if big else CORE_SHARE)
    if not found.proven() and not big:
        search = _columns(agents, prices, seed, Watch(watch.over, COLUMNS_SHARE * watch.left))
        found.learn(agents.cost(search.bound), search.prices)
        found.consider(_chosen(agents, search, seed, watch))
        _dive(found, search, seed, watch, seconds)
    found.improve(NEIGHBOURHOODS)
    value = found.cost if found.whole else None
    least = None if value is None and found.bound > dearest else int(found.bound)
    gap = None if value is None or least is None else max(0.0, (value - least) / max(abs(value), 1))
    return Answer(instance.name, value, least, instance.best_known, gap, round(watch.seconds, 2), found.whole)


def _rough(agents: Agents, seed: int, watch: Watch) -> Floats:
    """Prices to begin with, adjusted again from where that ended; columns worth having near there are kept."""
    prices = None
    for number in range(LOOSELY + ADJUSTED):
        agents.loosely = number < LOOSELY
        search = generate(agents, Params(rounds=0), seed, watch, prices)
        if not len(search.prices):
            break
        prices, agents.begin = search.prices, search.columns
    agents.loosely = False
    return np.zeros(agents.instance.jobs) if prices is None else prices


def _columns(agents: Agents, prices: Floats, seed: int, watch: Watch) -> Search:
    """Columns and a bound, generated from prices to begin with."""
    near = 0.02 / (agents.instance.jobs * agents.done)  # a hundredth of a unit of cost
    params = Params(gap=near, rounds=ROUNDS)
    search = generate(agents, params, seed, watch, prices)
    for _ in range(AGAIN):
        agents.begin, before = search.columns, search.bound
        again = generate(agents, params, seed, watch, search.prices)
        search = again if again.bound <= before else search
        if before - search.bound < WORTH_IT * agents.scale:
            break
    return search


def _dive(found: Assignment, search: Search, seed: int, watch: Watch, seconds: float) -> None:
    """Settles columns one after the other, and again with better prices where that was not close."""
    for rounds in DIVES:
        if found.near(CLOSE) or (rounds != DIVES[0] and watch.seconds > seconds / 2):
            break
        part = Watch(watch.over, watch.left / 2)
        found.consider(dive(found.agents, search.columns, search.prices, rounds, seed, part))


def _chosen(agents: Agents, search: Search, seed: int, watch: Watch) -> list[int]:
    """The best choice of whole columns that a short search finds: which agent does each job (-1: none)."""
    columns = best_of_each(search.columns, search.prices, NEAR)
    picked = choose(agents, columns, (), seed=seed, nodes=5, gap=1e-5, seconds=watch.left / 15, stop=watch.over)
    to = [-1] * agents.instance.jobs
    for column in (columns[k] for k in picked):
        for job, _ in column.rows:
            to[job] = column.block
    return to


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each instance; the exit code."""
    asked = _parser().parse_args(arguments)
    return answered(files(asked.paths), partial(_answers, asked), _line, as_json=asked.json)


def _answers(asked: argparse.Namespace, file: tuple[Path, str]) -> Iterator[Answer]:
    for given in read(*file):
        instance = replace(given, cost=-given.cost) if asked.maximise else given
        answer = solve(instance, asked.seconds or limit(instance), asked.seed)
        if asked.maximise:
            value, high = (None if x is None else -x for x in (answer.value, answer.bound))
            answer = replace(answer, value=value, bound=high)
        yield answer


def _line(a: Answer) -> str:
    known = "none known" if a.best_known is None else f"best known {a.best_known}"
    bound = "there is none" if a.bound is None else f"proven bound {a.bound}"
    cost = f"cost {a.value}, gap {a.gap:.3%}" if a.gap is not None else "no whole assignment found"
    return f"{a.instance}: {cost}, {bound}, {known}, {a.seconds} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="instances, or folders of them")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--maximise", action="store_true", help="make high what the files give, instead of low")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal answers (0)")
    parser.add_argument("--seconds", type=seconds_above_0, help="for each instance at the most (60; large ones more)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
