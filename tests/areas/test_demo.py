"""The page that the demo prints."""

from __future__ import annotations

import re

from areas.demo import CHANGES, page
from areas.make import make_area
from planner.answers import answer
from planner.result import Params


def test_the_page_counts_the_changes_that_it_lists() -> None:
    told = answer(make_area("Birmingham", 12, 3, 1), Params(), tries=3)
    lines = page(told)
    (said,) = (int(found[1]) for x in lines if (found := re.match(r"WHAT WOULD HELP MOST \((\d+) ", x)))
    assert said == sum(re.match(r"  \d\. ", x) is not None for x in lines) <= CHANGES


def test_the_page_says_what_is_real_and_what_is_made_up() -> None:
    told = answer(make_area("Birmingham", 6, 2, 1), Params(), tries=0)
    assert any("are real" in x and "are made up" in x for x in page(told))
