"""Made-up areas by size, beside planning by hand and the peers: what `make bench` measures first."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import tables

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from benchmarks.kept import Kept, Row

Size = tuple[int, int]  # learners, terms

LEARNERS, TERMS = (200, 1_000, 5_000, 20_000), (3, 9)
QUICK: tuple[Size, ...] = ((50, 3),)
GAPS = {
    3: ((200, 0.001), (1_000, 0.0015), (20_000, 0.003)),
    9: ((200, 0.005), (1_000, 0.007), (20_000, 0.01)),
}  # what is to be proven up to so many learners: the goals
UP_TO = {"one-by-one": 5_000, "monolith": 1_000, "cp-sat": 1_000}  # learners
LEAST_SECONDS = 10.0  # what the peers get where we take less
TEN_TIMES = 10.0  # and they get at least so often the time in which we are proven within 1 %

OURS = (
    f"{'learners':>8} {'terms':>5} {'seeds':>5} | {'seconds':>8} {'cpu':>8} {'MB':>6} {'value':>11} {'bound':>11} "
    f"{'gap':>7} {'asked':>6} {'to 1 %':>8} | {'by hand':>11} {'better':>7} "
    f"{'worst tenth':>12}  groups worse off"
)
THEIRS = (
    f"{'learners':>8} {'terms':>5} {'seeds':>5} | {'method':10} | {'given':>8} {'seconds':>8} {'MB':>6} {'value':>11} "
    f"{'of ours':>8} {'gap':>7} {'to 1 %':>12}"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which areas are measured: sizes, seeds, with the peers or without; a moment after which nothing is begun."""

    sizes: Sequence[Size]
    seeds: Sequence[int] = (1,)
    peers: bool = True
    until: float = float("inf")


def wanted(asked: argparse.Namespace) -> Wanted:
    """What the options of `python -m benchmarks` ask for."""
    chosen = tuple((learners, terms) for terms in asked.terms for learners in asked.sizes)
    seeds = range(asked.seed, asked.seed + asked.seeds)
    return Wanted(QUICK if asked.quick else chosen, tuple(seeds), not asked.no_peers, asked.until)


def gap_asked(learners: int, terms: int) -> float:
    """The gap that a size is to be proven within: the goal for the next larger size of the goals."""
    steps = GAPS[3 if terms <= 3 else 9]
    return next((gap for most, gap in steps if learners <= most), steps[-1][1])


def measure(kept: Kept, wanted: Wanted) -> bool:
    """Measures what is not kept yet, small sizes first; whether all is there and valid."""
    missing = [key for key in _keys(wanted) if kept.find(**key) is None]
    if missing:
        tables.run("benchmarks.scale", "--learners", "6", "--terms", "2")  # compiles what is not compiled yet
    for number, key in enumerate(missing, start=1):
        if time.monotonic() > wanted.until:
            print(f"{len(missing) - number + 1} measurements are left for another run.", file=sys.stderr)
            return False
        print(f"{number} of {len(missing)}: {_words(key)}", file=sys.stderr, flush=True)
        rows = tables.run("benchmarks.scale", *_arguments(key, kept))
        if rows:
            kept.keep(rows[0], given=_given(key, kept), **key)
    found = (kept.find(**key) for key in _keys(wanted))
    return all(row is not None and bool(row["valid"]) for row in found)


def _keys(wanted: Wanted) -> Iterable[Row]:
    """Each measurement by what it is found again with."""
    for learners, terms in wanted.sizes:
        gap = gap_asked(learners, terms)
        for seed in wanted.seeds:
            here: Row = {"learners": learners, "terms": terms, "seed": seed, "asked": gap}
            yield {"method": "planner", "again": False, **here}
            for method, most in UP_TO.items() if wanted.peers else ():
                if learners <= most:
                    yield {"method": method, "again": False, **here}
    learners, terms = wanted.sizes[0]
    seed, gap = wanted.seeds[0], gap_asked(*wanted.sizes[0])
    yield {"method": "planner", "again": True, "learners": learners, "terms": terms, "seed": seed, "asked": gap}


def _words(key: Row) -> str:
    again = ", again" if key["again"] else ""
    return f"{key['method']}, {key['learners']:,} learners, {key['terms']} terms, seed {key['seed']}{again}"


def _arguments(key: Row, kept: Kept) -> list[str]:
    size = ["--learners", str(key["learners"]), "--terms", str(key["terms"]), "--seed", str(key["seed"])]
    if key["method"] == "planner":
        return [*size, "--gap", str(key["asked"])]
    return [*size, f"--{key['method']}", "--shortlisted", "--seconds", str(_given(key, kept))]


def _given(key: Row, kept: Kept) -> float | None:
    """The limit of a peer in seconds; None for the planner, which has none."""
    if key["method"] == "planner":
        return None
    ours = kept.find(**{**key, "method": "planner"})
    took = (ours["seconds"], TEN_TIMES * (ours["seconds_to_1_percent"] or 0.0)) if ours else ()
    return round(max(LEAST_SECONDS, *took), 1) if took else LEAST_SECONDS


def told(rows: Sequence[Row], wanted: Wanted) -> list[str]:
    """Both tables and the growth, from rows that were kept."""
    seeds = f"{'seed' if len(wanted.seeds) == 1 else 'seeds'} {', '.join(map(str, wanted.seeds))}"
    lines = [
        f"MADE-UP AREAS OF BIRMINGHAM, {seeds}: medians where there are several. Values in points. better: value",
        "over by hand; asked: the gap at which the planner stops; to 1 %: seconds until that is proven; worst tenth:",
        "the share of their aims that the worst-off tenth gets, by hand and planned; groups by primary need and age.",
        "",
        OURS,
    ]
    lines += [_ours(learners, terms, _of(rows, "planner", learners, terms, wanted)) for learners, terms in wanted.sizes]
    return [*lines, *(_by_others(rows, wanted) if wanted.peers else ()), "", *_growth(rows, wanted)]


def _by_others(rows: Sequence[Row], wanted: Wanted) -> list[str]:
    lines = [
        "",
        "THE SAME AREAS, THE SAME CANDIDATES, BY OTHERS. One-by-one: each learner exactly, in what those before have",
        "left. Given: the seconds that we took, ten times ours to 1 %, and 10 s, whichever is most.",
        "",
        THEIRS,
    ]
    for learners, terms in wanted.sizes:
        ours = _of(rows, "planner", learners, terms, wanted)
        for method, most in UP_TO.items():
            if learners <= most:
                lines.append(_theirs(learners, terms, method, _of(rows, method, learners, terms, wanted), ours))
    lines += [
        f"Left out above so many learners: {', '.join(f'{m} {n:,}' for m, n in UP_TO.items())}. A whole programme much",
        "larger takes longer to write down and relax than we take to plan; one-by-one proves nothing, and only grows.",
    ]
    return lines


def _of(rows: Sequence[Row], method: str, learners: int, terms: int, wanted: Wanted) -> list[Row]:
    """The last row of each seed."""
    size = (method, learners, terms)
    found = [x for x in rows if (x["method"], x["learners"], x["terms"]) == size and not x.get("again")]
    return list({x["seed"]: x for x in found if x["seed"] in wanted.seeds}.values())


def middle(rows: Iterable[Row], key: str) -> float | None:
    """The median over rows; None where one of them has none (what was not reached has no number)."""
    found = [row[key] for row in rows]
    return None if not found or None in found else float(median(found))


def better(rows: Iterable[Row]) -> float | None:
    """The median of value over by hand."""
    found = [row["value"] / row["by_hand"] for row in rows if row["by_hand"] > 0]
    return median(found) if found else None


def _ours(learners: int, terms: int, rows: Sequence[Row]) -> str:
    if not rows:
        return f"{learners:>8,} {terms:>5} {'-':>5} | not measured"
    ratio = better(rows)
    worse = sorted({name for row in rows for name in tables.worse_off(row["groups"])})
    return (
        f"{learners:>8,} {terms:>5} {len(rows):>5} | {tables.seconds(middle(rows, 'seconds')):>8} "
        f"{tables.seconds(middle(rows, 'cpu_seconds')):>8} {middle(rows, 'memory_mb') or 0:>6,.0f} "
        f"{middle(rows, 'value') or 0:>11,.0f} {tables.number(middle(rows, 'bound')):>11} "
        f"{tables.share(middle(rows, 'gap')):>7} {tables.share(rows[0].get('asked')):>6} "
        f"{tables.seconds(middle(rows, 'seconds_to_1_percent')):>8} | {middle(rows, 'by_hand') or 0:>11,.0f} "
        f"{'-' if ratio is None else f'x {ratio:.3f}':>7} {_worst_tenth(rows):>12}  {', '.join(worse) or 'none'}"
        f"{_not_valid(rows)}"
    )


def _worst_tenth(rows: Iterable[Row]) -> str:
    found = [row["worst_off"] for row in rows if row.get("worst_off")]
    return " ".join(f"{median(shares):.1%}" for shares in zip(*found, strict=True)) or "-"


def _theirs(learners: int, terms: int, method: str, rows: Sequence[Row], ours: Sequence[Row]) -> str:
    if not rows:
        return f"{learners:>8,} {terms:>5} {'-':>5} | {method:10} | not measured"
    best = {row["seed"]: row["value"] for row in ours}
    of_ours = middle([{"x": r["value"] / best[r["seed"]]} for r in rows if best.get(r["seed"])], "x")
    close = tables.seconds(middle(rows, "seconds_to_1_percent"))
    value = middle(rows, "value") or 0.0
    return (
        f"{learners:>8,} {terms:>5} {len(rows):>5} | {method:10} | {tables.seconds(middle(rows, 'given')):>8} "
        f"{tables.seconds(middle(rows, 'seconds')):>8} {middle(rows, 'memory_mb') or 0:>6,.0f} {value:>11,.0f} "
        f"{'-' if of_ours is None else f'{of_ours:.3f}':>8} {tables.share(middle(rows, 'gap')):>7} "
        f"{'not reached' if close == '-' else close:>12}{_not_valid(rows)}"
    )


def _not_valid(rows: Iterable[Row]) -> str:
    return "" if all(row["valid"] for row in rows) else "  NOT VALID"


def _growth(rows: Sequence[Row], wanted: Wanted) -> list[str]:
    lines = ["HOW TIME AND MEMORY GROW: least squares through the logarithms; in brackets, how far a point is from it."]
    for terms in sorted({terms for _, terms in wanted.sizes}):
        by_size = {n: _of(rows, "planner", n, terms, wanted) for n, t in wanted.sizes if t == terms}
        for what, unit, key in (
            ("time", "s", "seconds"),
            ("time to 1 %", "s", "seconds_to_1_percent"),
            ("memory", "MB", "memory_mb"),
        ):
            points = [(float(n), middle(found, key)) for n, found in sorted(by_size.items())]
            lines.append(grown(f"{terms} terms, {what}", unit, [(n, y) for n, y in points if y is not None]))
    return lines


@dataclass(frozen=True, slots=True)
class Fit:
    """y = factor * x ** exponent; a residual is how much a point lies above that, as a share (0.1: 10 % above)."""

    factor: float
    exponent: float
    residuals: tuple[float, ...]


def fit(xs: Sequence[float], ys: Sequence[float]) -> Fit | None:
    """The least squares line through the logarithms; None for fewer than two different x, or anything not above 0."""
    if len(set(xs)) < 2 or min(*xs, *ys) <= 0:
        return None
    x, y = np.log(np.array(xs, float)), np.log(np.array(ys, float))
    exponent, level = (float(c) for c in np.polyfit(x, y, 1))
    left = np.exp(y - (exponent * x + level)) - 1
    return Fit(float(np.exp(level)), exponent, tuple(float(r) for r in left))


def grown(what: str, unit: str, points: Sequence[tuple[float, float]]) -> str:
    """One line: the power, and each point with how far it is from it."""
    found = fit([x for x, _ in points], [y for _, y in points])
    shown = [f"{x:,.0f}: {y:,.1f} {unit}" for x, y in points]
    if found is None:
        return f"{what}: too few sizes for a fit ({'; '.join(shown) or 'none measured'})"
    with_rest = [f"{point} ({r:+.0%})" for point, r in zip(shown, found.residuals, strict=True)]
    return f"{what} = {found.factor:.3g} x learners^{found.exponent:.2f} {unit}   {'; '.join(with_rest)}"
