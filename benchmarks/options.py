"""What the commands ask alike."""

from __future__ import annotations

import argparse
import math


def seconds_above_0(text: str) -> float:
    """A limit in seconds, as it is typed."""
    return _above_0(text, "seconds")


def minutes_above_0(text: str) -> float:
    """A limit in minutes, as it is typed."""
    return _above_0(text, "minutes")


def _above_0(text: str, unit: str) -> float:
    try:
        limit = float(text)
    except ValueError:
        limit = -1.0
    if not 0 < limit < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of {unit} above 0")
    return limit


def share_of_1(text: str) -> float:
    """A share or a gap, as it is typed: 0.003 is 0.3 %."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0 and at most 1")
    return share
