"""The only clock of the planner: how long a search has run, whether it shall stop, and what it tells meanwhile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from planner.result import Progress

if TYPE_CHECKING:
    from collections.abc import Callable


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


class Watch:
    """Counts the seconds since it was made. `value` and `bound` are kept for those who listen."""

    def __init__(
        self, stop: Callable[[], bool] = never, seconds: float | None = None, tell: Callable[[Progress], None] = quiet
    ) -> None:
        self._began = time.monotonic()
        self._stop = stop
        self._seconds = seconds
        self._tell = tell
        self._stopped = False
        self.value = 0
        self.bound = float("inf")

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds left of the limit; infinite where there is none."""
        return float("inf") if self._seconds is None else max(0.0, self._seconds - self.seconds)

    def late(self) -> bool:
        """Whether the limit is reached, whatever `stop` says."""
        return self.left <= 0

    def over(self) -> bool:
        """Whether to stop now; once True it stays True."""
        self._stopped = self._stopped or self._stop() or self.left <= 0
        return self._stopped

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
