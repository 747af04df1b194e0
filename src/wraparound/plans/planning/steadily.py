"""A planner that works for minutes, in a process of its own: it tells how far it is, can be stopped, and cannot hurt.

What it says comes line by line; of its answers the last counts. Whatever becomes of it, what it answered before stays.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.files.json_values import encode
from wraparound.core import confined
from wraparound.plans.planning.running import HERE, ONE_THREAD, trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

WORKER = HERE / "together.py"
MEGABYTES = 4000  # of addresses, most of which are never filled
GRACE = 20.0  # seconds beyond what the planner was given, to start and to answer, on a busy machine
MOST_SAID = 64_000_000  # bytes: beyond, it is ended
STOPS_IN = 5.0  # seconds that it has to end by itself once it is asked to


class Planner:
    """A planner at work on a task; leaving the `with` ends it. `answer` is its last good one, None before the first."""

    def __init__(self, task: str, problem: Any, seconds: float, **more: Any) -> None:
        said = {"task": task, "seconds": seconds, "problem": encode(problem), **more}
        self._said = json.dumps(said).encode() + b"\n"
        self._limit = seconds + GRACE
        self._news: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._late = threading.Event()
        self._stop_by: float | None = None
        self._threads: list[threading.Thread] = []
        self.answer: dict[str, Any] | None = None
        self.is_over = False

    def __enter__(self) -> Planner:
        self._process = subprocess.Popen(
            confined.command(Path(WORKER), megabytes=MEGABYTES, seconds=self._limit),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=confined.environment(**ONE_THREAD),
        )
        self._ends = time.monotonic() + self._limit + 0.5
        self._begin(self._write, self._said)
        self._begin(self._listen)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        confined.kill(self._process)
        self._process.wait()
        for thread in self._threads:  # the pipes have no other end any more
            thread.join(1)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()

    def news(self, seconds: float) -> dict[str, Any]:
        """What it tells of its progress, the newest; waits no longer than this, and ends it where its time is over."""
        newest: dict[str, Any] = {}
        until = time.monotonic() + seconds
        while not self.is_over and (left := until - time.monotonic()) > 0:
            try:
                said = self._news.get(timeout=left)
            except queue.Empty:
                break
            if said is None:
                self._over()
            elif "answer" in said:
                self.answer = said["answer"]
            else:
                newest |= said
        now = time.monotonic()
        if not self.is_over and (now > self._ends or (self._stop_by is not None and now > self._stop_by)):
            self._late.set()
            confined.kill(self._process)
            self._over()
        return newest

    def stop(self) -> None:
        """Asks it to answer with the best so far; a few seconds later it is ended."""
        if self._stop_by is None:
            self._stop_by = time.monotonic() + STOPS_IN
            self._begin(self._write, b"stop\n")  # it may not even read

    @property
    def trouble(self) -> str:
        """A slug of TROUBLES, once it is over and did not end well; else ""."""
        if not self.is_over or (self._process.returncode == 0 and self.answer is not None):
            return ""
        return trouble(self._process.returncode, self._late.is_set())

    def _over(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        confined.kill(self._process)
        self._process.wait()
        self.is_over = True

    def _begin(self, work: Callable[..., None], *said: bytes) -> None:
        thread = threading.Thread(target=work, args=said, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write(self, said: bytes) -> None:
        with suppress(OSError, ValueError):  # it died before it had read all
            if self._process.stdin:
                self._process.stdin.write(said)
                self._process.stdin.flush()

    def _listen(self) -> None:
        read = 0
        with suppress(OSError, ValueError):
            for line in self._process.stdout or ():
                read += len(line)
                if read > MOST_SAID:
                    break
                with suppress(ValueError):
                    said = json.loads(line)
                    if isinstance(said, dict):
                        self._news.put(said)
        self._news.put(None)
