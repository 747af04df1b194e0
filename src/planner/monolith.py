"""The whole model, or the part of some learners, as one mixed integer programme: exact, and slow where it is large.

Used three ways: `reference` proves it on small areas, `improve` re-plans a few learners while the others stay, and
`explain` asks what one learner's best programme would be with an offering in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.mixture import INF, new_highs, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planner.model import Block, Model


@dataclass
class Answer:
    """Candidates chosen, the value of what was solved for, and a bound on it; chosen is None if nothing was found."""

    chosen: list[int] | None
    value: float
    bound: float


@dataclass
class Programme:
    """A mixed integer programme being written down: maximise, columns and rows in plain lists."""

    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[list[tuple[int, float]]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def var(self, cost: float, high: float = 1.0, *, whole: bool = False) -> int:
        """A new variable between 0 and `high`."""
        self.cost.append(cost)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: list[tuple[int, float]], upper: float, lower: float = -INF) -> None:
        """lower <= sum <= upper; a variable may stand more than once."""
        merged: dict[int, float] = {}
        for i, c in terms:
            merged[i] = merged.get(i, 0.0) + c
        self.rows.append([(i, c) for i, c in merged.items() if c])
        self.lower.append(lower)
        self.upper.append(upper)

    def in_highs(self, seed: int) -> highspy.Highs:
        """Written into a solver that makes the cost low: minus ours. It stops within a point of the best."""
        h, n = new_highs(seed), len(self.cost)
        h.addVars(n, np.zeros(n), np.array(self.high))
        every = np.arange(n, dtype=np.int32)
        h.changeColsCost(n, every, -np.array(self.cost))
        kinds = [highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in self.whole]
        h.changeColsIntegrality(n, every, np.array(kinds))
        starts = np.cumsum([0, *(len(r) for r in self.rows)])[:-1].astype(np.int32)
        index = np.array([i for r in self.rows for i, _ in r], np.int32)
        coef = np.array([c for r in self.rows for _, c in r], np.float64)
        status = h.addRows(len(self.rows), np.array(self.lower), np.array(self.upper), len(index), starts, index, coef)
        if status != highspy.HighsStatus.kOk:
            raise RuntimeError("the solver refused the rows of a programme")
        h.setOptionValue("mip_rel_gap", 0.0)
        h.setOptionValue("mip_abs_gap", 0.99)  # values are whole points
        return h

    def solve(
        self, seed: int, nodes: int, gap: float, seconds: float, stop: Callable[[], bool], start: Mapping[int, float]
    ) -> tuple[list[float] | None, float, float]:
        """(solution or None, value, bound)."""
        h = self.in_highs(seed)
        h.setOptionValue("mip_max_nodes", nodes)
        h.setOptionValue("mip_rel_gap", gap)
        if start:
            h.setSolution(len(start), np.array(list(start), np.int32), np.array(list(start.values()), np.float64))
        run(h, seconds, stop)
        info = h.getInfo()
        values = list(h.getSolution().col_value)
        if not values or info.primal_solution_status != 2:
            return None, 0.0, -info.mip_dual_bound
        return values, -info.objective_function_value, -info.mip_dual_bound


def solve_whole(
    model: Model,
    learners: Iterable[int],
    residual: Mapping[int, float] | None = None,
    bought: Iterable[int] = (),
    *,
    force: Iterable[int] = (),
    free: Iterable[int] = (),
    one_of: Iterable[int] = (),
    out: Iterable[int] = (),
    start: Iterable[int] = (),
    seed: int = 0,
    nodes: int = 10_000_000,
    gap: float = 0.0,
    seconds: float = float("inf"),
    stop: Callable[[], bool] = bool,
) -> Answer:
    """The best programmes of some learners together, all else as it is.

    `residual` gives what is left of rows (all, if None), `bought` the shared things that others have paid for,
    `force` candidates that must be taken, `one_of` candidates of which at least one must be, `out` such that must not,
    `free` rows that are not kept.
    """
    p, x = write_whole(model, learners, residual, bought, free)
    for j in set(force):
        p.row([(x[j], 1.0)], 1.0, 1.0)
    for j in out:
        p.high[x[j]] = 0.0
    either = [(x[j], 1.0) for j in one_of if j in x]
    if one_of:
        p.row(either, INF, 1.0)
    begin = {x[j]: 1.0 for j in start if j in x}
    begin = {i: begin.get(i, 0.0) for i in x.values()} if begin else {}
    values, value, best = p.solve(seed, nodes, gap, seconds, stop, begin)
    chosen = None if values is None else [j for j, i in x.items() if values[i] > 0.5]
    return Answer(chosen, value, best)


def write_whole(
    model: Model,
    learners: Iterable[int],
    residual: Mapping[int, float] | None = None,
    bought: Iterable[int] = (),
    free: Iterable[int] = (),
) -> tuple[Programme, dict[int, int]]:
    """The programme of some learners, and the variable of each candidate; see `solve_whole`."""
    p = Programme()
    blocks = [model.blocks[b] for x in learners for b in model.blocks_of[x]]
    x = {piece.candidate: -1 for block in blocks for piece in block.pieces}
    for j in x:
        x[j] = p.var(0.0, whole=True)
    rows: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for block in blocks:
        _write_block(p, block, x, rows)
    _write_shared(p, model, rows, set(bought))
    lifted = set(free)
    for r, terms in rows.items():
        if r not in lifted:
            upper = model.upper[r] if residual is None else residual.get(r, model.upper[r])
            p.row(terms, upper, upper if model.equal[r] else -INF)
    return p, x


def _write_shared(p: Programme, model: Model, rows: dict[int, list[tuple[int, float]]], paid: set[int]) -> None:
    """The things bought once that these rows may count on; what others have paid for is there at no price."""
    own_first = sorted(range(len(model.shared)), key=lambda n: model.shared[n].learner < 0)
    for number in own_first:  # what a learner buys may count on what the area buys
        thing = model.shared[number]
        mine = [(r, c) for r, c in thing.rows if r in rows]
        if any(c < 0 for _, c in mine) or (mine and thing.learner >= 0):
            var = p.var(0.0 if number in paid else -thing.points, whole=True)
            for r, c in thing.rows:
                if c < 0 or number not in paid:
                    rows[r].append((var, c))


def _write_block(p: Programme, block: Block, x: Mapping[int, int], rows: dict[int, list[tuple[int, float]]]) -> None:
    pieces = block.pieces
    var = [x[piece.candidate] for piece in pieces]
    for i, piece in enumerate(pieces):
        p.cost[var[i]] += piece.points
        for r, c in piece.rows:
            rows[r].append((var[i], c))
        for mask in piece.asks:
            p.row([(var[i], 1.0), *((var[k], -1.0) for k in range(len(pieces)) if mask >> k & 1)], 0.0)
        if block.forced >> i & 1:
            p.row([(var[i], 1.0)], 1.0, 1.0)
    _write_conflicts(p, block, var)
    _write_bits(p, block, var, rows)
    _write_days(p, block, var)
    _write_sites(p, block, var)
    earned: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        for cell, minutes in piece.minutes:
            earned[cell].append((var[i], -float(minutes)))
    for cell, terms in earned.items():
        minutes = p.var(block.cells[cell].points, float(block.cells[cell].cap))
        p.row([(minutes, 1.0), *terms], 0.0)


def _write_conflicts(p: Programme, block: Block, var: list[int]) -> None:
    """Cliques that cover every clash of two pieces."""
    left = [m & ~(1 << i) for i, m in enumerate(block.conflicts)]
    for i in range(len(left)):
        while left[i]:
            members, common, k = [i], block.conflicts[i] & ~(1 << i), (left[i] & -left[i]).bit_length() - 1
            while True:
                members.append(k)
                common &= block.conflicts[k] & ~(1 << k)
                if not common:
                    break
                k = (common & -common).bit_length() - 1
            mask = sum(1 << m for m in members)
            for m in members:
                left[m] &= ~mask
            p.row([(var[m], 1.0) for m in members], 1.0)


def _write_bits(p: Programme, block: Block, var: list[int], rows: dict[int, list[tuple[int, float]]]) -> None:
    used: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, piece in enumerate(block.pieces):
        for r, amount in piece.use:
            used[r].append((var[i], float(amount)))
    for f, bit in enumerate(block.bits):
        holders = [i for i, piece in enumerate(block.pieces) if piece.bits >> f & 1]
        if not holders:
            continue
        paid = p.var(-bit.points, whole=True)
        for i in holders:
            p.row([(var[i], 1.0), (paid, -1.0)], 0.0)
        if bit.resource >= 0:
            used[bit.resource].append((paid, float(bit.amount)))
        if bit.row >= 0:
            rows[bit.row].append((paid, 1.0))
    for r, terms in used.items():
        p.row(terms, float(block.limits[r]))


def _write_days(p: Programme, block: Block, var: list[int]) -> None:
    for t in range(len(block.terms)):
        on = {d: [i for i, piece in enumerate(block.pieces) if piece.days[t] >> d & 1] for d in range(7)}
        days = [d for d in on if on[d]]
        if len(days) <= block.most_days:
            continue
        out = {d: p.var(0.0) for d in days}
        p.row([(v, 1.0) for v in out.values()], float(block.most_days))
        for d in days:
            for i in on[d]:
                p.row([(var[i], 1.0), (out[d], -1.0)], 0.0)


def _write_sites(p: Programme, block: Block, var: list[int]) -> None:
    for t in range(len(block.terms)):
        masks = {piece.sites[t] for piece in block.pieces if piece.sites[t]}
        if len(masks) <= 1:
            continue
        cost = block.setting_points
        open_ = {m: p.var(-cost, whole=True) for m in sorted(masks)}
        free = p.var(cost)
        p.row([(free, 1.0), *((v, -1.0) for v in open_.values())], 0.0)
        p.row([(v, 1.0) for v in open_.values()], float(block.most_settings))
        for i, piece in enumerate(block.pieces):
            if piece.sites[t]:
                p.row([(var[i], 1.0), (open_[piece.sites[t]], -1.0)], 0.0)
