"""Some learners with all their possibilities, all others with the lines of a plan: the part worth planning again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.build import build
from planner.candidates import BLOCK, Candidates, candidates_of, fit, shortlist, the_lines
from planner.state import State
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.candidates import Candidate
    from planner.plan import Plan
    from planner.problem import Line, Problem


def around(
    problem: Problem,
    plan: Plan,
    focus: Iterable[str],
    services: int | None,
    keep: Iterable[Line] = (),
    known: Mapping[str, tuple[Candidate, ...]] | None = None,
) -> State:
    """A state at the plan in which only the learners of `focus` have other candidates than their own lines.

    `services` is the shortlist's length, `keep` are lines that stay on it; `known` candidates are not worked out again.
    """
    wanted, known = set(focus), known or {}
    everything = {}
    for learner in problem.learners:
        if learner.id in wanted:
            found = known.get(learner.id) or candidates_of(learner, problem)
            there = {c.line for c in found}
            missing = [y for y in plan.of_learner(learner.id) if y not in there]
            everything[learner.id] = (*found, *the_lines(learner, missing, problem))
        else:
            everything[learner.id] = the_lines(learner, plan.of_learner(learner.id), problem)
    lines = [*plan.lines, *keep]
    cuts = stretches(problem)
    short = shortlist(problem, everything, services, lines)
    fitted = fit(short, cuts, problem, lines, BLOCK) if services is not None else short
    model = build(problem, Candidates(fitted.of, 0), cuts)
    number = {c.line: j for j, c in enumerate(model.candidates)}
    return State(model, problem, [number[line] for line in plan.lines])
