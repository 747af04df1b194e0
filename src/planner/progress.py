"""The only clock of the planner: how long a search has run, whether it shall stop, and what it tells meanwhile."""

from __future__ import annotations

import resource
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from planner.result import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


STATM = Path("/proc/self/statm")
PAGE = resource.getpagesize()  # bytes


def never() -> bool:
    """A `stop` that never stops."""
    return False


class TimeIsUp(Exception):
    """Not a fault: a search was to stop in the middle of something that is of no use by half."""


def go_on() -> None:
    """Nothing stands in the way."""


def quiet(_: Progress) -> None:
    """A listener that says nothing."""


def clock_of_the_day() -> float:
    """Seconds since 1970: the same moment on every machine whose clock is set."""
    return time.time()


def held_mb() -> float:
    """Megabytes that this process holds now; where the system does not tell, the most that it has held."""
    with suppress(OSError):
        return int(STATM.read_text("ascii").split()[1]) * PAGE / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


class Watch:
    """Counts the seconds since it was made. `value` and `bound` are kept for those who listen.

    `memory_mb` is how much this process may hold: more is as if the time were up.
    """

    def __init__(
        self,
        stop: Callable[[], bool] = never,
        seconds: float | None = None,
        tell: Callable[[Progress], None] = quiet,
        memory_mb: float | None = None,
    ) -> None:
        self._began = time.monotonic()
        self._stop = stop
        self._end = float("inf") if seconds is None else seconds  # in seconds since the beginning
        self._soon = self._end  # the end of the stage that is being worked on
        self._tell = tell
        self._memory_mb = float("inf") if memory_mb is None else memory_mb
        self._ended = self._stopped = False
        self.value = 0
        self.bound = float("inf")

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds left of the limit, or of the stage; infinite where there is none."""
        return max(0.0, self._soon - self.seconds)

    @contextmanager
    def stage(self, share: float) -> Iterator[None]:
        """A stage that may take so much of the time that is left; when it is over there is time again."""
        before, self._soon = self._soon, min(self._soon, self.seconds + share * self.left)
        try:
            yield
        finally:
            self._soon = before

    def late(self) -> bool:
        """Whether the limit of time or memory is reached, whatever `stop` says."""
        return self.seconds >= self._end or (self._memory_mb < float("inf") and held_mb() >= self._memory_mb)

    def over(self) -> bool:
        """Whether to stop now. Once `stop` or a limit has said so it stays True; the end of a stage passes."""
        self._ended = self._ended or self._stop() or self.late()
        now = self._ended or self.left <= 0
        self._stopped = self._stopped or now
        return now

    def go_on(self) -> None:
        """Raises TimeIsUp if it is time to stop."""
        if self.over():
            raise TimeIsUp

    @property
    def stopped(self) -> bool:
        """Whether `over` has been True."""
        return self._stopped

    def say(self, doing: str) -> None:
        """Tells the listener what is being done."""
        self._tell(Progress(doing, self.seconds, self.value, self.bound))
