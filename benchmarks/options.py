"""What the commands ask alike."""

from __future__ import annotations

import argparse
import math


def seconds_above_0(text: str) -> float:
    """A limit in seconds, as it is typed."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds
