"""What the planner says on a terminal while it works: one line that keeps changing, or a line now and then."""

from __future__ import annotations

import math
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.result import Progress

EVERY = 10.0  # seconds between lines where the output is not a terminal


class Teller:
    """Writes progress to standard error."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = -EVERY
        self._doing = ""

    def __call__(self, progress: Progress) -> None:
        """Say where the search stands."""
        line = f"{progress.seconds:5.0f} s  {progress.doing}"
        if progress.value and math.isfinite(progress.bound):
            away = max(0.0, 1 - progress.value / progress.bound) if progress.bound > 0 else 0.0
            line += f"  (best plan so far {progress.value:,} points, at most {away:.1%} from the best possible)"
        if self._live:
            print(f"\r\x1b[K{line[:150]}", end="", file=sys.stderr, flush=True)
        elif progress.seconds - self._last >= EVERY or progress.seconds < self._last:
            self._last = progress.seconds
            print(line, file=sys.stderr, flush=True)

    def done(self) -> None:
        """End the changing line."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """Inside, the first Ctrl-C only asks to stop, and is said; the second ends the program as usual."""
    asked = False

    def ask(_signal: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        print("\nStopping: the best plan so far is kept. Once more Ctrl-C to leave at once.", file=sys.stderr)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
