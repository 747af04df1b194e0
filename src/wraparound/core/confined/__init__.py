"""Starting a script in a process of its own, with little memory and time, and nothing of the site's secrets."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wraparound.core.confined.inside import TOO_BIG

if TYPE_CHECKING:
    import subprocess

__all__ = ["TOO_BIG", "command", "environment", "kill"]
INSIDE = Path(__file__).with_name("inside.py")
OURS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # of our environment: the site's keys and passwords stay here


def command(script: Path, *, megabytes: int, seconds: float) -> list[str]:
    """What to start for a script that may have so many megabytes of addresses, and run for so long."""
    return [sys.executable, "-P", str(INSIDE), str(megabytes), str(seconds), str(script)]


def environment(**more: str) -> dict[str, str]:
    """What such a process finds in its environment, where our packages are included."""
    path = os.pathsep.join(p for p in sys.path if p)
    return {k: v for k, v in os.environ.items() if k in OURS} | more | {"PYTHONPATH": path}


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends it and whatever it started, if it began a session of its own; one that has ended is left alone."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
