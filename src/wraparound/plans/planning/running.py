"""The planner in a process of its own: what hangs, dies or eats memory there is ended, and the site goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from planner.files.json_values import encode
from wraparound.plans.planning.asking import CouldNot
from wraparound.plans.planning.confined import TOO_BIG

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
MEGABYTES = 1500  # of addresses, most of which are never filled
GRACE = 6.0  # seconds beyond what the planner was given: to start, to read, to answer, on a busy machine
MOST_ANSWER = 8_000_000  # bytes
AT_ONCE = 2  # planners at once for each process of the site
PATIENCE = 5.0  # seconds to wait for one of these
OURS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # of our environment: the site's keys and passwords stay here

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
        [sys.executable, "-P", str(HERE / "confined.py"), str(MEGABYTES), str(seconds), str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=_environment(),
    ) as process:

        def too_late() -> None:
            late.set()
            _kill(process)

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
            _kill(process)
            writer.join(1)
    if process.returncode == 0:
        with suppress(ValueError):
            answer = json.loads(out)
            if isinstance(answer, dict):
                return answer
    raise CouldNot(_trouble(process.returncode, late.is_set()))


def _environment() -> dict[str, str]:
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each would want addresses of its own
    path = os.pathsep.join(p for p in sys.path if p)
    return {k: v for k, v in os.environ.items() if k in OURS} | one_thread | {"PYTHONPATH": path}


def _write(process: subprocess.Popen[bytes], said: bytes) -> None:
    with suppress(OSError):  # it died before it had read all
        if process.stdin:
            process.stdin.write(said)
            process.stdin.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends it and whatever it started; one that has ended is left alone."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _trouble(code: int, late: bool) -> str:
    if late or code in (-signal.SIGALRM, -signal.SIGXCPU):
        return "too-long"
    return "too-big" if code == TOO_BIG else "broke"
