"""Dataclasses to JSON values and back, strictly: every fault is told with its path, nothing is guessed.

Where a dataclass goes, an object with its field names stands; for a set, a sorted array; for a date, `YYYY-MM-DD`.
Minutes and pence are whole numbers as in `problem.py`. What has a default may be left out when reading.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from planner.files.trouble import Troubles, did_you_mean
from planner.plan import Plan
from planner.problem import Line
from planner.rules.breach import Breach
from planner.travel import Travel

LARGEST = 10**12  # whole numbers beyond this are mistakes, and would not fit the solver's tables
LONGEST = 2_000  # characters of a text

# Names that the annotations of our dataclasses use and that their modules import for type checkers only.
_NAMES = {"Mapping": Mapping, "Plan": Plan, "Line": Line, "Breach": Breach, "Points": int, "Minute": int, "Pence": int}

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BAD: Any = object()  # what a value that could not be read becomes; never leaves this module


class Pairs(dict[str, object]):
    """An object as it stood in the file, with the keys that stood more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.twice = _repeated(k for k, _ in pairs) if len(self) < len(pairs) else []


def _repeated(texts: Iterable[str]) -> list[str]:
    return sorted(t for t, n in Counter(texts).items() if n > 1)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind, localns=_NAMES)


def encode(value: object, *, brief: bool = False) -> object:
    """A value of our dataclasses as JSON values. `brief` leaves out fields that have their default."""
    if isinstance(value, Travel):
        return _encode_travel(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        said = {f.name: getattr(value, f.name) for f in fields}
        keep = [f.name for f in fields if not (brief and said[f.name] == f.default)]
        return {name: encode(said[name], brief=brief) for name in keep}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(encode(v, brief=brief) for v in value)  # type: ignore[type-var]  # sets here hold texts
    if isinstance(value, tuple):
        return [encode(v, brief=brief) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no infinity; a bound that is not known yet is null
    return str(value) if isinstance(value, StrEnum) else value


def _encode_travel(travel: Travel) -> dict[str, object]:
    return {
        "points": {place: list(point) for place, point in travel.points.items()},
        "stated": [{"from": a, "to": b, "minutes": m} for (a, b), m in travel.stated.items()],
        "base": travel.base,
        "metres_per_minute": travel.metres_per_minute,
    }


@dataclass(slots=True)
class Reader:
    """Reads JSON values into dataclasses; what is wrong goes into `troubles`, each with its JSON path."""

    troubles: Troubles

    def wrong(self, path: str, sentence: str, what_to_do: str) -> Any:
        """Note a fault; what comes back stands for the value that could not be read."""
        self.troubles.add("", path, sentence, what_to_do)
        return _BAD

    def read(self, kind: Any, value: object, path: str) -> Any:
        """A value of that kind. After a fault the result is of no use: ask `troubles` before using it."""
        origin, parts = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            (inner,) = (p for p in parts if p is not types.NoneType)
            return None if value is None else self.read(inner, value, path)
        if kind is Travel:
            return self._travel(value, path)
        if origin is tuple:
            read = self._array(parts[0], value, path)
            return _BAD if read is _BAD else tuple(read)
        if origin is frozenset:
            return self._set(value, path)
        if dataclasses.is_dataclass(kind):
            return self.record(kind, value, path)  # type: ignore[arg-type]  # a class, as every annotation is
        return self._plain(kind, value, path)

    def record(self, kind: type, value: object, path: str) -> Any:
        """A dataclass from an object: unknown, repeated and missing keys are faults, and so is each wrong value."""
        fields = {f.name: f for f in dataclasses.fields(kind)}
        must = [n for n, f in fields.items() if f.default is f.default_factory is dataclasses.MISSING]
        if not self.keys(value, path, fields, must):
            return _BAD
        assert isinstance(value, dict)
        hints = _hints(kind)
        read = {k: self.read(hints[k], v, f"{path}.{k}") for k, v in value.items() if k in fields}
        if any(v is _BAD for v in read.values()) or any(m not in read for m in must):
            return _BAD
        return kind(**read)

    def keys(self, value: object, path: str, known: Iterable[str], must: Iterable[str]) -> bool:
        """Whether this is an object; its unknown, repeated and missing keys are noted as faults."""
        if not isinstance(value, Pairs):
            self.wrong(path, f"This is {_named(value)}, where an object is wanted.", "Write { ... } here.")
            return False
        for key in value:
            if key not in known:
                self.wrong(
                    f"{path}.{key[:80]}", "This key has no meaning here.", did_you_mean(key, known, "Take it out.")
                )
        for key in value.twice:
            self.wrong(f"{path}.{key[:80]}", "This key stands more than once.", "Keep one of them.")
        for key in must:
            if key not in value:
                self.wrong(f"{path}.{key}", "This key is missing.", "Add it, with its value.")
        return True

    def _array(self, kind: Any, value: object, path: str) -> Any:
        """What could be read of an array; the faults of the rest are told."""
        if not isinstance(value, list):
            return self.wrong(path, f"This is {_named(value)}, where an array is wanted.", "Write [ ... ] here.")
        read = [self.read(kind, v, f"{path}[{n}]") for n, v in enumerate(value)]
        return [v for v in read if v is not _BAD]

    def _set(self, value: object, path: str) -> Any:
        texts = self._array(str, value, path)
        if texts is _BAD:
            return _BAD
        for text in _repeated(texts):
            self.wrong(path, f'"{text}" stands in this list more than once.', "Keep one of them.")
        return frozenset(texts)

    def _plain(self, kind: Any, value: object, path: str) -> Any:
        read: Mapping[Any, Callable[[object, str], Any]] = {
            str: self._text,
            int: self._whole,
            float: self._number,
            bool: self._flag,
            date: self._date,
        }
        return read[kind](value, path)

    def _text(self, value: object, path: str) -> Any:
        if not isinstance(value, str):
            return self.wrong(path, f"This is {_named(value)}, where a text is wanted.", 'Write "..." here.')
        if len(value) > LONGEST:
            return self.wrong(path, f"This text has {len(value):,} characters.", f"Use at most {LONGEST:,}.")
        if control_character(value):
            return self.wrong(path, "This text holds a control character.", "Take it out; line breaks may stay.")
        return value

    def _whole(self, value: object, path: str) -> Any:
        if type(value) is not int:  # true and false are no numbers here, and 1.0 is no whole number
            return self.wrong(path, f"This is {_named(value)}, where a whole number is wanted.", "Write such as 90.")
        if abs(value) > LARGEST:
            return self.wrong(path, "This number is too large.", f"Use at most {LARGEST:,}.")
        return value

    def _number(self, value: object, path: str) -> Any:
        if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]  # looked at before
            return self.wrong(path, f"This is {_named(value)}, where a number is wanted.", "Write such as 0.5.")
        return value

    def _flag(self, value: object, path: str) -> Any:
        if type(value) is bool:
            return value
        return self.wrong(path, f"This is {_named(value)}, where true or false is wanted.", "Write true or false.")

    def _date(self, value: object, path: str) -> Any:
        text = self._text(value, path)
        if text is _BAD:
            return _BAD
        try:
            return date(*map(int, text.split("-"))) if _DATE.fullmatch(text) else self._no_date(text, path)
        except ValueError:  # such as 31 June
            return self._no_date(text, path)

    def _no_date(self, text: str, path: str) -> Any:
        return self.wrong(path, f'"{text[:40]}" is not a date.', "Write it as 2027-09-06.")

    def _travel(self, value: object, path: str) -> Any:
        fields = ("points", "stated", "base", "metres_per_minute")
        if not self.keys(value, path, fields, ()):
            return _BAD
        assert isinstance(value, dict)
        plain = {k: self._whole(value[k], f"{path}.{k}") for k in fields[2:] if k in value}
        points = self._points(value.get("points", Pairs([])), f"{path}.points")
        stated = self._stated(value.get("stated", []), f"{path}.stated")
        return _BAD if _BAD in plain.values() else Travel(points=points, stated=stated, **plain)

    def _points(self, value: object, path: str) -> dict[str, tuple[int, int]]:
        found = {}
        if self.keys(value, path, value if isinstance(value, dict) else (), ()):
            assert isinstance(value, dict)
            for place, point in value.items():
                here = f"{path}.{place[:80]}"
                if self._text(place, here) is _BAD:
                    continue
                if isinstance(point, list) and len(point) == 2:
                    east, north = (self._whole(part, f"{here}[{n}]") for n, part in enumerate(point))
                    if east is not _BAD and north is not _BAD:
                        found[place] = (east, north)
                else:
                    self.wrong(here, "This is not a point.", "Write [easting, northing], in metres.")
        return found

    def _stated(self, value: object, path: str) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        names = ("from", "to", "minutes")
        if not isinstance(value, list):
            self.wrong(path, f"This is {_named(value)}, where an array is wanted.", "Write [ ... ] here.")
            return found
        for n, way in enumerate(value):
            here = f"{path}[{n}]"
            if not self.keys(way, here, names, names):
                continue
            a, b = (self._text(way.get(k, ""), f"{here}.{k}") for k in names[:2])
            if (a, b) in found:
                self.wrong(here, f'The way from "{a}" to "{b}" stands more than once.', "Keep one of them.")
            minutes = self._whole(way.get("minutes", 0), f"{here}.minutes")
            if _BAD not in (a, b, minutes):
                found[a, b] = minutes
        return found


def control_character(text: str) -> bool:
    """Whether a text holds a character that cannot be shown; tabs and line breaks are none."""
    return any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in text)


def _named(value: object) -> str:
    """What sort of JSON value this is, for a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {str: "a text", int: "a whole number", float: "a number with decimals or none at all", list: "an array"}
    return names.get(type(value), "nothing (null)" if value is None else "an object")
