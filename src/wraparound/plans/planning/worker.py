"""The planner at work for a few learners, in a process of its own: JSON in, JSON out, nothing else.

Runs as a script (`core.confined` starts it), so it imports nothing of the site. What it is told are ids, times and
slugs: no name of anybody.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.build import build
from planner.candidates import candidates_of
from planner.cannot_hold import why_not_together
from planner.changes import what_would_help
from planner.explain import explain_many
from planner.files.json_values import Pairs, Reader, encode
from planner.files.trouble import Troubles
from planner.goals import aim_points, worth
from planner.monolith import solve_whole
from planner.plan import Plan
from planner.problem import NEVER, Commitment, Problem
from planner.progress import Watch
from planner.rules import check_all
from planner.shortlists import shortlists
from planner.sieve import Sieve
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.problem import Learner, Line, Offering

SERVICES = 14  # looked at for a programme: those that promise most
WIDTH = 100  # lines of one stretch of terms that are wanted; twice as many starts are written down
NODES, GAP = 200, 0.005
MOST_PROGRAMMES, LOOKED_AT = 3, 6
GOOD = 0.5  # a programme is good if it is worth at least this share of the best
ALIKE = 0.7  # two programmes are one if they share more than this share of what is in either
TRIES = 4  # changes to the area that are tried
CALM_SETTING, DEAR_PENCE = 1500, 60  # points for each further setting, pence for a point: where those matter most


def main() -> None:
    """Reads one task from standard input, writes its answer to standard output."""
    task = json.load(sys.stdin, object_pairs_hook=Pairs)
    watch = Watch(seconds=task["seconds"])
    troubles = Troubles()
    problem: Problem = Reader(troubles).read(Problem, task["problem"], "$")
    troubles.stop_if_any()
    problem, loose = _that_holds(problem)
    answer = _why(problem, task["offerings"]) if task["task"] == "why" else _suggest(problem, watch)
    json.dump({**answer, "loose": loose}, sys.stdout)


def _that_holds(problem: Problem) -> tuple[Problem, list[list[str]]]:
    """Lines that were agreed and break rules together only take their time: the problem with that, and those sets.

    A set is of ids; each is as small as can be, and all other lines that were agreed stay as they are.
    """
    apart: list[list[str]] = []
    while sets := why_not_together(problem).sets:
        apart += [[y.offering for y in one.lines] for one in sets]
        loose = {y for one in sets for y in one.lines}
        problem = replace(problem, learners=tuple(_loosened(x, loose, problem) for x in problem.learners))
    return problem, apart


def _loosened(x: Learner, loose: set[Line], problem: Problem) -> Learner:
    taken = (c for line in x.accepted if line in loose for c in _taken(line, problem))
    stays = tuple(line for line in x.accepted if line not in loose)
    return replace(x, accepted=stays, commitments=(*x.commitments, *taken))


def _taken(line: Line, problem: Problem) -> list[Commitment]:
    offering, place = problem.offering[line.offering], problem.site[problem.offering[line.offering].site].place
    terms = frozenset(problem.terms[t].id for t in problem.running(line) if t < len(problem.terms))
    return [Commitment(offering.id, s.start, s.end, terms, place) for s in offering.sessions]


def _why(problem: Problem, offerings: Sequence[str]) -> dict[str, Any]:
    """Reasons for these offerings, beside what was agreed; and the lines that are possible, cheapest cover first."""
    plan = Plan.of(line for x in problem.learners for line in x.accepted)
    reasons = explain_many(problem, plan, {x.id: list(offerings) for x in problem.learners})
    asked = [problem.offering[o] for o in offerings]
    lines = {
        x.id: [encode(c.line) for c in candidates_of(x, problem, asked) if c.offering in asked]
        for x in problem.learners
    }
    return {"reasons": encode(tuple(reasons), brief=True), "lines": lines}


def _suggest(problem: Problem, watch: Watch) -> dict[str, Any]:
    """Up to three good programmes of one learner that differ, and why not what else looks good."""
    (learner,) = problem.learners
    best = _best(problem, watch)
    found = [("most", best)] if best else []
    if best:
        full = _points(problem, learner, best)
        for kind, changed in _variants(problem, best):
            if len(found) == MOST_PROGRAMMES or watch.left < 1:
                break
            other = _best(changed, watch)
            if other and _points(problem, learner, other) >= GOOD * full and not _is_there(other, found):
                found.append((kind, other))
    programmes = [(kind, _paid(problem, learner, lines)) for kind, lines in found]
    first = Plan.of(programmes[0][1] if programmes else learner.accepted)
    asked = _worth_a_look(problem, learner, {y.offering for _, lines in programmes for y in lines})
    reasons = explain_many(problem, first, {learner.id: asked}, stop=lambda: watch.left < 1)
    changes = what_would_help(problem, first, TRIES, stop=lambda: watch.left < 1.5)
    return {
        "programmes": [{"kind": kind, "lines": [encode(y) for y in lines]} for kind, lines in programmes],
        "reasons": encode(tuple(reasons), brief=True),
        "changes": encode(tuple(changes)),
    }


def _paid(problem: Problem, learner: Learner, lines: list[Line]) -> list[Line]:
    """The same lines, each paid by the funder that stands first in the problem, as far as all rules allow it."""
    order = [f.id for f in problem.funders]
    possible = {c.line for c in candidates_of(learner, problem)}
    paid = list(lines)
    for n, line in enumerate(lines):
        for funder in order[: order.index(line.funder)] if line.funder else ():
            other = [*paid[:n], replace(line, funder=funder), *paid[n + 1 :]]
            if other[n] in possible and not check_all(Plan.of(other), problem):
                paid = other
                break
    return sorted(paid)


def _points(problem: Problem, learner: Learner, lines: Sequence[Line]) -> int:
    return worth(learner, lines, problem).total


def _best(problem: Problem, watch: Watch) -> list[Line] | None:
    """The best programme over the services that promise most; None if none was found in time."""
    cuts = stretches(problem)
    model = build(problem, shortlists(Sieve(problem), SERVICES, len(cuts), WIDTH), cuts)
    left = max(0.2, watch.left - 1)
    answer = solve_whole(model, range(len(problem.learners)), nodes=NODES, gap=GAP, seconds=left)
    return None if answer.chosen is None else sorted(model.candidates[j].line for j in answer.chosen)


def _variants(problem: Problem, best: Sequence[Line]) -> Iterator[tuple[str, Problem]]:
    """The same problem where something else matters more, or without what the best programme rests on most."""
    (learner,) = problem.learners
    goals = problem.goals
    yield "calm", replace(problem, goals=replace(goals, setting=CALM_SETTING, travel=3 * goals.travel))
    yield "cheap", replace(problem, goals=replace(goals, pence_per_point=DEAR_PENCE))
    agreed = {y.offering for y in learner.accepted}
    minutes: dict[str, int] = {}
    for line in best:
        if line.offering not in agreed:
            offering = problem.offering[line.offering]
            provider = problem.provider(offering)
            minutes[provider] = minutes.get(provider, 0) + offering.minutes * offering.lasts
    for provider in sorted(minutes, key=lambda p: (-minutes[p], p)):
        there = {o.id for o in problem.offerings if problem.provider(o) == provider} - agreed
        closed = tuple(replace(o, places=0) if o.id in there else o for o in problem.offerings)
        yield "elsewhere", replace(problem, offerings=closed)


def _is_there(lines: Sequence[Line], found: Sequence[tuple[str, list[Line]]]) -> bool:
    return any(_alike(lines, other) for _, other in found)


def _alike(one: Sequence[Line], other: Sequence[Line]) -> bool:
    a, b = ({(y.offering, y.start) for y in lines} for lines in (one, other))
    return len(a & b) > ALIKE * len(a | b)


def _worth_a_look(problem: Problem, learner: Learner, taken: set[str]) -> list[str]:
    """Of the services in no programme, an offering each: what was wished first, then what would serve most."""
    aims = {a.outcome: a for a in learner.aims}
    agreed = {problem.offering[y.offering].service for y in learner.accepted}
    services = {problem.offering[o].service for o in taken} | agreed

    def promise(offering: Offering) -> tuple[int, int, str]:
        wish = learner.wish_for(offering, problem.provider(offering))
        serves = sum(
            aim_points(aims[c.outcome], c.minutes, problem.goals) for c in offering.contributes if c.outcome in aims
        )
        return (-wish, -serves, offering.id)

    best: dict[str, Offering] = {}
    for offering in sorted(problem.offerings, key=promise):
        no = learner.wish_for(offering, problem.provider(offering)) == NEVER
        if offering.service not in services and not no:
            best.setdefault(offering.service, offering)
    return [o.id for o in list(best.values())[:LOOKED_AT]]


if __name__ == "__main__":
    main()
