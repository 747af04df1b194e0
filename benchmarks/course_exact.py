"""Course allocation as one mixed integer programme, without columns: the peer, and our last resort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.course_blocks import groups_of
from planner.monolith import Programme
from planner.progress import never

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.course_instance import Instance
    from planner.master import Floats, Ints

FINE = 1e7  # what a share of 1 counts as
NODES = 10_000_000


@dataclass(frozen=True)
class Exact:
    """What the solver found: bundles (None: nothing), the goal they reach, a bound on it, and whether it is proven."""

    bundles: list[list[int]] | None
    value: float
    bound: float
    ended: bool


def most_value(
    instance: Instance, need: Ints, seconds: float, seed: int, stop: Callable[[], bool] = never, *, counts: bool = True
) -> Exact:
    """The highest sum of values, in units, where each student has at least what they need.

    Without `counts` any allocation will do: value and bound are then 0.
    """
    p = Programme()
    x = _rules(p, instance, counts=counts)
    for s in np.nonzero(need > 0)[0]:
        p.row([(v, float(instance.points[s, c])) for (t, c), v in x.items() if t == s], math.inf, float(need[s]))
    values, value, bound = p.solve(seed, NODES, 0.0, seconds, stop, {})
    bundles = None if values is None else _bundles(instance, x, values)
    if bundles is None:  # the bound means something where there is no allocation (below any), or the time is over
        return Exact(None, -math.inf, bound, ended=bound < -1e15)
    return Exact(bundles, value, bound, ended=bound - value < 0.999)


def highest_floor(instance: Instance, most: Floats, seconds: float, seed: int) -> Exact:
    """The highest share of `most`, in units, that all students with `most` above 0 can have at once."""
    p = Programme()
    x = _rules(p, instance, counts=False)
    who = np.nonzero(most > 0)[0]
    fine = FINE if float(most[who].max(initial=1.0)) > 1 else 1.0
    high = max(1.0, float((instance.points.sum(axis=1)[who] / most[who]).max(initial=0.0)))
    floor = p.var(fine, high)
    for s in who:
        mine = [(v, -float(instance.points[s, c])) for (t, c), v in x.items() if t == s]
        p.row([(floor, float(most[s])), *mine], 0.0)
    values, value, bound = p.solve(seed, NODES, 0.0, seconds, never, {})
    if values is None:
        return Exact(None, 0.0, math.inf, ended=False)
    bundles = _bundles(instance, x, values)
    return Exact(bundles, value / fine, bound / fine, ended=bound - value < 0.9991)


def _rules(p: Programme, instance: Instance, *, counts: bool) -> dict[tuple[int, int], int]:
    """A variable for each pair of student and course that may be, with all rules but the floor."""
    x: dict[tuple[int, int], int] = {}
    for s in range(len(instance.students)):
        for c in np.nonzero(~instance.barred[s] & (instance.points[s] > 0))[0].tolist():
            x[s, c] = p.var(float(instance.points[s, c]) if counts else 0.0, whole=True)
    by_course: dict[int, list[tuple[int, float]]] = {}
    by_student: dict[int, dict[int, int]] = {}
    for (s, c), v in x.items():
        by_course.setdefault(c, []).append((v, 1.0))
        by_student.setdefault(s, {})[c] = v
    for c, terms in by_course.items():
        p.row(terms, float(instance.seats[c]))
    for s, mine in by_student.items():
        _rules_of_one(p, instance, s, mine)
    return x


def _rules_of_one(p: Programme, instance: Instance, s: int, mine: dict[int, int]) -> None:
    if len(mine) > instance.most[s]:
        p.row([(v, 1.0) for v in mine.values()], float(instance.most[s]))
    together = {frozenset(g) for g in groups_of(instance, list(mine))}
    pairs = {frozenset((a, b)) for a in mine for b in mine if a < b and instance.apart[a, b]}
    covered = {frozenset((a, b)) for g in together for a in g for b in g if a != b}
    for group in sorted(map(sorted, (pairs - covered) | {g for g in together if len(g) > 1})):
        p.row([(mine[c], 1.0) for c in group], 1.0)
    for k, most in enumerate(instance.category_most.tolist()):
        p.row([(v, 1.0) for c, v in mine.items() if instance.category[c] == k], float(most))
    weight, target = instance.weight, float(instance.target[s])
    if weight[list(mine)].sum() - weight[list(mine)].max() >= target:
        last = {c: p.var(0.0, whole=True) for c in mine}  # the course with which the target is reached
        p.row([(v, 1.0) for v in last.values()], 1.0)
        for c, v in last.items():
            p.row([(v, 1.0), (mine[c], -1.0)], 0.0)
        tiny = 0.5 if (weight == np.round(weight)).all() and target == round(target) else 1e-6 * max(1.0, target)
        terms = [(v, float(weight[c])) for c, v in mine.items()]
        p.row(terms + [(v, -float(weight[c])) for c, v in last.items()], target - tiny)


def _bundles(instance: Instance, x: dict[tuple[int, int], int], values: list[float]) -> list[list[int]]:
    bundles: list[list[int]] = [[] for _ in instance.students]
    for (s, c), v in x.items():
        if values[v] > 0.5:
            bundles[s].append(c)
    return bundles
