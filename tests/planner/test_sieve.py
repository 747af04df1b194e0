"""What is seen over all offerings at once is what is found looking at one after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from areas import make_area
from planner.candidates import candidates_of, seen
from planner.problem import Problem
from planner.sieve import Sieve
from tests.planner.strategies import areas, asked


def same(problem: Problem) -> int:
    """Compares every line of every learner; returns how many there are."""
    sieve, count = Sieve(problem), 0
    for learner in problem.learners:
        look = sieve.look(learner)
        pairs = [(int(row), int(term)) for row, term in np.argwhere(look.starts)]
        at_once = {c.line: c for c in seen(learner, look, pairs, sieve)}
        one_by_one = {c.line: c for c in candidates_of(learner, problem)}
        agreed = set(learner.accepted)
        assert at_once.keys() | agreed == one_by_one.keys() | agreed
        for line, c in at_once.items():
            assert c == one_by_one[line]
            row = look.which.tolist().index(sieve.number[line.offering])
            assert look.looks[row, c.terms.start] >= c.looks - 1e-9
        count += len(at_once)
    return count


@asked(60)
@given(areas())
def test_the_sieve_finds_the_lines_that_no_fact_forbids(problem: Problem) -> None:
    same(problem)


@pytest.mark.parametrize(("council", "terms"), [("Birmingham", 3), ("Rutland", 7)])
def test_it_does_so_in_real_places(council: str, terms: int) -> None:
    area = make_area(council, 12, terms, 5)
    assert same(area) > 200
    assert same(replace(area, rules=frozenset())) > 200


def test_places_that_are_gone_are_seen() -> None:
    area = make_area("Birmingham", 6, 3, 2)
    sieve = Sieve(area)
    learner = area.learners[0]
    free = np.zeros((len(area.offerings), 3), np.int64)
    assert len(sieve.look(learner).which)
    assert not len(sieve.look(learner, free).which)
    free[:, 1] = 1
    look = sieve.look(learner, free)
    assert not look.starts[:, [0, 2]].any()
    lasts = {area.offerings[i].lasts for i in look.which.tolist()}
    assert lasts <= {1}
