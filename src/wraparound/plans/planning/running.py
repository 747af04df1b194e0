"""The planner in a process of its own: what hangs, dies or eats memory there is ended, and the site goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from planner.files.json_values import encode
from wraparound.core import confined
from wraparound.plans.planning.asking import CouldNot

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
MEGABYTES = 1500  # of addresses, most of which are never filled
GRACE = 6.0  # seconds beyond what the planner was given: to start, to read, to answer, on a busy machine
MOST_ANSWER = 8_000_000  # bytes
AT_ONCE = 2  # planners at once for each process of the site
PATIENCE = 5.0  # seconds to wait for one of these
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each would want addresses of its own

_free = threading.BoundedSemaphore(AT_ONCE)


def run(task: str, problem: Any, seconds: float, **more: Any) -> dict[str, Any]:
    """What the planner answers to a task. Raises CouldNot, after which no process of it is left."""
    said = json.dumps({"task": task, "seconds": seconds, "problem": encode(problem), **more}).encode()
    if not _free.acquire(timeout=PATIENCE):
        raise CouldNot("busy")
    try:
        return _answer(said, seconds + GRACE)
    finally:
        _free.release()


def _answer(said: bytes, seconds: float) -> dict[str, Any]:
    late = threading.Event()
    with subprocess.Popen(
        confined.command(WORKER, megabytes=MEGABYTES, seconds=seconds),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=confined.environment(**ONE_THREAD),
    ) as process:

        def too_late() -> None:
            late.set()
            confined.kill(process)

        watch = threading.Timer(seconds + 0.5, too_late)  # should its own limits fail
        watch.start()
        writer = threading.Thread(target=_write, args=(process, said), daemon=True)
        writer.start()
        try:
            out = process.stdout.read(MOST_ANSWER) if process.stdout else b""
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
        finally:
            watch.cancel()
            confined.kill(process)
            writer.join(1)
    if process.returncode == 0:
        with suppress(ValueError):
            answer = json.loads(out)
            if isinstance(answer, dict):
                return answer
    raise CouldNot(trouble(process.returncode, late.is_set()))


def _write(process: subprocess.Popen[bytes], said: bytes) -> None:
    with suppress(OSError):  # it died before it had read all
        if process.stdin:
            process.stdin.write(said)
            process.stdin.close()


def trouble(code: int, late: bool) -> str:
    """Why such a process ended so, as a slug of TROUBLES."""
    if late or code in (-signal.SIGALRM, -signal.SIGXCPU):
        return "too-long"
    return "too-big" if code == confined.TOO_BIG else "broke"
