"""What set-up compiles is what the search runs: a second kind of array would be compiled while somebody waits."""

from __future__ import annotations

import random

import numpy as np

from planner.kernel import batch as compiled
from planner.kernel import bits
from planner.kernel.warm import warm
from planner.solve import solve
from tests.planner.small_areas import small_area


def test_a_search_compiles_nothing_that_set_up_has_not() -> None:
    warm()
    solve(small_area(random.Random(1).randint))
    assert len(compiled.batch.signatures) == 1


def test_another_kind_of_array_would_be_found() -> None:
    before = len(bits.count.signatures)
    bits.count(np.uint8(3))
    assert len(bits.count.signatures) == before + 1
