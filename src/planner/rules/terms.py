"""A line names things that exist, starts in a term its offering can start in, and ends within the terms planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rules.breach import Breach

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.problem import Line, Problem


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule; every other rule relies on there being none."""
    return [
        Breach("terms", line.learner, line.offering, sentence)
        for line in plan.lines
        if (sentence := _wrong(line, problem))
    ]


def _wrong(line: Line, problem: Problem) -> str:
    if line.learner not in problem.learner:
        return "no such learner"
    if line.offering not in problem.offering:
        return "no such offering"
    if line.funder and line.funder not in problem.funder:
        return "no such funder"
    if any(r not in problem.remedy for r in line.remedies):
        return "no such remedy"
    if line.start not in problem.offering[line.offering].starts or line.start not in problem.term_number:
        return f"cannot start in {line.start}"
    if problem.running(line).stop > len(problem.terms):
        return "does not end within the terms planned"
    return ""
