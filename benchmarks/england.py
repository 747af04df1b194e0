"""Every council of England planned, each apart: `python -m benchmarks.england` (make bench-england).

Learners as many as the councils' EHC plans of people aged 16 to 25 have it, scaled to a stated total. One line for
each council is kept in build/bench/england-SEED.jsonl; what is there for the same code and numbers is not done again.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from areas import facts
from areas.facts import UnknownCouncil
from benchmarks import tables
from benchmarks.kept import FOLDER, Kept, version
from benchmarks.options import minutes_above_0, share_of_1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.kept import Row

TOTAL = 150_000
GAP = 0.01
WORTH_COMPILING = 100  # learners
WRONG, LEFT = 2, 3  # exit codes: what the caller can mend; councils are left for another run


@dataclass(frozen=True, slots=True)
class Part:
    """One council's learners, and what its row is found again with."""

    council: str
    learners: int
    terms: int
    seed: int
    asked: float

    @property
    def key(self) -> Row:
        return {name: getattr(self, name) for name in self.__slots__}


def learners_by_council(total: int, share: float = 1.0) -> dict[str, int]:
    """So many learners over the councils as their EHC plans at 16 to 25 have it; at least one in each.

    Whole numbers by largest remainder: with share 1 they add up to the total, but for councils raised to one.
    """
    plans = {c.name: sum(facts.plans(c.code).values()) for c in facts.councils()}
    exact = {name: count * total / sum(plans.values()) for name, count in plans.items()}
    whole = {name: int(x) for name, x in exact.items()}
    most_left = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in most_left[: total - sum(whole.values())]:
        whole[name] += 1
    return {name: max(1, round(share * count)) for name, count in whole.items()}


def parts(asked: argparse.Namespace) -> list[Part]:
    """What is to be planned, largest first. Raises UnknownCouncil."""
    learners = learners_by_council(asked.total, asked.share)
    only = {facts.council(name).name for name in asked.only} or set(learners)
    found = [Part(name, count, asked.terms, asked.seed, asked.gap) for name, count in learners.items() if name in only]
    return sorted(found, key=lambda p: (-p.learners, p.council))


def plan(kept: Kept, wanted: Sequence[Part], at_once: int, until: float) -> None:
    """Plans what is not kept yet, a process for each council; begins nothing after the moment `until`."""
    missing = [part for part in wanted if kept.find(**part.key) is None]
    if not missing:
        return
    if sum(part.learners for part in missing) >= WORTH_COMPILING:  # before the first is measured
        tables.run("benchmarks.scale", "--learners", "6", "--terms", "2")
    done = len(wanted) - len(missing)

    def one(part: Part) -> tuple[Part, list[Row], float]:
        if time.monotonic() > until:
            return part, [], 0.0
        began = time.monotonic()
        return part, tables.run("benchmarks.scale", *_arguments(part, at_once)), time.monotonic() - began

    pool = ThreadPoolExecutor(at_once)
    try:
        for job in as_completed([pool.submit(one, part) for part in missing]):
            part, rows, whole = job.result()
            if rows:
                done += 1
                row = kept.keep(rows[0], seconds_with_making=round(whole, 2), at_once=at_once, **part.key)
                gap = tables.share(row["gap"])
                text = f"{part.council}: {part.learners:,} learners, {row['seconds']:,.1f} s, gap {gap}"
                print(f"{done} of {len(wanted)}  {text}", file=sys.stderr, flush=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _arguments(part: Part, at_once: int) -> list[str]:
    size = ("--council", part.council, "--learners", str(part.learners), "--terms", str(part.terms))
    threads = ("--threads", "1") if at_once > 1 else ()
    return [*size, "--seed", str(part.seed), "--gap", str(part.asked), *threads]


def summary(rows: Sequence[Row], wanted: Sequence[Part]) -> list[str]:
    """What all councils together came to, a line an entry."""
    everybody = sum(part.learners for part in wanted)
    lines = [f"ENGLAND: {len(rows)} of {len(wanted)} councils, {_learners(rows):,} of {everybody:,} learners."]
    if not rows:
        return lines
    planning, making = sum(r["seconds"] for r in rows), sum(r["seconds_with_making"] for r in rows)
    worst = max(rows, key=lambda r: 1.0 if r["gap"] is None else r["gap"])
    largest = max(rows, key=lambda r: r["memory_mb"])
    at_once = max(r["at_once"] for r in rows)
    value, by_hand = sum(r["value"] for r in rows), sum(r["by_hand"] for r in rows)
    lines += [
        f"planning         {planning:>14,.0f} s of all councils, {planning / at_once / 60:,.1f} min "
        f"with {at_once} at once; {making / at_once / 60:,.1f} min with making the areas",
        f"cpu              {sum(r['cpu_seconds'] for r in rows):>14,.0f} s",
        f"value            {value:>14,}",
        f"by hand          {by_hand:>14,}   better: x {value / by_hand:.3f}" if by_hand > 0 else "by hand  -",
        f"overall gap      {tables.share(overall_gap(rows)):>14}   bounds added up, less values added up, over bounds",
        f"worst gap        {tables.share(worst['gap']):>14}   {worst['council']}, {worst['learners']:,} learners",
        f"most memory      {largest['memory_mb']:>11,.0f} MB   {largest['council']}: "
        f"{1000 * largest['memory_mb'] / largest['learners']:,.0f} kB a learner",
    ]
    invalid = sorted(r["council"] for r in rows if not r["valid"])
    if invalid:
        lines.append(f"NOT VALID: {', '.join(invalid)}")
    return [*lines, "", *_fair(rows)]


def _fair(rows: Sequence[Row]) -> list[str]:
    """Who gains: by group over all councils, and the councils and groups that gain least."""
    groups = tables.together(r["groups"] for r in rows)
    groups["council"] = {r["council"]: [r["learners"], r["by_hand"], r["value"]] for r in rows}
    lines = tables.gains({kind: found for kind, found in groups.items() if kind != "council"})
    councils = sorted(tables.better({"council": groups["council"]}))
    for ratio, name in councils[:3]:
        lines.append(f"gains least: {name}, x {ratio:.3f}")
    return [*lines, f"worse off than by hand: {', '.join(tables.worse_off(groups)) or 'no group, no council'}"]


def overall_gap(rows: Sequence[Row]) -> float | None:
    """Sum of bounds less sum of values, over sum of bounds; None where a council has no bound."""
    if any(r["bound"] is None for r in rows):
        return None
    bound, value = (float(sum(r[key] for r in rows)) for key in ("bound", "value"))
    return max(0.0, (bound - value) / bound) if bound > 0 else None


def _learners(rows: Sequence[Row]) -> int:
    return sum(r["learners"] for r in rows)


def whole(kept: Kept) -> list[Row]:
    """The rows of the run that the goals speak of: all learners, 3 terms, whatever gap was asked for."""
    learners = learners_by_council(TOTAL)
    rows = {r["council"]: r for r in kept.here() if r["terms"] == 3 and r["learners"] == learners.get(r["council"])}
    return list(rows.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Plans what is left, prints what all came to; the exit code."""
    asked = _parser().parse_args(arguments)
    began = time.monotonic()
    try:
        wanted = parts(asked)
    except UnknownCouncil as fault:
        print(fault, file=sys.stderr)
        return WRONG
    kept = Kept(asked.folder / f"england-{asked.seed}.jsonl", version())
    if asked.print:
        kept.code = kept.newest()
    else:
        try:
            plan(kept, wanted, asked.at_once, began + 60 * asked.limit_minutes)
        except KeyboardInterrupt:
            print("Ended by hand; what is done is kept.", file=sys.stderr)
    rows = [row for row in (kept.find(**part.key) for part in wanted) if row is not None]
    print(f"{asked.total:,} learners x {asked.share:g}, {asked.terms} terms, seed {asked.seed}, code {kept.code}.")
    print("\n".join(summary(rows, wanted)))
    if len(rows) < len(wanted):
        return LEFT
    return 0 if all(r["valid"] for r in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.england", description=__doc__)
    parser.add_argument("--total", type=int, default=TOTAL, help=f"learners in England ({TOTAL:,})")
    parser.add_argument("--share", type=share_of_1, default=1.0, help="of each council's learners, such as 0.1 (all)")
    parser.add_argument("--terms", type=int, default=3, help="how many terms (3)")
    parser.add_argument("--seed", type=int, default=1, help="of areas and searches (1)")
    parser.add_argument("--gap", type=share_of_1, default=GAP, help=f"each council is planned to this gap ({GAP})")
    parser.add_argument("--only", action="append", default=[], metavar="COUNCIL", help="this council alone; repeatable")
    parser.add_argument("--at-once", type=int, choices=range(1, 65), default=1, metavar="N", help="councils (1)")
    parser.add_argument(
        "--limit-minutes", type=minutes_above_0, default=float("inf"), help="begin no council after so many (no limit)"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where rows are kept (build/bench)")
    parser.add_argument("--print", action="store_true", help="only print what is kept of the last code measured")
    return parser


if __name__ == "__main__":
    sys.exit(main())
