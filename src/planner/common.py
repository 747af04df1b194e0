"""What regions have in common: their rows as the rows of one master, what is bought once for all, and who gets what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from planner.master import Offers
from planner.model import Shared
from planner.proof import SHARED, Proof

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.master import Floats, Ints
    from planner.problem import Problem
    from planner.region import Rows, Settled


class Common:
    """All regions as `planner.master.Priced`. `ask` asks them all; their columns stay with them."""

    def __init__(self, rows: Sequence[Rows], parts: Sequence[Problem], ask: Callable[[Floats], Offers]) -> None:
        self._ask = ask
        index: dict[tuple[object, ...], int] = {}
        self._of: list[Ints] = [
            np.array([index.setdefault(n if n[0] in SHARED else (r, *n), len(index)) for n in one.names], np.int64)
            for r, one in enumerate(rows)
        ]
        self.names = list(index)
        self.upper, self.unit = np.zeros(len(index)), np.ones(len(index))
        self.equal = np.zeros(len(index), np.bool_)
        for of, one in zip(self._of, rows, strict=True):
            self.upper[of], self.equal[of], self.unit[of] = one.upper, one.equal, one.unit
        self.must = np.concatenate([one.must for one in rows])
        self.count = len(self.must)
        self.cuts = np.cumsum([len(one.must) for one in rows])[:-1]
        self._agreed = [one.agreed for one in rows]
        self._things = [[thing.remedy if thing.learner < 0 else "" for thing in one.shared] for one in rows]
        self.shared = self._merged(rows)
        self._kept_back = self._of_others(parts)

    def _merged(self, rows: Sequence[Rows]) -> list[Shared]:
        """What is bought once: the area's things are one, whichever regions need them."""
        area: dict[str, Shared] = {}
        own: list[Shared] = []
        for r, (of, one) in enumerate(zip(self._of, rows, strict=True)):
            for thing in one.shared:
                mine = [(int(of[row]), c) for row, c in thing.rows]
                if thing.learner >= 0:
                    own.append(Shared(thing.points, mine, thing.remedy, r))
                elif thing.remedy in area:
                    area[thing.remedy].rows += [pair for pair in mine if pair not in area[thing.remedy].rows]
                else:
                    area[thing.remedy] = Shared(thing.points, mine, thing.remedy, -1)
        return [*area.values(), *own]

    def _of_others(self, parts: Sequence[Problem]) -> Floats:
        """What regions without a row of an offering's places may take of them: too few ask there for a row."""
        kept, regions = np.zeros(len(self.names)), len(parts)
        having = np.zeros(len(self.names), np.int64)
        for of in self._of:
            having[of] += 1
        for g, name in enumerate(self.names):
            if name[0] == "place":
                reach = sum(1 for part in parts if name[1] in part.offering)
                kept[g] = (reach - having[g]) * (self.upper[g] // regions)
        return kept

    def price(self, prices: Floats, most: int, floor: Floats | None = None) -> Offers:
        """See `planner.master.Priced`."""
        return self._ask(prices)

    def local(self, prices: Floats) -> list[Floats]:
        """Something of the common rows as each region numbers them."""
        return [prices[of] for of in self._of]

    def offers(self, answers: Sequence[tuple[Floats, Floats]]) -> Offers:
        """The regions' answers as one."""
        used = np.zeros(len(self.upper))
        for of, (_, mine) in zip(self._of, answers, strict=True):
            used[of] += mine
        bounds = np.concatenate([b for b, _ in answers])
        return Offers([], bounds, bounds, used)

    def bought(self, prices: Floats) -> list[list[int]]:
        """The things (positions) of each region that several regions need and that are worth their price to all."""
        needed: dict[str, int] = defaultdict(int)
        for things in self._things:
            for remedy in set(things) - {""}:
                needed[remedy] += 1
        worth = {
            thing.remedy
            for thing in self.shared
            if thing.learner < 0 and -thing.points - sum(prices[r] * c for r, c in thing.rows) > 0
        }
        return [[i for i, x in enumerate(things) if x in worth and needed[x] > 1] for things in self._things]

    def shares(self, asked: Sequence[Floats]) -> list[Floats]:
        """What each region gets of each of its rows: what it has agreed, and of the rest by what it asked for.

        Places go whole; what is over after that goes to those whose share was cut the most.
        """
        shares = self.local(self.upper)
        for g, who in self._sharing():
            agreed = np.array([self._agreed[r][i] for r, i in who])
            wish = np.maximum(np.array([asked[r][i] for r, i in who]) - agreed, 0.0) + 1e-3
            rest = self.upper[g] - self._kept_back[g] - agreed.sum()
            each = rest * wish / wish.sum()
            if self.names[g][0] == "place":
                whole = np.floor(each + 1e-9)
                over = round(rest - whole.sum())
                whole[np.argsort(whole - each, kind="stable")[:over]] += 1
                each = whole
            for (r, i), mine, fixed in zip(who, each.tolist(), agreed.tolist(), strict=True):
                shares[r][i] = fixed + mine
        return shares

    def given(self, shares: Sequence[Floats], settled: Sequence[Settled]) -> list[Floats]:
        """Shares for another time: what a region used, and all that is left where one more is worth most."""
        new = [share.copy() for share in shares]
        for g, who in self._sharing():
            used = [settled[r].used[i] for r, i in who]
            left = self.upper[g] - self._kept_back[g] - sum(used)
            worth = [settled[r].prices[i] for r, i in who]
            best = int(np.argmax(worth))
            for n, (r, i) in enumerate(who):
                new[r][i] = used[n] + (left if n == best else 0.0)
        return new

    def _sharing(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """The rows of the whole area, each with (region, its number there) of those that have it."""
        who: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for r, of in enumerate(self._of):
            for i, g in enumerate(of.tolist()):
                if self.names[g][0] in SHARED:
                    who[g].append((r, i))
        return sorted(who.items())

    def proof(self, proofs: Sequence[Proof], prices: Floats) -> Proof:
        """The regions' proofs as one: what they share counts once."""
        rows, uses, learners = (
            {k: v for one in proofs for k, v in getattr(one, field).items()} for field in ("rows", "uses", "learners")
        )
        remedies = {
            thing.remedy: max(0.0, -thing.points - sum(prices[r] * c for r, c in thing.rows))
            for thing in self.shared
            if thing.learner < 0
        }
        limits = dict(zip(self.names, self.upper.tolist(), strict=True))
        return Proof(rows, {name: limits[name] for name in rows}, uses, learners, remedies)
