"""Some learners with all their possibilities, all others only as what they use: the part worth planning again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.build import build
from planner.candidates import candidates_of, the_lines
from planner.ledger import in_force
from planner.links import leave
from planner.part import part
from planner.shortlists import BLOCK, Candidates, fit, shorten
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.candidates import Candidate
    from planner.learner import Line
    from planner.plan import Plan
    from planner.problem import Problem


def around(
    problem: Problem,
    plan: Plan,
    focus: Iterable[str],
    services: int | None,
    keep: Iterable[Line] = (),
    known: Mapping[str, tuple[Candidate, ...]] | None = None,
) -> State:
    """A state at the plan of the learners of `focus` alone, in the order of the problem: `State.problem` is theirs.

    Rows have what the others leave of them, and what the others have bought for the area costs nothing more.
    `services` is the shortlist's length, `keep` are lines that stay on it; `known` candidates are not worked out again.
    """
    wanted, known = set(focus), known or {}
    few = part(problem, (x for x in problem.learners if x.id in wanted))
    mine = [y for x in few.learners for y in plan.of_learner(x.id)]
    everything = {}
    for learner in few.learners:
        found = known.get(learner.id) or candidates_of(learner, problem)
        there = {c.line for c in found}
        missing = [y for y in plan.of_learner(learner.id) if y not in there]
        everything[learner.id] = (*found, *the_lines(learner, missing, problem))
    must = {*mine, *keep}
    cuts = stretches(problem)
    short = Candidates({x.id: tuple(shorten(x, everything[x.id], services, must, few)) for x in few.learners}, 0)
    fitted = fit(short, cuts, few, must, dict.fromkeys(few.learner, BLOCK)) if services is not None else short
    model = build(few, fitted, cuts)
    others = in_force(problem, plan).ledger.copy()
    others.drop(mine)
    leave(model, others)
    number = {c.line: j for j, c in enumerate(model.candidates)}
    return State(model, few, [number[line] for line in mine])
