"""Generalised assignment as it is published: files of whole numbers, and the best known costs beside them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.options import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from planner.master import Ints

TABLE = "data.csv"
NOT_INSTANCES = {TABLE, "LICENSE", "SOURCE.txt"}
MOST_CELLS = 40_000_000  # jobs x capacity of one agent: what the tables of its knapsack may hold


@dataclass(frozen=True)
class Instance:
    """Each job goes to one agent, within what each agent can carry, at the least cost. Arrays are agents x jobs."""

    name: str
    cost: Ints
    weight: Ints
    capacity: Ints
    best_known: int | None

    @property
    def agents(self) -> int:
        return len(self.capacity)

    @property
    def jobs(self) -> int:
        return int(self.cost.shape[1])


def files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Files, and all files that are below folders, each with the name of what is in it."""
    for path in paths:
        for file in files_below(path) if path.is_dir() else [path]:
            yield file, file.relative_to(path).as_posix() if path.is_dir() else file.name


def files_below(folder: Path) -> list[Path]:
    """The files that hold instances."""
    found = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return sorted(p for p in found if p.name not in NOT_INSTANCES)


def read(path: Path, name: str) -> Iterator[Instance]:
    """The instances of one file; where it holds several they are numbered: name#1, name#2, and so on."""
    numbers = _numbers(path)
    listed, best = _best_known(path)
    parts = _parts(numbers, 1) or _parts(numbers[1:], *numbers[:1]) or _parts(numbers)
    if not parts:
        raise BadFile(f"{path}: {_why_not(numbers)}")
    for k, part in enumerate(parts, start=1):
        number = f"#{k}" if len(parts) > 1 or len(part) < len(numbers) else ""
        yield _instance(path, (listed or name) + number, part, best.get((listed or path.name) + number))


def _numbers(path: Path) -> list[int]:
    try:
        words = path.read_text(encoding="utf-8-sig").split()
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not a text file of whole numbers") from None
    for word in words:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.0*)?", word):
            raise BadFile(f"{path}: {word[:30]!r} is not a whole number of up to 12 digits")
    return [int(word.partition(".")[0]) for word in words]


def _length(numbers: Sequence[int], at: int = 0) -> int:
    """How many numbers an instance takes that begins here; 0 where none can."""
    m, n = (*numbers[at : at + 2], 0, 0)[:2]
    return 2 + 2 * m * n + m if m > 0 and n > 0 else 0


def _parts(numbers: Sequence[int], count: int = -1) -> list[Sequence[int]]:
    """The numbers of each instance, one behind the other; none if they are not so, or not so many (-1: any number)."""
    parts: list[Sequence[int]] = []
    at = 0
    while length := _length(numbers, at):
        parts.append(numbers[at : at + length])
        at += length
    return parts if at == len(numbers) and count in (-1, len(parts)) else []


def _why_not(numbers: Sequence[int]) -> str:
    if len(numbers) < 2:
        return "empty: the numbers of agents and of jobs should come first"
    m, n = numbers[:2]
    if m <= 0 or n <= 0:
        return f"the numbers of agents and of jobs come first and must be above 0; these are {m} and {n}"
    return (
        f"{m} agents and {n} jobs take {_length(numbers)} numbers (costs, weights, capacities), "
        f"this file holds {len(numbers)}; nor is it several instances one after the other"
    )


def _instance(path: Path, name: str, numbers: Sequence[int], best_known: int | None) -> Instance:
    m, n = numbers[:2]
    body = np.array(numbers[2:], dtype=np.int64)
    cost, weight, capacity = body[: m * n].reshape(m, n), body[m * n : 2 * m * n].reshape(m, n), body[2 * m * n :]
    if weight.min() < 0 or capacity.min() < 0:
        raise BadFile(f"{path}: {name}: a weight or a capacity is below 0")
    fits = weight <= capacity[:, None]
    step = np.maximum(np.gcd.reduce(weight, axis=1), 1)  # of the weights of each agent
    weight, capacity = weight // step[:, None], capacity // step
    capacity = np.minimum(capacity, np.where(fits, weight, 0).sum(axis=1))
    if int(capacity.max()) * n > MOST_CELLS:
        raise BadFile(f"{path}: {name}: capacities of {capacity.max()} with {n} jobs are more than we can hold")
    return Instance(name, cost, weight, capacity, best_known)


def _best_known(path: Path) -> tuple[str, dict[str, int]]:
    """(what the table beside or above calls a file, "" if nothing; the best known cost of all it names)."""
    path = path.resolve()
    for folder in path.parents:
        if (folder / TABLE).is_file():
            best = _table(folder / TABLE)
            name = path.relative_to(folder).as_posix()
            short = name[: -len(path.suffix)] if path.suffix else name
            known = {known.partition("#")[0] for known in best}
            return next((x for x in (name, short) if x in known), ""), best
    return "", {}


def _table(path: Path) -> dict[str, int]:
    best = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cost = row.get("Optimum") or row.get("Best known solution value") or ""
            if row.get("Path") and cost.strip().lstrip("-").isdigit():
                best[row["Path"]] = int(cost)
    return best
