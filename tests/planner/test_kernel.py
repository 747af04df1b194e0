"""The compiled search for the best programmes of a block, against every set of its pieces."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pytest

from planner.kernel.pack import Packed, TooWide
from planner.model import Bit, Block, Cell, Model, Piece

TERMS = 3
POOL = ThreadPoolExecutor(1)


def a_block(rng: random.Random) -> Block:
    """Up to eight pieces with everything that a block can have."""
    terms, n = rng.randint(1, TERMS), rng.randint(0, 8)
    cells = [Cell(float(rng.randint(1, 5)), rng.choice([60, 120])) for _ in range(2 * terms)]
    limits = [rng.randint(2, 5) for _ in range(terms)]  # a resource belongs to one term
    block = Block(0, range(terms), cells=cells, limits=limits)
    block.most_days, block.most_settings = rng.randint(1, 4), rng.randint(1, 3)
    block.setting_points = float(rng.choice([0, 40]))
    for _ in range(rng.randint(0, 3)):
        resource = rng.randrange(-1, terms)
        block.bits.append(Bit(resource=resource, amount=rng.randint(0, 2)))
    for i in range(n):
        first = rng.randrange(terms)
        runs = range(first, rng.randint(first + 1, terms))
        some = rng.randrange(8)
        bits = [f for f, bit in enumerate(block.bits) if some >> f & 1 and (bit.resource < 0 or bit.resource in runs)]
        days, site = rng.randint(1, 15), rng.choice([0, 1, 2, 4])
        block.pieces.append(
            Piece(
                i,
                runs,
                0.0,
                [(2 * t + k, rng.choice([30, 60])) for t in runs for k in range(2) if rng.random() < 0.7],
                [(t, rng.randint(0, 2)) for t in runs],
                [days if t in runs else 0 for t in range(terms)],
                [site if t in runs else 0 for t in range(terms)],
                bits=sum(1 << f for f in bits),
            )
        )
    block.conflicts = [1 << i for i in range(n)]
    for i, k in combinations(range(n), 2):
        if rng.random() < 0.2:
            block.conflicts[i] |= 1 << k
            block.conflicts[k] |= 1 << i
    for piece in block.pieces:
        before = sum(1 << k for k, other in enumerate(block.pieces) if other.terms.stop <= piece.terms.start)
        if rng.random() < 0.2:
            piece.asks.append(before & rng.randrange(256))
    if n and rng.random() < 0.2 and worth(block, 1, [0.0] * n, [0.0] * 64) is not None:
        block.forced = 1
    return block


def worth(block: Block, mask: int, val: list[float], price: list[float]) -> float | None:
    """Points of a set of pieces, worked out one by one; None if it breaks a rule."""
    chosen = [i for i in range(len(block.pieces)) if mask >> i & 1]
    pieces = [block.pieces[i] for i in chosen]
    bits = [f for f in range(len(block.bits)) if any(p.bits >> f & 1 for p in pieces)]
    if mask & block.forced != block.forced:
        return None
    if any(block.conflicts[i] & mask & ~(1 << i) for i in chosen):
        return None
    if any(not ask & mask for p in pieces for ask in p.asks):
        return None
    for r, limit in enumerate(block.limits):
        used = sum(amount for p in pieces for k, amount in p.use if k == r)
        if used + sum(block.bits[f].amount for f in bits if block.bits[f].resource == r) > limit:
            return None
    total = sum(val[i] for i in chosen) - sum(price[f] for f in bits)
    for t in range(len(block.terms)):
        days = {d for p in pieces for d in range(7) if p.days[t] >> d & 1}
        sites = {p.sites[t] for p in pieces if p.sites[t]}
        if len(days) > block.most_days or len(sites) > block.most_settings:
            return None
        total -= block.setting_points * max(0, len(sites) - 1)
    for k, cell in enumerate(block.cells):
        total += cell.points * min(cell.cap, sum(m for p in pieces for c, m in p.minutes if c == k))
    return total


def an_instance(seed: int) -> tuple[Block, list[float], list[float]]:
    """A block with points of its pieces and prices of its bits."""
    rng = random.Random(seed)
    block = a_block(rng)
    val = [float(rng.randint(-300, 200)) for _ in block.pieces]
    price = [float(rng.randint(0, 150)) if f < len(block.bits) else 0.0 for f in range(64)]
    return block, val, price


def searched(block: Block, val: list[float], price: list[float], most: int, checks: int = 10**6) -> tuple[object, ...]:
    packed = Packed(Model([], [block], [[0]], [[(0, i)] for i in range(len(block.pieces))]))
    low = np.array([-1e17 if block.forced else 0.0])
    found = packed.search(np.array(val), np.array([price]), low, checks, most, POOL)
    count = int(found.count[0])
    return found.values[0, :count].tolist(), found.masks[0, :count].tolist(), float(found.bounds[0])


def every(block: Block, val: list[float], price: list[float]) -> dict[int, float]:
    """The worth of every set that holds."""
    sets = {mask: worth(block, mask, val, price) for mask in range(1 << len(block.pieces))}
    return {mask: points for mask, points in sets.items() if points is not None}


def test_the_best_programmes_are_those_of_all_sets_of_pieces() -> None:
    found = 0
    for seed in range(1500):
        block, val, price = an_instance(seed)
        least = -1e17 if block.forced else 0.0
        best = sorted((v for v in every(block, val, price).values() if v > least), reverse=True)[:4]
        values, masks, bound = searched(block, val, price, 4)
        assert values == pytest.approx(best), seed
        assert [worth(block, mask, val, price) for mask in masks] == pytest.approx(values), seed
        assert bound == pytest.approx(max(best, default=least)), seed
        found += len(best)
    assert found > 2000


def test_a_search_that_is_cut_short_has_a_true_bound() -> None:
    cut = 0
    for seed in range(400):
        block, val, price = an_instance(seed)
        least = -1e17 if block.forced else 0.0
        best = max(every(block, val, price).values(), default=least)
        values, _, bound = searched(block, val, price, 1, checks=2)
        assert bound >= max(best, least) - 1e-6, seed
        cut += bool(best > max(values, default=least))
    assert cut > 10


def test_a_block_with_too_many_weeks_says_whose_it_is() -> None:
    piece = Piece(0, range(1), 1.0, [], [], [1], [0])
    block = Block(0, range(1), [piece] * 20, [1 << i for i in range(20)])
    with pytest.raises(TooWide) as told:
        Packed(Model([], [block], [[0]], [[(0, i)] for i in range(20)]))
    assert told.value.learners == {0}
