"""Rows that come in when they could be exceeded: the same best mix, and prices that prove it, as with every row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from planner.master import Master
from planner.mixture import Column, Mixture
from planner.model import Shared


@dataclass
class Blocks:
    """Blocks with random columns: each row is short for some draws and ample for others."""

    upper: np.ndarray
    equal: np.ndarray
    unit: np.ndarray
    must: np.ndarray
    count: int
    shared: list[Shared] = field(default_factory=list)


def drawn(seed: int) -> tuple[Blocks, list[Column]]:
    rng = np.random.default_rng(seed)
    rows, count = 8, 12
    blocks = Blocks(
        rng.integers(0, 6, rows).astype(float), np.zeros(rows, bool), np.ones(rows), np.zeros(count, bool), count
    )
    blocks.upper[7] = 0.0  # what only a thing bought once makes room in
    blocks.shared = [Shared(40.0, [(7, -float(count)), (6, 1.0)], "a hoist")]
    columns = [
        Column(b, float(rng.integers(1, 60)), tuple((int(r), 1.0) for r in sorted(rng.choice(rows, 3, False))), key)
        for b in range(count)
        for key in range(4)
    ]
    return blocks, columns


def best(blocks: Blocks, columns: list[Column], parts: int) -> tuple[float, float]:
    """What the best mix is worth when columns come in so many parts, and the bound that its prices prove."""
    master = Master(blocks, 1)
    for some in np.array_split(np.arange(len(columns)), parts):
        for i in some:
            master.add(columns[i])
        value, mu, prices = master.solve()
    own = np.zeros(blocks.count)
    for c in columns:
        own[c.block] = max(own[c.block], c.value - sum(prices[r] * k for r, k in c.rows))
    assert np.allclose(own, mu)
    bought = sum(max(0.0, -x.points - sum(prices[r] * k for r, k in x.rows)) for x in blocks.shared)
    return value, float(own.sum() + prices @ blocks.upper + bought)


@pytest.mark.parametrize("seed", range(20))
def test_rows_that_wait_change_neither_the_mix_nor_its_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks, columns = drawn(seed)
    found = [best(blocks, columns, parts) for parts in (1, 5)]
    monkeypatch.setattr(Mixture, "_could_be_exceeded", lambda self: np.ones(len(blocks.upper), bool))
    value, bound = best(blocks, columns, 1)
    assert value == pytest.approx(bound)
    for other in found:
        assert other == pytest.approx((value, bound))


def test_a_row_that_nothing_can_exceed_stays_out_and_is_free() -> None:
    blocks, _ = drawn(1)
    blocks.upper[:] = 12.0
    blocks.shared = []
    master = Master(blocks, 1)
    for b in range(blocks.count):
        master.add(Column(b, 10.0, ((3, 1.0),), 1))
    assert master.solve()[0] == 120.0
    assert master._mixture.h.getNumRow() == blocks.count
    master.add(Column(0, 30.0, ((3, 2.0),), 2))  # thirteen of twelve places: now it is one of the rows
    value, _, prices = master.solve()
    assert master._mixture.h.getNumRow() == blocks.count + 1
    assert (value, prices[3]) == (130.0, 10.0)
