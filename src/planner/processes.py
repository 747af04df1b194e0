"""Processes that hold something between questions: each has its own thing to be asked about, and keeps it."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from planner.region import let_go, listen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.progress import Watch

EVERY = 0.1  # seconds after which it is asked again whether to stop


class Processes:
    """So many processes; with one, everything is done here. Where something is done makes no difference to answers."""

    def __init__(self, count: int, watch: Watch) -> None:
        self._watch, self._open = watch, ExitStack()
        context = get_context("spawn")
        self._stop = context.Event()
        self._workers = [
            self._open.enter_context(ProcessPoolExecutor(1, context, listen, (self._stop.is_set,)))
            for _ in range(count if count > 1 else 0)
        ]
        if not self._workers:
            listen(watch.over)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for worker in self._workers:
            worker.submit(os._exit, 0)  # else a process takes what it holds apart, thing by thing, for many seconds
        self._open.close()
        let_go()  # what was held here, where there are no others

    def all(self, function: Callable[..., Any], calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What a function of a module answers to each call; the first argument, a number, says in which process."""
        if not self._workers:
            return [function(*call) for call in calls]
        jobs = [self._workers[call[0] % len(self._workers)].submit(function, *call) for call in calls]
        while wait(jobs, EVERY).not_done:
            if self._watch.over():
                self._stop.set()
        return [job.result() for job in jobs]
