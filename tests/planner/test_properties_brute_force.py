"""On tiny areas every plan there is can be tried: what the search finds is the best of them.

The trying knows only the rules and the goals; it shares nothing with the search.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.goals import value, worth
from planner.plan import Plan
from planner.reference import reference
from planner.rules import check_all
from planner.solve import solve
from tests.planner.strategies import EXACT, accepted, any_area, asked, possible_lines, tiny_areas, with_lines_accepted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.problem import Learner, Line, Problem
    from planner.rules.breach import Breach

MOST_PROGRAMMES = 4_000


class TooMany(Exception):
    """There are too many programmes to try them all."""


def best_value(problem: Problem) -> int:
    """The value of the best of all valid plans of one or two learners."""
    ranked = [ranking(learner, problem) for learner in problem.learners]
    best = None
    for points, first in ranked[0]:
        for more, second in ranked[1] if len(ranked) > 1 else [(0, ())]:
            if best is not None and points + more <= best:
                break
            plan = Plan.of((*first, *second))
            this = value(plan, problem)
            if (best is None or this > best) and not check_all(plan, problem):
                best = this
    assert best is not None
    return best


def ranking(learner: Learner, problem: Problem) -> list[tuple[int, tuple[Line, ...]]]:
    """Every programme a learner could have by itself with its points, best first."""
    lines = [y for y in possible_lines(problem, learner.id) if not lasting([y], problem)]
    found: list[tuple[Line, ...]] = []
    grow((), lines, problem, found)
    whole = [p for p in found if all(y in p for y in learner.accepted) and not without_accepted(p, problem)]
    return sorted(((worth(learner, p, problem).total, p) for p in whole), key=lambda x: -x[0])


def grow(
    chosen: tuple[Line, ...],
    lines: list[Line],
    problem: Problem,
    found: list[tuple[Line, ...]],
    most: int = MOST_PROGRAMMES,
) -> None:
    """Adds to `found` every set of lines, from `chosen` on, that is not broken for good."""
    found.append(chosen)
    if len(found) > most:
        raise TooMany
    for i, line in enumerate(lines):
        if not lasting((*chosen, line), problem):
            grow((*chosen, line), lines[i + 1 :], problem, found, most)


def without_accepted(lines: Iterable[Line], problem: Problem) -> list[Breach]:
    """The breaches, not counting accepted lines that are not there (yet)."""
    return [b for b in check_all(Plan.of(lines), problem) if b.rule != "accepted"]


def lasting(lines: Iterable[Line], problem: Problem) -> list[Breach]:
    """The breaches that no further line can mend: all but skills that are missing."""
    return [b for b in without_accepted(lines, problem) if not (b.rule == "order" and b.sentence.startswith("needs "))]


def prove(problem: Problem) -> None:
    """The best of all plans, the reference and the search agree."""
    try:
        best = best_value(problem)
    except TooMany:
        assume(False)
    assert reference(problem).value == best
    result = solve(problem, EXACT)
    assert result.value == best
    assert result.bound >= best


@pytest.mark.parametrize("seed", [102, 135, 204, 744, 1029])
def test_they_agree_in_areas_where_they_once_did_not(seed: int) -> None:
    prove(any_area(random.Random(seed).randint, 2, 4, 3))


@asked(120)
@given(tiny_areas())
def test_the_search_and_the_reference_find_the_best_of_all_plans(problem: Problem) -> None:
    prove(problem)


@asked(60)
@given(tiny_areas(), st.data())
def test_they_do_so_as_well_with_any_lines_accepted(problem: Problem, data: st.DataObject) -> None:
    lines = [y for x in problem.learners for y in possible_lines(problem, x.id) if not lasting([y], problem)]
    assume(lines)
    kept = with_lines_accepted(problem, data.draw(st.lists(st.sampled_from(lines), max_size=2, unique=True)))
    assume(not check_all(accepted(kept), kept))
    prove(kept)
