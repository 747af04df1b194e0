"""Cutting the terms into stretches for the solver. People never see them: value and rules know only terms.

A stretch never crosses a funding year while the one-provider rule is in force, so that the rule stays inside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.problem import Problem

LENGTH = 3


def stretches(problem: Problem) -> list[range]:
    """Ranges of term numbers, in order, without gaps."""
    by_year = "one-provider-a-year" in problem.rules
    cut = [0]
    for number in range(1, len(problem.terms)):
        new_year = problem.terms[number].funding_year != problem.terms[number - 1].funding_year
        if number - cut[-1] >= LENGTH or (by_year and new_year):
            cut.append(number)
    return [range(a, b) for a, b in zip(cut, [*cut[1:], len(problem.terms)], strict=True)]
