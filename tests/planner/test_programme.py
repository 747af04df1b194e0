"""What a line adds to a programme is the difference that counting the whole makes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.candidates import all_candidates
from planner.goals import worth
from planner.problem import Problem
from planner.programme import Programme
from tests.planner.strategies import areas, asked


@asked(60)
@given(areas(), st.data())
def test_a_gain_is_what_the_whole_is_worth_more(problem: Problem, data: st.DataObject) -> None:
    candidates = all_candidates(problem)
    for learner in problem.learners:
        order = data.draw(st.permutations(candidates[learner.id]))[:6]
        programme, lines = Programme(learner, problem), []
        for c in order:
            before = worth(learner, lines, problem).total
            gain = programme.gain(c)
            programme.take(c)
            lines.append(c.line)
            assert gain == worth(learner, lines, problem).total - before
