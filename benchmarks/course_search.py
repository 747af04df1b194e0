"""The best allocation of courses through the planner's master: the highest sum of values, and the highest floor.

Columns and a bound come from `planner.colgen.generate`, and whole columns are chosen among these. Where that does not
reach the bound, the whole is decided without columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.agents import members
from benchmarks.course_blocks import Rules, Students
from benchmarks.course_exact import most_value
from planner.colgen import generate
from planner.monolith import Programme
from planner.progress import Watch
from planner.result import Params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.course_instance import Instance
    from planner.master import Floats, Ints
    from planner.mixture import Column

PARAMS = Params(gap=1e-9, rounds=200)
NODES = 500  # of the choice of whole columns
HALVINGS = 14  # of the span in which the highest floor lies, before it is asked whether it can be raised at all
TINY = 1e-6


@dataclass(frozen=True)
class Found:
    """An allocation, what it reaches in units, and what none can exceed."""

    bundles: list[list[int]]
    value: float
    bound: float


def utilitarian(rules: Rules, seed: int, watch: Watch, need: Ints | None = None, begin: Found | None = None) -> Found:
    """The highest sum of values where each student has at least what they `need` (`begin`, if any do, has that)."""
    instance = rules.instance
    need = np.zeros(len(instance.students), dtype=np.int64) if need is None else need
    blocks = Students(rules, need)
    start = begin.bundles if begin is not None else [[] for _ in instance.students]
    blocks.begin = [blocks.column(s, sum(1 << c for c in bundle)) for s, bundle in enumerate(start) if bundle]
    search = generate(blocks, PARAMS, seed, watch)
    best, value = start, _sum(instance, start)
    bound = min(math.floor(search.bound / blocks.scale + TINY) if search.columns else math.inf, int(alone(rules).sum()))
    if value < bound and not watch.over():
        bundles = _choose(blocks, search.columns, seed, Watch(watch.over, watch.left / 2))
        if bundles is not None and _sum(instance, bundles) > value:
            best, value = bundles, _sum(instance, bundles)
    if value < bound and not watch.over():
        exact = most_value(instance, need, watch.left, seed, watch.over)
        if exact.bundles is not None and _sum(instance, exact.bundles) > value:
            best, value = exact.bundles, _sum(instance, exact.bundles)
        bound = min(bound, max(value, math.floor(exact.bound + TINY)))
    return Found(best, value, bound)


def egalitarian(rules: Rules, most: Floats, begin: Sequence[Found], seed: int, watch: Watch) -> Found:
    """The highest floor: what the worst off student has, as a share of `most`, if that is above 0 for them.

    The span between what was reached and what is proven out of reach is halved; in the end it is asked whether every
    student can have more than the worst off has.
    """
    instance, who = rules.instance, most > 0
    if not who.any():
        return Found(begin[0].bundles, 0.0, 0.0)
    best = max(begin, key=lambda found: _floor(instance, most, found.bundles))
    value, bound = _floor(instance, most, best.bundles), float((alone(rules)[who] / most[who]).min())
    search = _Floors(rules, seed, watch)
    high = bound
    for number in range(10 * HALVINGS):
        if value >= bound or watch.over():
            break
        level = (value + high) / 2 if number else high
        above, need = np.floor(value * most + TINY) + 1, np.ceil(level * most - TINY)
        fine = number >= HALVINGS or bool((need <= above)[who].all())
        answer = search.ask(np.where(who, above if fine else need, 0).astype(np.int64))
        if isinstance(answer, list):
            best = replace(best, bundles=answer)
            value = _floor(instance, most, answer)
            high = max(high, value)
        elif answer is False:
            high = value if fine else level
            bound = min(bound, high)
        elif fine:
            break
        else:
            high = level
    levels = np.floor(bound * most[who] + TINY) / most[who]  # the highest that a worst off can have below the bound
    return Found(best.bundles, value, max(float(levels.max()), value))


def needs_of(instance: Instance, most: Floats, value: float) -> Ints:
    """What each student has to have for a floor."""
    return np.where(most > 0, np.ceil(value * most - TINY), 0).astype(np.int64)


def alone(rules: Rules) -> Ints:
    """The most that each student could have if there were nobody else, in units."""
    blocks = Students(rules, np.zeros(len(rules.instance.students), dtype=np.int64))
    offers = blocks.price(np.zeros(len(blocks.upper)), 1)
    return np.round(offers.best / blocks.scale).astype(np.int64)


class _Floors:
    """Asks the master whether all students can reach their floors at once. Columns are kept from floor to floor."""

    def __init__(self, rules: Rules, seed: int, watch: Watch) -> None:
        self._rules, self._alone, self._seed, self._watch = rules, alone(rules), seed, watch
        self._known: set[tuple[int, int]] = set()  # student and courses
        self._prices: Floats | None = None

    def ask(self, need: Ints) -> list[list[int]] | bool | None:
        """Bundles that reach them; False where it is proven that there are none, None where that is open."""
        instance, watch = self._rules.instance, self._watch
        if (need > self._alone).any():
            return False
        blocks = Students(self._rules, need, counted=True)
        place = {s: b for b, s in enumerate(blocks.who.tolist())}
        blocks.begin = [
            blocks.column(place[s], mask) for s, mask in sorted(self._known)
            if s in place and instance.points[s, members(mask)].sum() >= need[s]
        ]  # fmt: skip
        all_of_them = blocks.count * blocks.scale
        little = TINY * all_of_them
        part = Watch(watch.over, watch.left / 3)
        early = Watch(lambda: part.over() or early.bound < all_of_them - little)
        search = generate(blocks, PARAMS, self._seed, early, self._prices)
        if not len(search.prices):  # the time was over before the first
            return None
        self._prices = search.prices
        self._known |= {(int(blocks.who[c.block]), c.key) for c in search.columns}
        if search.bound < all_of_them - little:
            return False
        bundles = _choose(blocks, search.columns, self._seed, Watch(watch.over, watch.left / 3))
        if bundles is not None and _reach(instance, need, bundles):
            return bundles
        left = Watch(watch.over, watch.left / 2)
        exact = most_value(instance, need, left.left, self._seed, left.over, counts=False)
        return exact.bundles or (False if exact.ended else None)


def _choose(blocks: Students, columns: Sequence[Column], seed: int, watch: Watch) -> list[list[int]] | None:
    """The bundles of the best choice of whole columns that a short search finds."""
    p = Programme()
    of: dict[int, list[tuple[int, float]]] = {}
    takers: dict[int, list[tuple[int, float]]] = {}
    for v, column in enumerate(columns):
        p.var(round(column.value / blocks.scale), whole=True)
        of.setdefault(column.block, []).append((v, 1.0))
        for course, _ in column.rows:
            takers.setdefault(course, []).append((v, 1.0))
    for block, terms in of.items():
        p.row(terms, 1.0, 1.0 if blocks.must[block] else -math.inf)
    for course, terms in takers.items():
        p.row(terms, float(blocks.upper[course]))
    values, _, _ = p.solve(seed, NODES, 0.0, watch.left, watch.over, {})
    if values is None:
        return None
    bundles: list[list[int]] = [[] for _ in blocks.need]
    for column, share in zip(columns, values, strict=True):
        if share > 0.5:
            bundles[blocks.who[column.block]] = [r for r, _ in column.rows]
    return bundles


def _sum(instance: Instance, bundles: Sequence[Sequence[int]]) -> int:
    return sum(int(instance.points[s, list(bundle)].sum()) for s, bundle in enumerate(bundles))


def _reach(instance: Instance, need: Ints, bundles: Sequence[Sequence[int]]) -> bool:
    return all(instance.points[s, list(bundle)].sum() >= need[s] for s, bundle in enumerate(bundles))


def _floor(instance: Instance, most: Floats, bundles: Sequence[Sequence[int]]) -> float:
    shares = [instance.points[s, list(b)].sum() / most[s] for s, b in enumerate(bundles) if most[s] > 0]
    return float(min(shares))
