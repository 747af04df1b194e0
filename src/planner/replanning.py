"""The work of planning again after something has happened: who gives way, who is planned with whom, at what price."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import floor
from typing import TYPE_CHECKING

from planner.alternatives import promising
from planner.goals import worth
from planner.ledger import in_force
from planner.monolith import solve_whole
from planner.shortlists import BLOCK
from planner.standing import standing
from planner.still_open import beside, ranked, still_open

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from planner.learner import Learner, Line
    from planner.plan import Plan
    from planner.problem import Points, Problem
    from planner.still_open import Beside

    Found = tuple[tuple[Line, ...], Points, float]  # lines, points with what kept lines weigh, a bound on these
    Uses = list[tuple[Line, int]]  # lines that share something there is too little of, with how much each uses

DISTURBANCE: Points = 300  # as much as 50 minutes a week in one term for an aim of weight 2
AGREED = 3  # an agreed line weighs this much more than one that was only proposed
MUST: Points = 10**7  # what an agreed line weighs where only some of several can stay: more than any programme
GROUP = 6  # learners planned again together
NODES = 60  # of the search for one group


@dataclass(frozen=True)
class Step:
    """Learners planned again together; `points` count value and kept lines, and none can reach more than `bound`.

    The bound holds while all others stay as they were at this step, and for all but `left_out` lines and offerings.
    """

    learners: tuple[str, ...]
    points: Points
    bound: Points
    left_out: int

    @property
    def best(self) -> bool:
        """Whether this is proven best."""
        return self.bound <= self.points and not self.left_out


@dataclass
class Replanning:
    """A plan on its way: `now` are each learner's lines, `ledger` what they use, `done` who was planned again."""

    before: Problem
    after: Problem
    plan: Plan
    disturbance: Points
    loose: frozenset[str]
    group: int = GROUP
    steps: list[Step] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """What stands, and what it uses: of those whom the news does not touch, what they used before."""
        found = standing(self.before, self.after, self.plan, self.loose)
        self.now, self.fallen, self.touched = found.lines, set(found.fallen), found.touched
        self._stood = dict(found.lines)
        self._broken = set(found.broken)
        self._firm = dict(found.agreed)
        known = in_force(self.before, self.plan)
        self.ledger = known.ledger.copy()
        again = self.touched | self.loose
        self.ledger.drop(y for x in again for y in self.plan.of_learner(x))
        self.ledger.problem = self.after
        self.ledger.add(y for x in again for y in self.now.get(x, ()))
        self.sieve = known.sieve_for(self.after)

    def make_room(self) -> None:
        """Where there are more lines than places or money, those who lose least give way."""
        while tight := next(self.ledger.over(), None):
            self._give_way(*self._users(*tight))

    def plan_again(self) -> None:
        """Plans those again whose lines fell, and those whom the news is about; biggest losers first."""
        concerned = {x for x in self.touched if self.before.learner.get(x) != self.after.learner.get(x)}
        concerned |= self._broken | self.loose
        waiting = sorted((x for x in concerned - self.done if x in self.after.learner), key=self._lost)
        for first in range(0, len(waiting), self.group):
            self.plan_group(waiting[first : first + self.group])

    def plan_group(self, names: Sequence[str]) -> None:
        """Plans some learners again together, everybody else as they are now."""
        for name in names:
            self.ledger.drop(self.now.pop(name, ()))
        answer = self._best(names)
        if answer is None:  # what these have agreed does not hold together any more
            self._firm |= dict.fromkeys(names, ())
            answer = self._best(names)
            assert answer is not None, "a programme without lines always holds"
        lines, step = answer
        self.now |= lines
        self.ledger.add(y for mine in lines.values() for y in mine)
        self.steps.append(step)
        self.done |= set(names)

    def _best(self, names: Sequence[str]) -> tuple[Mapping[str, tuple[Line, ...]], Step] | None:
        """The best lines of some learners beside all others; None where agreed lines cannot all hold."""
        keep = {x: self._stood.get(x, ()) for x in names}
        learners = [self._learner(x) for x in names]
        there = {x.id: still_open(x, self.sieve, self.after, self.ledger, keep[x.id]) for x in learners}
        left_out = sum(found.left_out for found in there.values())
        bonus = {y: self._weight(y) for mine in keep.values() for y in mine}
        lines = {x.id: ranked(x, there[x.id].lines, bonus) for x in learners}
        searches = [promising(x, lines[x.id], self.after, self.ledger, bonus) for x in learners]
        best = searches[0].best() if len(learners) == 1 and searches[0] else None
        if best:
            found: Found | None = best.lines, best.points, float(best.points)
        else:
            short = {
                x: search.lines if search else lines[x][: max(BLOCK, len(keep[x]))]
                for x, search in zip(names, searches, strict=True)
            }
            found = _several(beside(learners, short, self.after, self.ledger, bonus), bonus)
        left_out += sum(max(0, len(some) - BLOCK) for some in lines.values())
        if found is None:
            return None
        taken, points, bound = found
        mine = {x: tuple(y for y in taken if y.learner == x) for x in names}
        step = Step(tuple(names), points, max(points, floor(bound + 1e-3)), left_out)
        return {x: mine[x] for x in names if mine[x]}, step

    def _learner(self, name: str) -> Learner:
        """The learner, with the agreed lines that stay for certain."""
        learner = self.after.learner[name]
        return replace(learner, accepted=self._firm.get(name, learner.accepted))

    def _weight(self, line: Line) -> Points:
        """What it is worth that a line stays."""
        if line not in self.after.learner[line.learner].accepted:
            return self.disturbance
        return AGREED * self.disturbance if line.learner in self.loose else MUST

    def _lost(self, name: str) -> tuple[Points, str]:
        """For sorting: who lost most comes first."""
        was = self._worth(self.before, name, self.plan.of_learner(name))
        return self._worth(self.after, name, self.now.get(name, ())) - was, name

    def _worth(self, problem: Problem, name: str, lines: Iterable[Line]) -> Points:
        return worth(problem.learner[name], lines, problem).total if name in problem.learner else 0

    def _users(self, what: tuple[str, str, int], over: int) -> tuple[Uses, int]:
        """The lines that use something of which there is too little, and how much has to be given up."""
        (kind, name, t), problem = what, self.after
        lines = [y for mine in self.now.values() for y in mine]
        if kind == "place":
            return [(y, 1) for y in lines if y.offering == name and t in problem.running(y)], over
        if kind == "budget":
            return [(y, self._by_term(y)) for y in lines if y.funder == name and t in problem.running(y)], over
        return [(y, 1) for y in self._dearest(name, lines)], 10**9

    def _by_term(self, line: Line) -> int:
        bought = (self.after.remedy[r] for r in line.remedies)
        return self.after.offering[line.offering].price + sum(r.to_pay(r.per_term) for r in bought)

    def _dearest(self, payer: str, lines: Iterable[Line]) -> list[Line]:
        """All lines that use the remedy of a payer that fewest use: while one is left, it has to be paid."""
        paid = {r.id for r in self.after.remedies if r.paid_by == payer and (r.once or r.per_learner)}
        users: dict[str, list[Line]] = defaultdict(list)
        for y in lines:
            for r in paid.intersection(y.remedies):
                users[r].append(y)
        return min(users.items(), key=lambda item: (len(item[1]), item[0]))[1]

    def _give_way(self, uses: Uses, over: int) -> None:
        """Makes so much room: a few are planned again together, of more the cheapest lines go first."""
        proposed = {y for y, _ in uses if y not in self.after.learner[y.learner].accepted}
        free = [(y, n) for y, n in uses if y in proposed]
        if sum(n for _, n in free) < over:
            free = uses
        ranked = sorted(free, key=lambda use: (use[0] not in proposed, self._loss(use[0]) / use[1], use[0]))
        needed, room = [], 0
        for line, amount in ranked:
            if room < over:
                needed.append(line)
                room += amount
        if len(needed) <= GROUP and room >= over:
            group = list(dict.fromkeys(y.learner for y in (*needed, *(y for y, _ in ranked))))[:GROUP]
            for name in group:
                self._loosen(name, [y for y, _ in uses])
            self.plan_group(sorted(group))
        else:
            for line in needed[: len(needed) - GROUP] if room >= over else needed:
                self._fall(line)

    def _loosen(self, name: str, lines: Sequence[Line]) -> None:
        """These agreed lines of a learner may go, if they must."""
        firm = self._firm.get(name, self.after.learner[name].accepted)
        self._firm[name] = tuple(y for y in firm if y not in lines)

    def _fall(self, line: Line) -> None:
        """A line goes; its learner is planned again later."""
        self._loosen(line.learner, [line])
        self.ledger.drop([line])
        self.now[line.learner] = self._stood[line.learner] = tuple(y for y in self.now[line.learner] if y != line)
        self._broken.add(line.learner)

    def _loss(self, line: Line) -> Points:
        """Points that a learner loses without a line, were nothing put in its place."""
        mine = self.now[line.learner]
        without = [y for y in mine if y != line]
        return self._worth(self.after, line.learner, mine) - self._worth(self.after, line.learner, without)


def _several(part: Beside, start: Collection[Line]) -> Found | None:
    """The best of a few, or of one with whom the compiled search did not come to an end: a mixed integer programme."""
    model = part.model
    if not model.candidates:
        return (), 0, 0
    begin = [j for j, c in enumerate(model.candidates) if c.line in start]
    answer = solve_whole(model, range(len(model.blocks)), start=begin, nodes=NODES)
    if answer.chosen is None:
        return None
    return tuple(sorted(model.candidates[j].line for j in answer.chosen)), round(answer.value), answer.bound
