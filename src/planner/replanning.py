"""The work of planning again after something has happened: who gives way, who is planned with whom, at what price."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner.candidates import the_lines
from planner.goals import worth
from planner.ledger import Ledger
from planner.standing import hold, standing
from planner.still_open import still_open
from planner.together import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.learner import Learner, Line
    from planner.plan import Plan
    from planner.problem import Points, Problem
    from planner.standing import Standing

    Uses = list[tuple[Line, int]]  # lines that share something there is too little of, with how much each uses

DISTURBANCE: Points = 300  # as much as 50 minutes a week in one term for an aim of weight 2
AGREED = 3  # an agreed line weighs this much more than one that was only proposed
MUST: Points = 10**7  # what an agreed line weighs where only some of several can stay: more than any programme
GROUP = 6  # learners planned again together


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
        """What stands, and what it uses."""
        self.standing: Standing = standing(self.before, self.after, self.plan, self.loose)
        self.now = dict(self.standing.lines)
        self._firm = dict(self.standing.agreed)
        self.ledger = Ledger(self.after, (y for lines in self.now.values() for y in lines))

    def make_room(self) -> None:
        """Where there are more lines than places or money, those who lose least give way."""
        while tight := next(self._tight(), None):
            self._give_way(*tight)

    def plan_again(self) -> None:
        """Plans those again whose lines fell, and those whom the news is about; biggest losers first."""
        concerned = (
            {x for x in self.standing.touched if self.before.learner.get(x) != self.after.learner.get(x)}
            | self.standing.broken
            | self.loose
        )
        waiting = sorted((x for x in concerned - self.done if x in self.after.learner), key=self._lost)
        for first in range(0, len(waiting), self.group):
            self.plan_group(waiting[first : first + self.group])

    def plan_group(self, names: Sequence[str]) -> None:
        """Plans some learners again together, everybody else as they are now."""
        for name in names:
            self.ledger.drop(self.now.pop(name, ()))
        keep = {x: self.standing.lines.get(x, ()) for x in names}
        learners = [self._learner(x) for x in names]
        there = {x.id: still_open(x, self.after, self.ledger, keep[x.id]) for x in learners}
        lines = {name: found.lines for name, found in there.items()}
        bonus = {y: self._weight(y) for x in names for y in keep[x]}
        start = {x.id: the_lines(x, keep[x.id], self.after) for x in learners if self._holds(x, keep[x.id])}
        joint = together(learners, self.after, self.ledger, lines, bonus, start)
        if joint is None:  # what these have agreed does not hold together any more
            self._firm |= dict.fromkeys(names, ())
            learners = [self._learner(x) for x in names]
            joint = together(learners, self.after, self.ledger, lines, bonus, start)
            assert joint is not None, "a programme without lines always holds"
        for name, paid in joint.chosen.items():
            if paid.lines:
                self.now[name] = paid.lines
                self.ledger.add(paid.lines)
        more = sum(found.left_out for found in there.values())
        self.steps.append(Step(tuple(names), joint.points, joint.bound, joint.left_out + more))
        self.done |= set(names)

    def _holds(self, learner: Learner, lines: Sequence[Line]) -> bool:
        """Whether what a learner has can simply stay, beside all others."""
        places = all(self.ledger.has_place(y.offering, self.after.running(y)) for y in lines)
        return places and set(learner.accepted) <= set(lines) and hold(learner, lines, self.after)

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

    def _tight(self) -> Iterator[tuple[Uses, int]]:
        """What is used beyond its limit: the lines that use it, and by how much it is over."""
        problem, ledger = self.after, self.ledger
        lines = [y for mine in self.now.values() for y in mine]
        for (offering, t), taken in sorted(ledger.places.items()):
            over = taken - problem.offering[offering].places
            if over > 0:
                yield [(y, 1) for y in lines if y.offering == offering and t in problem.running(y)], over
        for funder in problem.funders:
            for t in range(len(problem.terms)) if funder.budget_per_term is not None else ():
                over = ledger.spent(funder.id, t) - (funder.budget_per_term or 0)
                if over > 0:
                    here = [y for y in lines if y.funder == funder.id and t in problem.running(y)]
                    yield [(y, self._by_term(y)) for y in here], over
            if funder.one_off_budget is not None and ledger.once(funder.id) > funder.one_off_budget:
                yield [(y, 1) for y in self._dearest(funder.id, lines)], 10**9

    def _by_term(self, line: Line) -> int:
        bought = (self.after.remedy[r] for r in line.remedies)
        return self.after.offering[line.offering].price + sum(r.to_pay(r.per_term) for r in bought)

    def _dearest(self, payer: str, lines: Iterable[Line]) -> list[Line]:
        """All lines that use the remedy of a payer that fewest use: while one is left, it has to be paid."""
        users: dict[str, list[Line]] = {}
        for y in lines:
            for r in y.remedies:
                if self.after.remedy[r].paid_by == payer:
                    users.setdefault(r, []).append(y)
        paid = {r: ys for r, ys in users.items() if self.after.remedy[r].once or self.after.remedy[r].per_learner}
        return min(paid.items(), key=lambda item: (len(item[1]), item[0]))[1]

    def _give_way(self, uses: Uses, over: int) -> None:
        """Makes so much room: a few are planned again together, of more the cheapest lines go first."""
        proposed = [(y, n) for y, n in uses if y not in self.after.learner[y.learner].accepted]
        free = proposed if sum(n for _, n in proposed) >= over else uses
        ranked = sorted(free, key=lambda use: (use not in proposed, self._loss(use[0]) / use[1], use[0]))
        needed, room = [], 0
        for line, amount in ranked:
            if room >= over:
                break
            needed.append(line)
            room += amount
        if len(needed) <= GROUP and room >= over:
            group = list(dict.fromkeys(y.learner for y, _ in ranked))[:GROUP]
            group = list(dict.fromkeys([*(y.learner for y in needed), *group]))[:GROUP]
            for name in group:
                self._loosen(name, [y for y, _ in uses])
            self.plan_group(sorted(group))
            return
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
        kept = tuple(y for y in self.now[line.learner] if y != line)
        self.now[line.learner] = kept
        self.standing.lines[line.learner] = kept
        self.standing = replace(self.standing, broken=self.standing.broken | {line.learner})

    def _loss(self, line: Line) -> Points:
        """Points that a learner loses without a line, were nothing put in its place."""
        mine = self.now[line.learner]
        without = [y for y in mine if y != line]
        return self._worth(self.after, line.learner, mine) - self._worth(self.after, line.learner, without)
