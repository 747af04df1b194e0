"""Course allocation through the planner's own machinery: `python -m benchmarks.course_allocation FILE.json...`.

Definitions as in fairpyx (github.com/ariel-research/fairpyx, `satisfaction.py`), from where the instances are: the
utilitarian value is the sum of what students value their bundles at, the egalitarian value what the worst off has,
both in plain points or as a share of the most that the student could have. `docs/benchmarks.md` explains the answer.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.course_blocks import Rules
from benchmarks.course_check import faults, published_maximum, value
from benchmarks.course_exact import highest_floor, most_value
from benchmarks.course_instance import read
from benchmarks.course_search import alone, egalitarian, needs_of, utilitarian
from benchmarks.options import answered, seconds_above_0
from planner.progress import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.course_exact import Exact
    from benchmarks.course_instance import Instance
    from benchmarks.course_search import Found
    from planner.master import Floats

SECONDS = 60.0
LEAST_SECONDS = 5.0  # what the peer gets where we take less
EQUAL = 1e-9  # of a value: rounding in sums of numbers that are not whole

Answer = dict[str, Any]


def solve(instance: Instance, seconds: float = SECONDS, seed: int = 0) -> Answer:
    """All goals of one instance, each beside the peer's; see `docs/benchmarks.md` for the keys."""
    rules = Rules(instance)
    measures = _measures(rules)  # compiles what is not compiled yet, before the clock
    began = time.monotonic()
    sums, found = _utilitarian(rules, seconds / (1 + len(measures)), seed)
    left = seconds - sums["seconds"]
    answer: Answer = {
        "instance": instance.name, "students": len(instance.students), "courses": len(instance.courses),
        "utilitarian": sums,
    }  # fmt: skip
    so_far = [found]
    published = measures.pop("share_published")
    if not np.array_equal(published, measures["share"]):  # else it is the same goal
        measures["share_published"] = published
    for number, (name, most) in enumerate(measures.items()):
        told, found = _egalitarian(rules, most, so_far, max(0.1, left / (len(measures) - number)), seed)
        answer[f"egalitarian_{name}"] = told
        left -= told["seconds"]
        so_far.append(found)
    answer.setdefault("egalitarian_share_published", answer["egalitarian_share"])
    answer["valid"] = all(answer[goal]["valid"] for goal in answer if isinstance(answer[goal], dict))
    answer["left_aside"] = list(instance.left_aside)
    answer["seconds"] = round(time.monotonic() - began, 2)
    return answer


def _measures(rules: Rules) -> dict[str, Floats]:
    """What the worst off is measured by: what counts as 1 for each student, in units; 0 leaves the student out."""
    instance, everyone = rules.instance, range(len(rules.instance.students))
    return {
        "points": np.full(len(instance.students), 1 / instance.unit),
        "share": alone(rules).astype(np.float64),
        "share_published": np.array([max(0.0, published_maximum(instance, s)) / instance.unit for s in everyone]),
    }


def _utilitarian(rules: Rules, seconds: float, seed: int) -> tuple[Answer, Found]:
    instance, watch = rules.instance, Watch(seconds=seconds)
    found = utilitarian(rules, seed, watch)
    took = watch.seconds
    nothing = np.zeros(len(instance.students), dtype=np.int64)
    peer_watch = Watch()
    peer = most_value(instance, nothing, max(LEAST_SECONDS, took), seed)
    told = _told(instance, found, sum(_worth(instance, found.bundles)), found.bound * instance.unit, took)
    told["mean_share_published"] = _mean_share(instance, found)
    told |= _peer(peer, sum(_worth(instance, peer.bundles or [])), peer_watch.seconds)
    return told, found


def _egalitarian(
    rules: Rules, most: Floats, so_far: Sequence[Found], seconds: float, seed: int
) -> tuple[Answer, Found]:
    instance, watch = rules.instance, Watch(seconds=seconds)
    found = egalitarian(rules, most, so_far, seed, Watch(watch.over, 0.8 * seconds))
    total = utilitarian(rules, seed, watch, needs_of(instance, most, found.value), found)
    took = watch.seconds
    peer_watch = Watch()
    peer = highest_floor(instance, most, max(LEAST_SECONDS, took), seed)
    worth = _worth(instance, total.bundles)
    told = _told(instance, total, _least(instance, most, worth), found.bound, took)
    told["total"], told["total_bound"] = sum(worth), total.bound * instance.unit
    told["left_out"] = int((most <= 0).sum())
    return told | _peer(peer, _least(instance, most, _worth(instance, peer.bundles or [])), peer_watch.seconds), total


def _least(instance: Instance, most: Floats, worth: Sequence[float]) -> float:
    """What the worst off has, as a share of `most`."""
    return min((w / (m * instance.unit) for w, m in zip(worth, most, strict=False) if m > 0), default=0.0)


def _told(instance: Instance, found: Found, reached: float, bound: float, seconds: float) -> Answer:
    if abs(bound - reached) <= EQUAL * max(1.0, abs(bound)):
        bound = reached
    return {
        "value": reached, "bound": bound, "gap": (bound - reached) / bound if bound > 0 else 0.0,
        "seconds": round(seconds, 2), "valid": not faults(instance, found.bundles),
    }  # fmt: skip


def _peer(peer: Exact, reached: float, seconds: float) -> Answer:
    return {
        "optimum": reached if peer.ended else None,
        "peer_value": reached if peer.bundles is not None else None,
        "peer_seconds": round(seconds, 2),
    }


def _worth(instance: Instance, bundles: Sequence[Sequence[int]]) -> list[float]:
    return [value(instance, s, bundle) for s, bundle in enumerate(bundles)]


def _mean_share(instance: Instance, found: Found) -> float | None:
    """The utilitarian value as fairpyx publishes it, but of 1, not of 100: the mean over students of their shares."""
    pairs = [(w, published_maximum(instance, s)) for s, w in enumerate(_worth(instance, found.bundles))]
    shares = [w / most for w, most in pairs if most > 0]
    return sum(shares) / len(shares) if shares else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line for each file; the exit code."""
    asked = _parser().parse_args(arguments)
    return answered(asked.paths, partial(_answers, asked), _line, as_json=asked.json)


def _answers(asked: argparse.Namespace, path: Path) -> Iterator[Answer]:
    instance = read(path)
    if instance.left_aside:
        print(f"{path}: these fields change nothing: {', '.join(instance.left_aside)}", file=sys.stderr)
    yield solve(instance, asked.seconds, asked.seed)


def _line(a: Answer) -> str:
    goals = [
        f"{goal.replace('_', ' ')} {a[goal]['value']:g} (proven bound {a[goal]['bound']:g}, gap {a[goal]['gap']:.3%})"
        for goal in a
        if isinstance(a[goal], dict)
    ]
    return f"{a['instance']}: {'; '.join(goals)}; {'valid' if a['valid'] else 'NOT VALID'}, {a['seconds']} s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.course_allocation", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE.json", help="instances")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds give equal answers (0)")
    parser.add_argument(
        "--seconds", type=seconds_above_0, default=SECONDS, help="for each file at the most, without the peer (60)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
