"""Runs a script with little memory, processor time and output, and never for longer than it may.

`python -P inside.py MEGABYTES SECONDS SCRIPT`: the limits are set before anything of the script is read. Standard
library only, so that nothing of the site is in this process.
"""

from __future__ import annotations

import resource
import runpy
import signal
import sys

TOO_BIG = 42  # how it ends where it was refused memory
MOST_OUTPUT = 8_000_000  # bytes of a file it writes; pipes are watched by whoever reads them


def confine(megabytes: int, seconds: float) -> None:
    """From now on this process has so much memory and time; beyond it, it is refused memory or ends."""
    size = megabytes * 1_000_000
    for limit, most in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, MOST_OUTPUT),
        (resource.RLIMIT_CORE, 0),  # what it held in memory is about a learner
    ):
        resource.setrlimit(limit, (most, most))
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends it, also inside the solver and if nobody watches


if __name__ == "__main__":
    confine(int(sys.argv[1]), float(sys.argv[2]))
    try:
        runpy.run_path(sys.argv[3], run_name="__main__")
    except MemoryError:
        sys.exit(TOO_BIG)
