"""The planner's answer as it is kept: keys of rows, dates, slugs and figures; no names, no words of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.plans.planning.problems import Asking

VERSION = 1


def content(asking: Asking, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a proposal is made of. `lines` of a programme are in the order of their first day."""
    (learner,) = asking.problem.learners
    return {
        "version": VERSION,
        "terms": [
            {"name": t.name, "starts": t.starts.isoformat(), "ends": t.ends.isoformat()} for t in asking.here.terms
        ],
        "aims": {a.outcome: [a.weight, a.target] for a in learner.aims},
        "wishes": {w.about: w.strength for w in learner.wishes if w.strength > 0},
        "programmes": [{"kind": p["kind"], "lines": lines_of(asking, p["lines"])} for p in answer["programmes"]],
        "reasons": answer["reasons"],
        "changes": answer["changes"],
        "gaps": [*asking.unknown, *(["loose"] if answer["loose"] else [])],
        "apart": answer["loose"],
    }


def lines_of(asking: Asking, lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the planner as lines of a proposal; the same offering from term to term is one."""
    found: list[dict[str, Any]] = []
    for line in sorted(lines, key=lambda y: (y["offering"], asking.problem.term_number[y["start"]])):
        one = _line(asking, line)
        last = found[-1] if found else None
        same = ("offering", "line", "funder", "remedies")
        if last and all(last[k] == one[k] for k in same) and last["terms"][1] == one["terms"][0]:
            last["terms"][1], last["ends"] = one["terms"][1], one["ends"]
        else:
            found.append(one)
    return sorted(found, key=lambda y: (y["starts"] or "", y["offering"] or 0, y["line"] or ""))


def _line(asking: Asking, line: Mapping[str, Any]) -> dict[str, Any]:
    offering = asking.problem.offering[line["offering"]]
    first = asking.problem.term_number[line["start"]]
    said = {
        "offering": None,
        "line": None,
        "terms": [first, first + offering.lasts],
        "funder": line["funder"],
        "remedies": [int(r[1:]) for r in line.get("remedies", [])],
        "way": _way(asking, offering.site),
    }
    if line["offering"] in asking.own:
        row = asking.own[line["offering"]]
        return said | {
            "line": str(row.pk),
            "offering": row.offering_id,
            "starts": row.starts and row.starts.isoformat(),
            "ends": row.ends and row.ends.isoformat(),
        }
    row = asking.rows[int(line["offering"][1:])]
    runs = asking.here.running(row, _term(asking, row, first))
    assert runs is not None
    own = runs[1]
    return said | {
        "offering": row.pk,
        "terms": [first, runs[0].stop],
        "starts": own[0].starts.isoformat(),
        "ends": own[-1].ends.isoformat(),
    }


def _term(asking: Asking, row: Any, first: int) -> int:
    """The term of its own calendar in which an offering starts."""
    members = set(asking.here.terms[first].members)
    found: int = next(key for key in row.starts_in if key in members)
    return found


def _way(asking: Asking, site: str) -> int | None:
    """Minutes from home, one way, where it is known."""
    if "home" in asking.unknown:
        return None
    (learner,) = asking.problem.learners
    return asking.problem.minutes_to(learner, asking.problem.site[site])
