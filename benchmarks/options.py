"""What the commands ask alike, and how they answer."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

File = TypeVar("File")


class BadFile(ValueError):
    """A file that is no instance; the message says which and why."""


def answered(
    files: Iterable[File], answers: Callable[[File], Iterable[Any]], line: Callable[[Any], str], *, as_json: bool
) -> int:
    """Prints one line for each answer; tells of files that cannot be read, and goes on. The exit code."""
    listed = list(files)
    fine = bool(listed)
    for file in listed:
        try:
            for answer in answers(file):
                told = answer if isinstance(answer, dict) else asdict(answer)
                print(json.dumps(told) if as_json else line(answer), flush=True)
        except (BadFile, OSError) as fault:
            fine = False
            print(f"{fault.filename}: {fault.strerror}" if isinstance(fault, OSError) else fault, file=sys.stderr)
    if not listed:
        print("no instance in this folder", file=sys.stderr)
    return 0 if fine else 2


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
