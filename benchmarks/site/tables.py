"""The tables of `make bench-site`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.site.run import Found

GOAL, WORTH_TELLING_MS = 1.2, 0.2
COMPARED = (
    f"| {'who looks':14} | {'task':14} | {'statements':>10} | {'rows':>6} | {'site ms':>9} | {'by hand ms':>10} |"
    f" {'ratio':>6} | {'same rows':>9} |"
)
ANSWERED = (
    f"| {'who looks':14} | {'page':8} | {'p50 ms':>7} | {'p95 ms':>7} | {'of it database':>14} | {'statements':>10} |"
    f" {'runs':>5} |"
)


def tell(found: Found) -> None:
    """Prints everything."""
    _tell_how(found)
    _tell_compared(found)
    _tell_slow(found)
    _tell_answered(found)
    for fault in found.faults():
        print(f"FAULT: {fault}")


def _tell_how(found: Found) -> None:
    rows = ", ".join(f"{table} {count:,}" for table, count in found.rows.items())
    print(f"{found.learners:,} made-up learners, seed {found.seed}; {found.machine}; {found.server};")
    print(f"load average {found.load_before:.1f} before, {found.load_after:.1f} after.")
    print(f"Rows: {rows}; filled in {found.fill_seconds:.0f} s.")
    print(
        f"Access beside what is due, {found.access_learners:,} learners: {found.access_missing} missing,"
        f" {found.access_extra} extra, in {found.access_seconds:.1f} s."
    )
    print("; ".join(f"the {v.name} sees {v.learners:,} learners" for v in found.viewers) + ".")
    told, bare = found.opening_ms
    print(f"An empty transaction: {told:.2f} ms with role and actor, {bare:.2f} ms without.\n")


def _tell_compared(found: Found) -> None:
    print("The statements of each page's view under row-level security, and the same by hand; medians.\n")
    print(COMPARED)
    print(_line(COMPARED))
    for c in found.compared:
        if c.stopped:
            print(f"| {c.viewer:14} | {c.task:14} | {c.statements:>10} | a statement took too long and was stopped")
            continue
        print(
            f"| {c.viewer:14} | {c.task:14} | {c.statements:>10} | {c.rows:>6,} | {c.site_ms:>9.2f} |"
            f" {c.by_hand_ms:>10.2f} | {c.ratio:>6.2f} | {'yes' if c.same_rows else 'NO':>9} |"
        )


def _tell_slow(found: Found) -> None:
    """The single statements that miss the goal by something that can be felt."""
    slow = {
        (c.viewer, name, round(site, 2), round(hand, 2))
        for c in found.compared
        for name, site, hand in c.each
        if site > GOAL * hand and site - hand > WORTH_TELLING_MS
    }
    if slow:
        print(f"\nStatements above {GOAL} times by hand and {WORTH_TELLING_MS} ms slower, the slowest first:")
        for viewer, name, site, hand in sorted(slow, key=lambda one: one[3] - one[2]):
            print(f"  {viewer:14} {name:40} {site:9.2f} ms, by hand {hand:9.2f} ms")


def _tell_answered(found: Found) -> None:
    print("\nThrough the whole site, in this process: session, middleware, view, template.\n")
    print(ANSWERED)
    print(_line(ANSWERED))
    for a in found.answered:
        if a.failed:
            print(f"| {a.viewer:14} | {a.task:8} | the page did not answer")
            continue
        print(
            f"| {a.viewer:14} | {a.task:8} | {a.p50_ms:>7.1f} | {a.p95_ms:>7.1f} | {a.database_ms:>14.1f} |"
            f" {a.statements:>10} | {a.runs:>5} |"
        )
    if (c := found.crowd) is not None:
        print(
            f"\n{c.people} people at once, each with one to three seconds between pages, one process of eight threads:"
            f"\n{c.requests} pages, {c.per_second:.1f} a second, {c.failed} failed;"
            f" p50 {c.p50_ms:.0f} ms, p95 {c.p95_ms:.0f} ms. Each page, p50 and p95:"
        )
        print("; ".join(f"{task} {p50:.0f}, {p95:.0f}" for task, (p50, p95, _number) in c.tasks.items()) + ".")


def _line(head: str) -> str:
    return "".join("|" if c == "|" else "-" for c in head)
