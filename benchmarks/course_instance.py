"""Course allocation as it is published: JSON files with the fields of `fairpyx.Instance`, in all forms that JSON has.

Source: github.com/ariel-research/fairpyx, as released in version 0.1; `docs/benchmarks.md` states each field.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.options import BadFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from planner.master import Floats, Ints

    Bools = NDArray[np.bool_]

FIELDS = (
    "valuations", "agent_capacities", "agent_target_weights", "agent_entitlements", "item_capacities", "item_weights",
    "agent_conflicts", "item_conflicts", "agents", "items", "item_categories", "category_capacities",
)  # fmt: skip
UNUSED = ("agent_entitlements",)  # no value that is published counts them
MOST_PAIRS = 2_000_000  # students x courses
MOST_VALUE = 1e9
DIGITS = 6  # behind the point of a valuation; what is finer is rounded up, so that a bound stays a bound


@dataclass(frozen=True)
class Instance:
    """Who may take what. Arrays are by student, by course, or students x courses.

    `points` are the valuations as whole numbers of `unit`, rounded up where they are finer than that.
    """

    name: str
    students: tuple[str, ...]
    courses: tuple[str, ...]
    value: Floats
    points: Ints
    unit: float
    barred: Bools  # this student may not take this course
    most: Ints  # courses of a student
    target: Floats  # a student takes no more courses once their weights reach this; infinite where none is set
    seats: Ints
    weight: Floats
    apart: Bools  # courses x courses: no student takes both
    category: Ints  # of a course; -1 for none
    category_most: Ints  # courses of a category that one student may take
    left_aside: tuple[str, ...]  # fields that change nothing here


def read(path: Path) -> Instance:
    """The instance of a file. Raises BadFile and OSError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not a text file in UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as fault:
        raise BadFile(f"{path}: not JSON: {fault}") from None
    try:
        return _instance(path.name, data)
    except BadFile as fault:
        raise BadFile(f"{path}: {fault}") from None


def _instance(name: str, data: Any) -> Instance:
    if not isinstance(data, dict):
        raise BadFile("the file should hold one object with the field 'valuations'")
    given = {field: data[field] for field in data if data[field] is not None}
    if not isinstance(given.get("valuations"), dict | list) or not given["valuations"]:
        raise BadFile("'valuations' is missing; it should say for each student what each course is worth")
    students = _names(given, "agents", _keys(given["valuations"]))
    rows = _rows(given["valuations"], students)
    first = next(iter(_inside(given["valuations"])))
    listed = _keys(given.get("item_capacities")) or _keys(first) or _keys(given.get("item_weights"))
    courses = _names(given, "items", listed)
    if len(students) * len(courses) > MOST_PAIRS:
        raise BadFile(f"{len(students)} students and {len(courses)} courses are more than we can hold")
    value = np.array([_values(rows[s], s, courses) for s in students])
    barred = value == -math.inf
    value[barred] = 0.0
    unit, points = _whole(value)
    category, category_most = _categories(given, courses)
    conflicts = _conflicts(given, "agent_conflicts", students, courses)
    return Instance(
        name, students, courses, value, points, unit, barred | conflicts,
        most=_counts(given, "agent_capacities", students, len(courses), len(courses)),
        target=_numbers(given, "agent_target_weights", students, math.inf),
        seats=_counts(given, "item_capacities", courses, 1, len(students)),
        weight=_weights(given, courses),
        apart=_apart(given, courses),
        category=category,
        category_most=category_most,
        left_aside=_left_aside(given),
    )  # fmt: skip


def _keys(container: Any) -> tuple[str, ...]:
    """The names that a field implies; none if it is a number or not there."""
    if isinstance(container, dict):
        return tuple(container)
    return tuple(str(i) for i in range(len(container))) if isinstance(container, list) else ()


def _inside(container: Any) -> list[Any]:
    return list(container.values()) if isinstance(container, dict) else list(container)


def _names(given: dict[str, Any], field: str, implied: tuple[str, ...]) -> tuple[str, ...]:
    names = given.get(field) or list(implied)
    if not isinstance(names, list) or not all(isinstance(x, str | int) for x in names):
        raise BadFile(f"'{field}' should be a list of names")
    found = tuple(str(x) for x in names)
    if not found:
        raise BadFile("it is not said what the courses are: 'item_capacities' and 'valuations' name none")
    if len(set(found)) < len(found):
        raise BadFile(f"'{field}' names somebody or something twice")
    return found


def _rows(valuations: Any, students: tuple[str, ...]) -> dict[str, Any]:
    rows = dict(zip(_keys(valuations), _inside(valuations), strict=True))
    for student in students:
        if not isinstance(rows.get(student), dict | list):
            raise BadFile(f"'valuations' does not say what courses are worth to {student!r}")
    return rows


def _values(row: Any, student: str, courses: tuple[str, ...]) -> list[float]:
    """What courses are worth to a student; 0 where nothing is said, -infinity where the course is barred."""
    if isinstance(row, list):
        if len(row) < len(courses):
            raise BadFile(f"'valuations' lists {len(row)} values of {student!r} for {len(courses)} courses")
        row = dict(zip(courses, row, strict=False))
    found = []
    for course in courses:
        value = _number(row.get(course, 0) or 0, f"what {course!r} is worth to {student!r}")
        if value > -math.inf and abs(value) > MOST_VALUE:
            raise BadFile(f"what {course!r} is worth to {student!r} is more than we can count: {value}")
        found.append(value)
    return found


def _number(x: Any, what: str) -> float:
    if not isinstance(x, int | float) or math.isnan(x):
        raise BadFile(f"{what} should be a number, not {str(x)[:30]!r}")
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def _numbers(given: dict[str, Any], field: str, names: tuple[str, ...], default: float) -> Floats:
    """A field that may be one number for all, or numbers by name, or a list of them; 0 or more."""
    x = given.get(field, default)
    if isinstance(x, dict):
        missing = next((name for name in names if x.get(name) is None), None)
        if missing is not None:
            raise BadFile(f"'{field}' says nothing of {missing!r}")
        found = [_number(x[name], f"'{field}' of {name!r}") for name in names]
    elif isinstance(x, list):
        if len(x) != len(names):
            raise BadFile(f"'{field}' lists {len(x)} numbers for {len(names)}")
        found = [_number(v, f"'{field}' of {name!r}") for v, name in zip(x, names, strict=True)]
    else:
        found = [_number(x, f"'{field}'")] * len(names)
    if min(found) < 0:
        raise BadFile(f"'{field}' is below 0 somewhere")
    return np.array(found)


def _counts(given: dict[str, Any], field: str, names: tuple[str, ...], default: int, most: int) -> Ints:
    """Numbers that are counted with: whole ones, rounded down, and no more than could ever be used."""
    return np.floor(np.minimum(_numbers(given, field, names, float(default)), most)).astype(np.int64)


def _weights(given: dict[str, Any], courses: tuple[str, ...]) -> Floats:
    weight = _numbers(given, "item_weights", courses, 1.0)
    if not (weight <= MOST_VALUE).all():
        raise BadFile(f"'item_weights' should be at most {MOST_VALUE:g}")
    return weight


def _conflicts(given: dict[str, Any], field: str, names: tuple[str, ...], courses: tuple[str, ...]) -> Bools:
    """names x courses: whether the field lists the course under the name. Unknown names change nothing."""
    x = given.get(field, {})
    if isinstance(x, list):
        if len(x) != len(names):
            raise BadFile(f"'{field}' has {len(x)} lists for {len(names)}")
        x = dict(zip(names, x, strict=True))
    if not isinstance(x, dict) or not all(isinstance(listed, list) for listed in x.values()):
        raise BadFile(f"'{field}' should hold lists of courses by name")
    at = {course: c for c, course in enumerate(courses)}
    found = np.zeros((len(names), len(courses)), dtype=np.bool_)
    for i, name in enumerate(names):
        for listed in x.get(name, ()):
            if str(listed) in at:
                found[i, at[str(listed)]] = True
    return found


def _apart(given: dict[str, Any], courses: tuple[str, ...]) -> Bools:
    """Which courses exclude each other. If one lists the other, they do, whichever of the two it is."""
    one_way = _conflicts(given, "item_conflicts", courses, courses)
    apart = one_way | one_way.T
    np.fill_diagonal(apart, val=False)
    return apart


def _categories(given: dict[str, Any], courses: tuple[str, ...]) -> tuple[Ints, Ints]:
    """(category of each course, the most of each category for one student); as course: category, or the other way."""
    of, most = given.get("item_categories"), given.get("category_capacities")
    if of is None or most is None:
        return np.full(len(courses), -1), np.zeros(0, dtype=np.int64)
    if not isinstance(of, dict):
        raise BadFile("'item_categories' should say the category of each course")
    if all(isinstance(x, list) for x in of.values()):
        of = {str(course): category for category, listed in of.items() for course in listed}
    names = tuple(dict.fromkeys(str(of[c]) for c in courses if c in of))
    if not names:
        return np.full(len(courses), -1), np.zeros(0, dtype=np.int64)
    limits = _counts({"category_capacities": most}, "category_capacities", names, 0, len(courses))
    at = {name: k for k, name in enumerate(names)}
    return np.array([at[str(of[c])] if c in of else -1 for c in courses]), limits


def _whole(value: Floats) -> tuple[float, Ints]:
    """(unit, values in units): the largest unit from 1 down to a millionth in which all are whole, else rounded up."""
    for digits in range(DIGITS + 1):
        scaled = value * 10**digits
        if np.allclose(scaled, np.round(scaled), rtol=1e-12, atol=1e-9):
            return 10.0**-digits, np.round(scaled).astype(np.int64)
    return 10.0**-DIGITS, np.ceil(value * 10**DIGITS).astype(np.int64)


def _left_aside(given: Sequence[str] | dict[str, Any]) -> tuple[str, ...]:
    """Fields of the file that change nothing: unknown ones, and weights where no student has a target for them."""
    found = [x for x in given if x not in FIELDS or x in UNUSED]
    pairs = (("item_weights", "agent_target_weights"), ("item_categories", "category_capacities"))
    for one, other in pairs:
        found += [a for a, b in ((one, other), (other, one)) if a in given and b not in given]
    return tuple(x for x in found if x != "agent_target_weights")
