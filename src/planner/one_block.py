"""One learner's lines as one block over the whole horizon: its best sets of lines, found by one compiled search.

Lines that differ only in who pays may be one piece. The search then keeps to what the funders together allow, which
is a bound, and `payment.py` finds who pays; or each line is a piece of its own, and the search knows the money too.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from math import floor, inf
from typing import TYPE_CHECKING

import numpy as np

from planner.build import build
from planner.goals import price_points
from planner.kernel.pack import Packed
from planner.learner import Funding
from planner.model import Bit
from planner.part import part
from planner.payment import Paid
from planner.shortlists import BLOCK, Candidates

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from planner.candidates import Candidate
    from planner.learner import Learner
    from planner.model import Block, Piece
    from planner.payment import Payment
    from planner.problem import Problem

    Choices = Sequence[Sequence[Candidate]]  # for each piece of a programme, the lines it may stand for
    Same = Callable[[Choices], Hashable]  # programmes that are the same where this is

ANYBODY = ""  # the funder of a piece whose lines can be paid by several
PLENTY = 10**12
NOTHING = Paid(0, 0, ())


@dataclass(frozen=True)
class Ranking:
    """Programmes, best first; no other is worth more than `bound`, of those without the `left_out` lines.

    Worth is `Paid.measure`. All that measure at least `bound` are certain to stand in their place. `cut` says that
    the search was ended by its limit of steps.
    """

    found: list[Paid]
    bound: float
    left_out: int = 0
    cut: bool = False

    @property
    def certain(self) -> list[Paid]:
        """The programmes that nothing outside the list can come before."""
        return [p for p in self.found if p.measure >= self.bound]


def every(choices: Choices) -> Hashable:
    """Each set of lines by itself, whoever pays."""
    return frozenset((c[0].line.offering, c[0].line.start, c[0].line.remedies) for c in choices)


def same_offerings(choices: Choices) -> Hashable:
    """Programmes with the same offerings, whenever they start."""
    return frozenset(c[0].line.offering for c in choices)


@dataclass(frozen=True, eq=False)
class Alike:
    """A piece of the block, and the lines that it stands for."""

    piece: Candidate
    lines: tuple[Candidate, ...]


def alike(learner: Learner, lines: Iterable[Candidate], problem: Problem) -> list[Alike]:
    """Lines that differ only in who pays, together; an agreed line stands alone and those beside it are left out."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Candidate]] = defaultdict(list)
    for c in lines:
        groups[c.line.offering, c.line.start, c.line.remedies].append(c)
    found = []
    for group in groups.values():
        kept = [c for c in group if c.line in learner.accepted] or group
        by_term = any(problem.remedy[r].per_term for r in kept[0].line.remedies)
        funder = kept[0].line.funder if len(kept) == 1 and not by_term else ANYBODY
        found.append(Alike(replace(kept[0], line=replace(kept[0].line, funder=funder)), tuple(kept)))
    return sorted(found, key=lambda a: (a.piece.terms.start, a.piece.line))


def apart(pool: Sequence[Alike]) -> list[Alike]:
    """Each line as a piece of its own."""
    found = [Alike(c, (c,)) for a in pool for c in a.lines]
    return sorted(found, key=lambda a: (a.piece.terms.start, a.piece.line))


def for_pieces(learner: Learner, pool: Sequence[Alike], problem: Problem) -> Problem:
    """The problem of the learner alone, in which pieces stand for lines."""
    agreed = tuple(a.piece.line for a in pool if any(c.line in learner.accepted for c in a.lines))
    funding = (*learner.funding, Funding(ANYBODY, PLENTY))
    return part(problem, [replace(learner, accepted=agreed, funding=funding)])


class OneBlock:
    """At most 64 pieces, ready to be searched."""

    def __init__(self, learner: Learner, problem: Problem, pool: Sequence[Alike], payment: Payment) -> None:
        self._learner, self._problem, self._payment = learner, problem, payment
        self._of = {a.piece.line: a for a in pool}
        alone = for_pieces(learner, pool, problem)
        chosen = Candidates({learner.id: tuple(a.piece for a in pool)}, 0)
        self._model = build(alone, chosen, [range(len(problem.terms))])
        self._block: Block = self._model.blocks[0]
        for piece in self._block.pieces:
            lines = self._alike(piece).lines
            piece.points += max(payment.bonus.get(c.line, 0) for c in lines) - payment.price(lines[0])
        if any(len(a.lines) > 1 or a.piece.line != a.lines[0].line for a in pool):
            self._limit_money()
        self._packed = Packed(self._model)
        self._bits = self._packed.bit_points + self._prices()

    def found(self, most: int, checks: int, same: Same = every) -> Ranking:
        """Programmes out of the search's `most` best sets of pieces, and a bound on all others.

        Of those that are the `same` only the best is told.
        """
        block, payment = self._block, self._payment
        low = np.array([-1e17 if block.forced else 0.0])
        with ThreadPoolExecutor(1) as pool:
            got = self._packed.search(self._packed.points, self._bits, low, checks, most, pool)
        count = int(got.count[0])
        bound = float(got.values[0, most - 1]) if count == most else -inf
        cut = bool(got.others[0] > -1e17)
        if cut:
            bound = max(bound, float(got.others[0]))
        found = [] if block.forced else [NOTHING]
        best: dict[Hashable, float] = {}
        for mask, points in zip(got.masks[0, :count].tolist(), got.values[0, :count].tolist(), strict=True):
            choices = [self._alike(p).lines for i, p in enumerate(block.pieces) if mask >> i & 1]
            key = same(choices)
            if best.get(key, -inf) >= points - 0.5:
                continue
            payment.cut = False
            paid = payment.of(choices, points)
            if paid is not None:
                found.append(paid)
                best[key] = max(best.get(key, -inf), paid.measure)
            if payment.cut:
                bound = max(bound, points)
        found.sort(key=lambda p: (-p.measure, p.lines))
        return Ranking(found, floor(bound + 1e-4) if bound > -inf else bound, cut=cut)

    def _alike(self, piece: Piece) -> Alike:
        return self._of[self._model.candidates[piece.candidate].line]

    def _prices(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """What bits cost beside their own points: remedies paid once, as far as nobody else has bought them."""
        prices = np.zeros((1, BLOCK))
        for f, bit in enumerate(self._block.bits):
            if bit.row >= 0 and self._model.names[bit.row][0] == "use":
                remedy = self._problem.remedy[str(self._model.names[bit.row][2])]
                prices[0, f] = price_points(remedy.to_pay(remedy.per_learner), self._problem.goals)
                if not self._payment.ledger.bought(remedy.id):
                    once = price_points(remedy.to_pay(remedy.once), self._problem.goals)
                    prices[0, f] += once // self._payment.sharers
        return prices

    def _limit_money(self) -> None:
        """Each set of funders pays no more than its ceilings together for what nobody else may pay."""
        ceilings = {f.funder: f.per_term for f in self._learner.funding}
        payers = {frozenset(c.line.funder for c in self._alike(p).lines) for p in self._block.pieces}
        sets = {frozenset[str]().union(*some) for n in range(1, len(payers) + 1) for some in combinations(payers, n)}
        for funders in sorted(sets, key=lambda s: (-len(s), sorted(s))):
            for t in self._block.terms:
                self._limit(funders, t, sum(ceilings.get(f, 0) for f in funders))

    def _limit(self, funders: frozenset[str], t: int, limit: int) -> None:
        block = self._block
        held: list[tuple[Piece, int]] = []
        users: dict[str, list[Piece]] = defaultdict(list)
        for piece in block.pieces:
            a = self._alike(piece)
            if t in a.piece.terms and all(c.line.funder in funders for c in a.lines):
                held.append((piece, a.piece.offering.price))
                for r in a.piece.line.remedies:
                    users[r].append(piece)
        prices = {r: p for r in users if (p := self._by_term(r))}
        if sum(price for _, price in held) + sum(prices.values()) <= limit:
            return
        for piece, price in held:
            if price:
                piece.use.append((len(block.limits), price))
        for r, price in prices.items():
            if len(block.bits) < BLOCK:  # without it the limit is wider than it need be, and still a bound
                for piece in users[r]:
                    piece.bits |= 1 << len(block.bits)
                block.bits.append(Bit(resource=len(block.limits), amount=price))
        block.limits.append(limit)

    def _by_term(self, remedy: str) -> int:
        bought = self._problem.remedy[remedy]
        return bought.to_pay(bought.per_term)
