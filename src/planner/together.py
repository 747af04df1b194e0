"""A few learners planned again together, everybody else staying as they are.

As for a whole area, but small: places that too many want get a price, each learner's best programmes at these prices
are found exactly, one of the programmes found is chosen for each; and what all are worth at the prices is a bound.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from math import ceil, inf
from typing import TYPE_CHECKING

from planner.goals import price_points
from planner.monolith import Programme
from planner.ranking import Ranker

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.one_block import Ranking
    from planner.payment import Paid
    from planner.problem import Points, Problem

ROUNDS = 10  # of prices, at the most
NODES = 5_000


@dataclass(frozen=True)
class Joint:
    """What was chosen for each learner; its points with what keeping lines is worth, and a bound on these.

    `left_out` counts lines that the bound knows nothing of, because there were too many to look at.
    """

    chosen: Mapping[str, Paid]
    points: Points
    bound: Points
    left_out: int


def together(
    learners: Sequence[Learner],
    problem: Problem,
    ledger: Ledger,
    lines: Mapping[str, Sequence[Candidate]],
    bonus: Mapping[Line, Points],
    start: Mapping[str, Sequence[Candidate]],
) -> Joint | None:
    """The best for these learners within what `ledger` leaves; None where agreed lines cannot all hold.

    `ledger` holds the lines of all others, `lines` are what each learner can have. `bonus` as in `Ranker`. `start` are
    programmes that hold, each by itself: the answer is not worse than those of them that hold together.
    """
    if len(learners) > 1:
        return _Together(learners, problem, ledger, lines, bonus, start).joint()
    ranker = Ranker(learners[0], problem, ledger, lines[learners[0].id], bonus)
    first = ranker.as_it_is(start[learners[0].id]) if learners[0].id in start else None
    ranking = ranker.rank()
    found = [*ranking.found, *([first] if first is not None else [])]
    if not found:
        return None
    best = max(found, key=lambda p: p.measure)
    bound = max(best.measure, ceil(ranking.bound) if ranking.bound > -inf else best.measure)
    return Joint({learners[0].id: best}, best.measure, bound, ranking.left_out)


@dataclass
class _Together:
    learners: Sequence[Learner]
    problem: Problem
    ledger: Ledger
    lines: Mapping[str, Sequence[Candidate]]
    bonus: Mapping[Line, Points]
    start: Mapping[str, Sequence[Candidate]]
    prices: dict[tuple[str, int], Points] = field(default_factory=dict)  # of places
    bound: float = inf
    left_out: int = 0

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self.found: list[dict[tuple[Line, ...], Paid]] = [{} for _ in self.learners]
        self.best: tuple[dict[str, Paid], Points] | None = None
        self.rankers = [
            Ranker(x, self.problem, self.ledger, self.lines[x.id], _of(x, self.bonus), len(self.learners))
            for x in self.learners
        ]
        for i, x in enumerate(self.learners):
            first = self.rankers[i].as_it_is(self.start[x.id]) if x.id in self.start else None
            if first is not None:
                self.found[i][first.lines] = first

    def joint(self) -> Joint | None:
        """Prices, programmes and a choice, until it is proven best or the rounds are over."""
        for _ in range(ROUNDS):
            rankings = [r.rank(prices=self.prices) for r in self.rankers]
            if not all(r.found for r in rankings):
                return None
            self._note(rankings)
            if self._proven() or not self._move(rankings):
                break
        if not self._proven():
            self._answer_each_other()
        if self.best is None:
            return None
        chosen, points = self.best
        return Joint(chosen, points, max(points, ceil(self.bound - 1e-6)), self.left_out)

    def _proven(self) -> bool:
        return self.best is not None and self.bound <= self.best[1]

    def _note(self, rankings: Sequence[Ranking]) -> None:
        """The bound at these prices, the programmes, and the best choice out of all so far."""
        worth = sum(max(r.bound, r.found[0].measure) for r in rankings)
        places = sum(price * self.ledger.places_left(*place) for place, price in self.prices.items())
        self.bound = min(self.bound, worth + places)
        self.left_out = sum(r.left_out for r in rankings)
        for found, ranking in zip(self.found, rankings, strict=True):
            found |= {paid.lines: paid for paid in ranking.found}
        self._choose()

    def _choose(self) -> None:
        which = [(i, paid) for i, found in enumerate(self.found) for paid in found.values()]
        real, points = _solved(which, self.problem, self.ledger)
        if real is not None and (self.best is None or points > self.best[1]):
            self.best = {self.learners[i].id: paid for i, paid in real}, points

    def _move(self, rankings: Sequence[Ranking]) -> bool:
        """Dearer where more learners want a place than there are, cheaper where fewer do; whether any price moved."""
        wanted = Counter((y.offering, t) for r in rankings for y in r.found[0].lines for t in self.problem.running(y))
        over = {p: wanted[p] - self.ledger.places_left(*p) for p in {*wanted, *self.prices}}
        over = {p: n for p, n in over.items() if n > 0 or (n < 0 and self.prices.get(p, 0) > 0)}
        if not over:
            return False
        target = self.best[1] if self.best is not None else 0
        step = max(1.0, min(self.bound - target, 3_000.0) / sum(n * n for n in over.values()))
        before = dict(self.prices)
        for place, n in over.items():
            self.prices[place] = max(0, self.prices.get(place, 0) + round(step * n))
        return self.prices != before

    def _answer_each_other(self) -> None:
        """Each learner's best beside what is chosen for the others: programmes that no price has brought up."""
        for i, learner in enumerate(self.learners):
            if self.best is None:
                return
            others = [y for name, paid in self.best[0].items() if name != learner.id for y in paid.lines]
            self.ledger.add(others)
            lines = [
                c
                for c in self.lines[learner.id]
                if c.line in learner.accepted or self.ledger.has_place(c.offering.id, c.terms)
            ]
            ranking = Ranker(learner, self.problem, self.ledger, lines, _of(learner, self.bonus)).rank()
            self.ledger.drop(others)
            self.found[i] |= {p.lines: self._afresh(p) for p in ranking.found if p.lines not in self.found[i]}
            self._choose()

    def _afresh(self, paid: Paid) -> Paid:
        """The programme, with all that it needs bought for the area: what others of these buy may not be there."""
        used = {r for y in paid.lines for r in y.remedies}
        new = frozenset(r for r in used if self.problem.remedy[r].once and not self.ledger.bought(r))
        return replace(paid, buys=new)


def _of(learner: Learner, bonus: Mapping[Line, Points]) -> dict[Line, Points]:
    return {y: points for y, points in bonus.items() if y.learner == learner.id}


def _solved(
    which: Sequence[tuple[int, Paid]], problem: Problem, ledger: Ledger
) -> tuple[list[tuple[int, Paid]] | None, Points]:
    """The best choice of one programme for each learner, by number, with its points; None if there is none."""
    p = Programme()
    rows: dict[tuple[Hashable, ...], list[tuple[int, float]]] = defaultdict(list)
    each: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, paid in which:
        j = p.var(float(paid.own), whole=True)
        each[i].append((j, 1.0))
        for key, amount in _uses(paid, problem).items():
            rows[key].append((j, float(amount)))
    for terms in each.values():
        p.row(terms, 1.0, 1.0)
    _write_bought(p, which, rows, problem)
    for key, terms in rows.items():
        left = _left(key, ledger)
        if left is not None and sum(c for _, c in terms) > left:
            p.row(terms, float(left))
    values, points, _ = p.solve(0, NODES, 0.0, inf, bool, {})
    if values is None:
        return None, 0
    return [one for one, x in zip(which, values, strict=False) if x > 0.5], round(points)


def _write_bought(
    p: Programme,
    which: Sequence[tuple[int, Paid]],
    rows: dict[tuple[Hashable, ...], list[tuple[int, float]]],
    problem: Problem,
) -> None:
    """What nobody else has bought is paid once, whoever of these uses it."""
    buys: dict[str, int] = {}
    for j, (_, paid) in enumerate(which):
        for name in sorted(paid.buys):
            if name not in buys:
                remedy = problem.remedy[name]
                buys[name] = p.var(-float(price_points(remedy.to_pay(remedy.once), problem.goals)), whole=True)
                rows["one-off", remedy.paid_by].append((buys[name], float(remedy.to_pay(remedy.once))))
            p.row([(j, 1.0), (buys[name], -1.0)], 0.0)


def _uses(paid: Paid, problem: Problem) -> Counter[tuple[Hashable, ...]]:
    """Places, and pence of budgets, that a programme uses; what is bought for all is counted apart."""
    uses: Counter[tuple[Hashable, ...]] = Counter()
    terms_of_use = set()
    for line in paid.lines:
        offering = problem.offering[line.offering]
        for t in problem.running(line):
            uses["place", line.offering, t] += 1
            uses["budget", line.funder, t] += offering.price
            terms_of_use |= {(r, line.funder, t) for r in line.remedies}
    for name, funder, t in terms_of_use:
        remedy = problem.remedy[name]
        uses["budget", funder, t] += remedy.to_pay(remedy.per_term)
    for remedy in (problem.remedy[r] for r in {r for y in paid.lines for r in y.remedies}):
        uses["one-off", remedy.paid_by] += remedy.to_pay(remedy.per_learner)
    return uses


def _left(key: tuple[Hashable, ...], ledger: Ledger) -> int | None:
    if key[0] == "place":
        return ledger.places_left(str(key[1]), int(str(key[2])))
    if key[0] == "budget":
        return ledger.left(str(key[1]), int(str(key[2])))
    return ledger.one_off_left(str(key[1]))
