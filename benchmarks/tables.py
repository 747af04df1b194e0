"""What the tables of `make bench` have in common, and those of other people's problems."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.instances import files_below
from benchmarks.kept import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.kept import Kept, Row

__all__ = [
    "Groups", "assignment_table", "better", "course_table", "gains", "number", "run", "seconds", "share", "together",
    "worse_off",
]  # fmt: skip

Groups: TypeAlias = "dict[str, dict[str, list[int]]]"
"""By kind of group and group: learners, points by hand, points of the plan."""
LEAST = 10  # learners in a group whose average is worth a word

CLASSES = (
    f"{'class':20} {'instances':>9} {'bound never above':>17} {'best known':>10} {'proven':>6} "
    f"{'worst to best known':>19} {'worst proven gap':>16} {'seconds':>8} {'worst':>6}"
)
GOALS = (
    f"{'instance':24} {'goal':28} {'value':>12} {'bound':>12} {'gap':>7} {'optimum':>12} {'seconds':>8} {'HiGHS':>8}"
)


def number(x: float | None) -> str:
    """Whole, with commas."""
    return "-" if x is None else f"{x:,.0f}"


def share(x: float | None) -> str:
    """In per cent."""
    return "-" if x is None else f"{x:.2%}"


def seconds(x: float | None) -> str:
    """With one decimal where that says anything."""
    return "-" if x is None else f"{x:,.3f}" if x < 0.1 else f"{x:,.1f}"


def together(rows: Iterable[Groups]) -> Groups:
    """The groups of many areas as one."""
    found: Groups = {}
    for row in rows:
        for kind, groups in row.items():
            for group, figures in groups.items():
                before = found.setdefault(kind, {}).get(group, [0, 0, 0])
                found[kind][group] = [a + b for a, b in zip(before, figures, strict=True)]
    return found


def better(found: Groups) -> Iterator[tuple[float, str]]:
    """(value over that by hand, name) of every group that is large enough, and that has anything by hand."""
    for kind, groups in found.items():
        for group, (learners, before, after) in groups.items():
            if learners >= LEAST and before > 0:
                yield after / before, f"{kind} {group}"


def worse_off(found: Groups) -> list[str]:
    """The groups that planning by hand gives more on average."""
    return sorted(name for ratio, name in better(found) if ratio < 1)


def gains(found: Groups) -> list[str]:
    """A table of all groups, a line an entry."""
    lines = [f"{'group':32} {'learners':>8} {'by hand':>8} {'planned':>8} {'better':>7}   (points a learner)"]
    for kind, groups in found.items():
        for group, (learners, before, after) in sorted(groups.items()):
            ratio = f"x {after / before:.3f}" if before > 0 else "-"
            few = "" if learners >= LEAST else f"   fewer than {LEAST}: not counted"
            each = f"{before / learners:>8.0f} {after / learners:>8.0f}"
            lines.append(f"{f'{kind} {group}':32} {learners:>8,} {each} {ratio:>7}{few}")
    return lines


def assignment_table(folder: Path, *, quick: bool, kept: Kept | None = None, only_print: bool = False) -> bool:
    """Generalised assignment by class; whether every bound is honest and every instance was answered."""
    print("\nGENERALISED ASSIGNMENT, instances and best known costs from elsewhere, through the same machinery.")
    print("best known: cost as low as the best known; proven: cost shown to be the lowest possible.\n")
    print(CLASSES, flush=True)
    classes: dict[str, list[Path]] = defaultdict(list)
    for file in files_below(folder):
        letters = re.match(r"[^\d]*", file.name)
        classes["/".join((*file.relative_to(folder).parts[:-1], letters.group() if letters else ""))].append(file)
    fine = True
    for name, files in sorted(classes.items()):
        asked = files[:2] if quick else files
        rows = _answers("benchmarks.assignment", asked, folder, kept, only_print=only_print)
        if only_print and not rows:
            print(f"{name:20} not measured")
            continue
        honest = not any(map(too_high, rows))
        fine &= len(rows) >= len(asked) and honest and all(x["feasible"] for x in rows)
        print(_class(name, rows, honest=honest), flush=True)
    return fine


def too_high(row: Row) -> bool:
    """Whether a bound is above the best known cost, or says that there is no assignment where one is known."""
    best, bound = row["best_known"], row["bound"]
    return best is not None and (bound is None or bool(bound > best))


def course_table(folder: Path, *, quick: bool, kept: Kept | None = None, only_print: bool = False) -> bool:
    """Course allocation, goal by goal; whether every instance was answered with a valid allocation."""
    print("\nCOURSE ALLOCATION: real wishes of students, through the same machinery. Utilitarian: the sum of what")
    print(
        "students value their bundles at; egalitarian: what the worst off has. Optimum: proven by HiGHS on the whole.\n"
    )
    print(GOALS, flush=True)
    files = sorted(f for f in folder.rglob("*.json") if f.is_file())[: 2 if quick else None]
    rows = _answers("benchmarks.course_allocation", files, folder, kept, only_print=only_print)
    if not rows:
        print("not measured" if only_print else "FAILED: see above")
    for row in rows:
        for goal, x in row.items():
            if isinstance(x, dict):
                print(_goal(row["instance"], goal, x))
    return len(rows) >= len(files) and all(row["valid"] for row in rows)


def _answers(module: str, files: Sequence[Path], folder: Path, kept: Kept | None, *, only_print: bool) -> list[Row]:
    """What a command says of some files in one process: measured, or kept from when it was asked of the same."""
    names = [file.relative_to(folder).as_posix() for file in files]
    known = kept.find_all(module=module, files=names) if kept else []
    if known or only_print:
        return known
    found = run(module, *map(str, files))
    return [kept.keep(row, module=module, files=names) for row in found] if kept else found


def _goal(instance: str, goal: str, x: Row) -> str:
    optimum = "-" if x.get("optimum") is None else f"{x['optimum']:,.6g}"
    valid = "" if x["valid"] else "  NOT VALID"
    return (
        f"{instance:24} {goal:28} {x['value']:>12,.6g} {x['bound']:>12,.6g} {share(x['gap']):>7} {optimum:>12} "
        f"{x['seconds']:>8.1f} {x.get('peer_seconds') or 0:>8.1f}{valid}"
    )


def _class(name: str, rows: list[Row], *, honest: bool) -> str:
    if not rows:
        return f"{name:20} FAILED: see above"
    done = [x for x in rows if x["feasible"]]
    known = [x for x in done if x["best_known"] is not None]
    best = sum(x["value"] <= x["best_known"] for x in known)
    worst = max((x["value"] / x["best_known"] - 1 for x in known if x["best_known"] > 0), default=None)
    proven = sum(x["gap"] == 0 for x in done)
    gap = max((x["gap"] for x in done), default=None)
    seconds = [x["seconds"] for x in rows]
    left = "" if len(done) == len(rows) else f"  {len(rows) - len(done)} WITHOUT A WHOLE ASSIGNMENT"
    return (
        f"{name:20} {len(rows):>9} {'yes' if honest else 'NO':>17} {best:>10} {proven:>6} "
        f"{'-' if worst is None else f'{worst:.3%}':>19} {'-' if gap is None else f'{gap:.3%}':>16} "
        f"{sum(seconds):>8.0f} {max(seconds):>6.1f}{left}"
    )
