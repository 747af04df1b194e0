"""A bound for a changed area from the proof of the old plan: only what a change touches is worked out again.

The prices of what the area shares stay, and with them the bound of every learner whom the change does not touch. The
blocks of the others are built and searched again at these prices, of so many learners at the most; for the rest, what
single lines could add is added to their old bound, which is true as well, but weaker.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.colgen import generate
from planner.goals import price_points
from planner.links import POUNDS
from planner.master import bound as whole_bound
from planner.model import Shared
from planner.modelled import modelled
from planner.part import part, with_changed
from planner.progress import Watch, go_on
from planner.sieve import Sieve
from planner.what_if_gains import Adds, most_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from planner.area_blocks import AreaBlocks
    from planner.learner import Line
    from planner.master import Floats
    from planner.model import Model
    from planner.problem import Problem
    from planner.proof import Proof
    from planner.result import Params, Result
    from planner.what_if_gains import Gains
    from planner.what_if_touched import Touched

WORKED_OUT = 80  # learners whose blocks are searched again for one change, at the most
LOOKED_AT = 5 * WORKED_OUT  # learners looked at more closely, whether a line is possible at all
MORE = 8  # prices tried for the places of what has changed ...
MANY = 1_000  # ... where no more learners than this are only estimated


@dataclass(frozen=True)
class After:
    """A bound in points; how many learners were worked out again for it, and for how many more it is only estimated."""

    bound: float
    again: int
    estimated: int


def bound_after(
    before: Problem,
    after: Problem,
    result: Result,
    found: Touched,
    gains: Gains,
    also: Collection[str],
    keep: Collection[Line],
    watch: Watch,
    most: int = WORKED_OUT,
) -> After:
    """A bound for the area after a change; `found` says whom the change touches, `gains` what single lines are worth.

    It holds for the shortlists of `result`. The learners of `also` are among those worked out again, and the lines to
    keep among theirs: so a plan that was found with these lines is below the bound as well. `most` learners at the most
    are worked out again, but for `also`.
    """
    work = _Work(before, after, result.proof, found, gains)
    exact, rest = work.chosen(also, most)
    own = _worked_out(work, exact, rest, keep, result.params, result.seed, watch)
    bound = work.fixed(exact) + own
    if (
        not (found.opens or found.anything or found.wants or found.hungry)
        and before.learner.keys() == after.learner.keys()
    ):
        bound = min(bound, result.bound)  # something is taken away, or nothing has changed
    return After(bound, len(exact), len(rest))


class _Work:
    """What is known of a change: prices, new payments for remedies, and what lines could add for whom."""

    def __init__(self, before: Problem, after: Problem, proof: Proof, found: Touched, gains: Gains) -> None:
        self.after, self.proof, self.found = after, proof, found
        self.open = {o for o in found.changed if o in after.offering}
        self.prices = {n: p for n, p in proof.rows.items() if n[0] != "place" or n[1] not in self.open}
        self.adds = Adds(after, self.prices)
        self.gains = dict(gains.opens)
        self.share = {r.id: _share(before, r.id, after) for r in after.remedies}

    def chosen(self, also: Collection[str], most: int) -> tuple[list[str], list[str]]:
        """Learners to work out again, `also` among them; and those whose old bound does not hold, but who are not."""
        found = self.found
        score = {x: self.adds.of(self.after.learner[x], mine) for x, mine in self.gains.items()}
        order = sorted((x for x in score if score[x] > 0 and x not in found.anything), key=lambda x: (-score[x], x))
        possible = self._possible(order[:LOOKED_AT]) | set(order[LOOKED_AT:])
        urgent = {x: score[x] for x in order if x in possible}
        whole = {x: most_of(self.after.learner[x], self.after) for x in found.anything}
        urgent |= {x: max(0.0, most - self.proof.learners.get(x, -math.inf)) for x, most in whole.items()}
        for (remedy, x), paid in self.proof.uses.items():
            if x in found.again and remedy in self.share:
                urgent[x] = urgent.get(x, 0.0) + paid * (1 - self.share[remedy])
        ranked = sorted({*urgent, *found.again, *also}, key=lambda x: (x not in also, -urgent.get(x, 0.0), x))
        exact = ranked[: max(most, len(also))]
        shaky = (found.anything | set(order)) & set(ranked[len(exact) :])
        return sorted(exact), sorted(shaky)

    def _possible(self, names: Sequence[str]) -> set[str]:
        """Those for whom some line that would add something can be, whatever it asks for."""
        wanted = {o for x in names for o in self.gains[x]}
        some = tuple(replace(o, requires=frozenset()) for o in self.after.offerings if o.id in wanted)
        sieve = Sieve(with_changed(self.after, offerings=some))
        found = set()
        for x in names:
            look = sieve.look(self.after.learner[x])
            there = {some[i].id for i in look.which.tolist()}
            self.gains[x] = {o: p for o, p in self.gains[x].items() if o in there}
            if self.gains[x]:
                found.add(x)
        return found

    def fixed(self, exact: Collection[str]) -> float:
        """All of the bound but for those worked out again, and without what lines may add for the rest."""
        out = set(exact)
        after, proof = self.after, self.proof
        total = sum(price * self._left(name, price) for name, price in self.prices.items())
        total += sum(proof.learners.get(x.id, 0.0) for x in after.learners if x.id not in out)
        paid: dict[str, float] = dict.fromkeys(proof.remedies, 0.0)
        for (remedy, x), points in proof.uses.items():
            if remedy in after.remedy and x in after.learner:
                paid[remedy] = paid.get(remedy, 0.0) + points * (self.share[remedy] if x in out else 1.0)
        for remedy, points in paid.items():
            if remedy in after.remedy:
                r = after.remedy[remedy]
                pence = r.to_pay(r.once)
                once = self.prices.get(("one-off", r.paid_by), 0.0) * pence / POUNDS
                total += max(0.0, points - price_points(pence, after.goals) - once)
        return total

    def _left(self, name: tuple[object, ...], price: float) -> float:
        """How much there is of something in the changed area; where no limit is stated, as much as can be used."""
        after, about = self.after, str(name[1])
        if name[0] == "place":
            return float(after.offering[about].places) if about in after.offering else 0.0
        if price == 0 or about not in after.funder:
            return 0.0
        funder = after.funder[about]
        if name[0] == "budget":
            limit = funder.budget_per_term
            most = sum(f.per_term for x in after.learners for f in x.funding if f.funder == about)
        else:
            limit = funder.one_off_budget
            mine = [r for r in after.remedies if r.paid_by == about]
            most = sum(r.to_pay(r.once) + len(after.learners) * r.to_pay(r.per_learner) for r in mine)
        return (most if limit is None else limit) / POUNDS

    def most(self, name: str, more: Mapping[str, float]) -> float:
        """What the change may add to the old bound of a learner who is not worked out again."""
        whole = most_of(self.after.learner[name], self.after) - self.proof.learners.get(name, 0.0)
        return (
            whole
            if name in self.found.anything
            else self.adds.of(self.after.learner[name], self.gains.get(name, {}), more)
        )


def _share(before: Problem, remedy: str, after: Problem) -> float:
    """How much of the old payments for a remedy is still asked for: as much as its price is of the old one."""
    if remedy not in before.remedy:
        return 1.0
    old, new = before.remedy[remedy], after.remedy[remedy]
    was, now = old.to_pay(old.once), new.to_pay(new.once)
    return min(1.0, now / was) if was else 1.0


def _worked_out(
    work: _Work,
    exact: Sequence[str],
    rest: Sequence[str],
    keep: Collection[Line],
    params: Params,
    seed: int,
    watch: Watch,
) -> float:
    """The bound of some learners by themselves at the area's prices, with what the change may add for the rest.

    The places of what has changed have their own price, the best of a few for both.
    """
    few = part(work.after, [work.after.learner[x] for x in exact])
    with ThreadPoolExecutor(params.threads) as pool:
        blocks = _blocks(work, few, keep, params, pool)
        if blocks is None:
            return sum(work.most(x, {}) for x in rest)
        search = generate(blocks, params, seed, watch, _begin(blocks.model, work))
        model = blocks.model
        places = {n: r for r, n in enumerate(model.names) if n[0] == "open"}
        best = search.bound + sum(work.most(x, _lowest(search.prices, places)) for x in rest)
        for more in _steps(work, rest) if rest and places and len(rest) <= MANY else ():
            prices = search.prices.copy()
            prices[list(places.values())] += more
            own = whole_bound(blocks, prices, blocks.price(prices, 1).bounds)
            best = min(best, own + sum(work.most(x, _lowest(prices, places)) for x in rest))
    return best


def _begin(model: Model, work: _Work) -> Floats:
    """Prices to begin from: of places as they were, of what is paid once shared evenly by the rows that may use it."""
    prices = np.zeros(len(model.upper))
    for r, name in enumerate(model.names):
        if name[0] == "open":
            prices[r] = work.proof.rows.get(("place", *name[1:]), 0.0)
    for thing in model.shared:
        uses = [r for r, c in thing.rows if c < 0]
        for r in uses:
            prices[r] += thing.points / len(uses)
    return prices


def _lowest(prices: Floats, places: Mapping[tuple[object, ...], int]) -> dict[str, float]:
    """The lowest price of a place of each offering in any term: true whichever terms a line runs in."""
    low: dict[str, float] = {}
    for name, r in places.items():
        low[str(name[1])] = min(low.get(str(name[1]), math.inf), float(prices[r]))
    return low


def _steps(work: _Work, rest: Sequence[str]) -> list[float]:
    """Prices to try on top: those at which fewer and fewer of the rest still want a place."""
    wanted = [p for x in rest for o, p in work.gains.get(x, {}).items() if o in work.open]
    return sorted(set(np.quantile(wanted, np.linspace(0, 1, MORE)).tolist())) if wanted else []


def _blocks(
    work: _Work, few: Problem, keep: Collection[Line], params: Params, pool: ThreadPoolExecutor
) -> AreaBlocks | None:
    """The blocks of some learners; narrower where there is no room. None where nobody has a line."""
    sieve = Sieve(few)
    sieve.price_places(work.prices.items())  # as the old plan's shortlists were made
    mine = [y for y in keep if y.learner in few.learner]
    _, model, blocks = modelled(sieve, mine, params, pool, go_on, change=lambda m: _priced(m, few, work))
    return blocks if model.candidates else None


def _priced(model: Model, few: Problem, work: _Work) -> None:
    """Turns the rows of the area into points, in place; only the places of what has changed stay a row."""
    prices = work.prices
    shared = {r for r, name in enumerate(model.names) if name[0] in ("place", "budget", "one-off")}
    for block in model.blocks:
        for piece in block.pieces:
            c = model.candidates[piece.candidate]
            for r, amount in piece.rows:
                if r in shared and model.names[r][0] != "place":
                    piece.points -= prices.get(model.names[r], 0.0) * amount
            piece.rows = [(r, amount) for r, amount in piece.rows if r not in shared]
            for t in block.terms:
                if t not in c.terms:
                    continue
                if c.offering.id in work.open:
                    piece.rows.append((model.row(("open", c.offering.id, t), c.offering.places), 1.0))
                else:
                    piece.points -= prices.get(("place", c.offering.id, t), 0.0)
    if model.candidates:  # one row that is never full: there is always one
        b, i = model.pieces_of[0][0]
        model.blocks[b].pieces[i].rows.append((model.row(("free",), 1.0), 1.0))
    for thing in model.shared:
        thing.points += sum(prices.get(model.names[r], 0.0) * amount for r, amount in thing.rows if r in shared)
        thing.rows = [(r, amount) for r, amount in thing.rows if r not in shared]
    for r in shared:
        model.upper[r] = 0.0
    model.shared[:] = [own for thing in model.shared for own in _own(thing, model, few, work)]


def _own(thing: Shared, model: Model, few: Problem, work: _Work) -> list[Shared]:
    """What the area buys once: each learner pays a part of it, as at the area's prices."""
    if thing.learner >= 0:
        return [thing]
    rows: dict[int, list[tuple[int, float]]] = {}
    for r, amount in thing.rows:
        name = model.names[r]
        owner = model.blocks[int(str(name[1]))].learner if name[0] == "use" else int(str(name[2]))
        rows.setdefault(owner, []).append((r, amount))
    paid = work.proof.uses
    share = work.share[thing.remedy]
    return [
        Shared(share * paid.get((thing.remedy, few.learners[x].id), 0.0), mine, thing.remedy, x)
        for x, mine in rows.items()
    ]
