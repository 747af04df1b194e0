"""Planning the parts of an area by themselves, here or by any executor, and putting their plans together.

What a part's plan is does not depend on where it is made, on what else is in its job, or on which job ends first.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, wait
from dataclasses import dataclass, fields, replace
from functools import partial
from math import inf, isfinite
from typing import TYPE_CHECKING, Protocol

from planner.by_hand import by_hand
from planner.goals import value
from planner.plan import Plan
from planner.progress import Watch, clock_of_the_day, never, quiet
from planner.proof import Proof
from planner.result import Result
from planner.rules import check_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from planner.problem import Problem
    from planner.result import Params, Progress

WORTH = 40  # learners that make a job worth sending: fewer are sent together with others
EVERY = 0.1  # seconds after which it is asked again whether to stop
ENDING = 0.2  # seconds that jobs are given to hand over what they have, once the time is up


class Planner(Protocol):
    """Plans one part. A function of a module: it is sent to other processes by its name."""

    def __call__(
        self,
        problem: Problem,
        params: Params,
        stop: Callable[[], bool] = never,
        seed: int = 0,
        progress: Callable[[Progress], None] = quiet,
    ) -> Result:
        """The result for a part."""


@dataclass(frozen=True)
class Job:
    """Parts that are planned one after the other."""

    plan: Planner
    parts: tuple[Problem, ...]
    params: Params
    seed: int


def spread(
    problem: Problem,
    parts: Sequence[Problem],
    plan: Planner,
    params: Params,
    seed: int,
    watch: Watch,
    executor: Executor | None = None,
    at_once: int = 2,
) -> Result:
    """The results of all parts as one. `executor` has `at_once` jobs in hand at a time; None: all is done here."""
    if executor is None:
        found = dict(enumerate(_in_turn(plan, parts, params, seed, watch)))
    else:
        bundles = _bundles(parts)
        jobs = [Job(plan, tuple(parts[i] for i in bundle), params, seed) for bundle in bundles]
        done = _sent(executor, at_once, jobs, watch)
        found = {i: one for n, results in done.items() for i, one in zip(bundles[n], results, strict=True)}
    results = [found.get(i) or _by_hand(part, params, seed, watch) for i, part in enumerate(parts)]
    return _one(problem, results, params, seed, watch)


def carry_out(job: Job, seconds: float | None, until: float | None) -> list[Result]:
    """Plans the parts of a job, in at most so many seconds and not after a time of day. This runs elsewhere."""
    if seconds is not None and until is not None:
        seconds = max(0.0, min(seconds, until - clock_of_the_day()))
    return list(_in_turn(job.plan, job.parts, job.params, job.seed, Watch(never, seconds)))


def _in_turn(plan: Planner, parts: Sequence[Problem], params: Params, seed: int, watch: Watch) -> Iterator[Result]:
    """One part after the other; of the time there is, each gets a share by its learners."""
    left, points = sum(len(part.learners) for part in parts), 0
    for number, part in enumerate(parts, start=1):
        seconds = watch.left * len(part.learners) / left if isfinite(watch.left) else None
        tell = partial(_tell, watch, f"part {number} of {len(parts)}", points)
        result = plan(part, replace(params, seconds=seconds), watch.over, seed, tell)
        left, points = left - len(part.learners), points + result.value
        yield result


def _tell(watch: Watch, which: str, before: int, progress: Progress) -> None:
    watch.value = before + progress.value
    watch.say(f"{which}: {progress.doing}")


def _bundles(parts: Sequence[Problem]) -> list[list[int]]:
    """Which parts (positions) go together in a job: large ones by themselves and first, small ones with others."""
    bundles: list[list[int]] = []
    room = 0
    for i in sorted(range(len(parts)), key=lambda i: (-len(parts[i].learners), i)):
        if room <= 0:
            bundles.append([])
            room = WORTH
        bundles[-1].append(i)
        room -= len(parts[i].learners)
    return bundles


def _sent(executor: Executor, at_once: int, jobs: Sequence[Job], watch: Watch) -> dict[int, list[Result]]:
    """The results of the jobs that ended in time, by their positions."""
    waiting = deque(range(len(jobs)))
    running: dict[Future[list[Result]], int] = {}
    found: dict[int, list[Result]] = {}
    try:
        while (waiting or running) and not watch.over():
            while waiting and len(running) < at_once:
                seconds = _seconds(jobs, waiting, running.values(), at_once, watch)
                until = None if seconds is None else clock_of_the_day() + watch.left
                number = waiting.popleft()
                running[executor.submit(carry_out, jobs[number], seconds, until)] = number
            _collect(running, found, min(watch.left, EVERY))
            watch.value = sum(one.value for results in found.values() for one in results)
            watch.say(f"{len(found)} of {len(jobs)} jobs are done")
        _collect(running, found, ENDING if running else 0.0, ALL_COMPLETED)
    finally:
        for future in running:
            future.cancel()
    return found


def _collect(
    running: dict[Future[list[Result]], int],
    found: dict[int, list[Result]],
    seconds: float,
    until: str = FIRST_COMPLETED,
) -> None:
    """Takes over what has ended; raises what a job has raised."""
    for future in wait(running, seconds, until).done:
        found[running.pop(future)] = future.result()


def _seconds(
    jobs: Sequence[Job], waiting: Sequence[int], running: Iterable[int], at_once: int, watch: Watch
) -> float | None:
    """What the next job may take: all that is left if no other waits for its place, else a share by its learners."""
    if not isfinite(watch.left):
        return None
    sizes = [sum(len(part.learners) for part in jobs[n].parts) for n in (*waiting, *running)]
    share = 1.0 if len(sizes) <= at_once else min(1.0, at_once * sizes[0] / sum(sizes))
    return watch.left * share


def _by_hand(part: Problem, params: Params, seed: int, watch: Watch) -> Result:
    """A part that nobody has planned in time."""
    plan = by_hand(part, over=watch.late)
    return Result(plan, value(plan, part), inf, (), params, seed, 0, stopped=True, seconds=watch.seconds)


def _one(problem: Problem, results: Sequence[Result], params: Params, seed: int, watch: Watch) -> Result:
    """Results of parts as the result of the whole; the independent checker is asked about the whole."""
    plan = Plan.of(line for one in results for line in one.plan.lines)
    bound = sum(one.bound for one in results)
    return Result(
        plan,
        value(plan, problem),
        bound,
        check_all(plan, problem),
        params,
        seed,
        sum(one.dropped for one in results),
        stopped=watch.stopped or any(one.stopped for one in results),
        seconds=watch.seconds,
        proof=_proofs([one.proof for one in results]) if isfinite(bound) else Proof(),
    )


def _proofs(proofs: Iterable[Proof]) -> Proof:
    """One proof of them all: they speak of other learners, and of other things where these have a price."""
    proofs = list(proofs)
    return Proof(**{f.name: {k: v for one in proofs for k, v in getattr(one, f.name).items()} for f in fields(Proof)})
