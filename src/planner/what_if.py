"""What would a change bring? Planned again with it, not guessed, and each figure with its bound.

A change is an event (`events.py`): a remedy paid for, other places or sessions, a rule lifted, a budget raised, or any
other. `docs/planner/what-if.md` says what is promised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.candidates import candidates_of
from planner.conflicts import in_the_way
from planner.events import BudgetRaised, PlacesChange, RemedyPaid, RuleLifted, applied
from planner.goals import price_points, value, worth
from planner.plan import Plan
from planner.progress import Watch, never
from planner.replan import replan
from planner.result import Result
from planner.what_if_bound import WORKED_OUT, After, bound_after
from planner.what_if_gains import Gains
from planner.what_if_plans import GROUP, GROUPS, Lines, bought_once, points_of, try_out
from planner.what_if_touched import ALL_OF, touched

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from planner.events import Event
    from planner.learner import Learner, Line
    from planner.problem import Pence, Points, Problem
    from planner.what_if_plans import Trial
    from planner.what_if_touched import Touched

ASKED = 2 * GROUP * GROUPS  # learners whose single lines are looked at, to see whom a change promises most
LINES = 30  # of a learner, where all may be opened


@dataclass(frozen=True)
class Effect:
    """What a change brings to an area. Points; price in pence, with VAT, 0 where none is stated.

    `before` is the value of the plan there was, `after` that of the plan with the change; no plan with the change is
    worth more than `bound` (infinite where the old plan has no proof). `helped` and `set_back` count learners against
    the old plan with the same learners planned again without the change, and `points` is that difference, price off;
    `certain` says that it is more than the search may be off by while all others stay as they are. `again` learners
    were worked out again for the bound, for `estimated` more it counts the most that new lines could add. `problem` and
    `plan` are the area and its plan with the change; agreed lines that cannot stay are released there.
    """

    change: Event
    price: Pence
    before: Points
    after: Points
    bound: float
    helped: int
    set_back: int
    points: Points
    certain: bool
    again: int
    estimated: int
    problem: Problem
    plan: Plan
    price_points: Points = 0

    @property
    def kind(self) -> str:
        """The kind of change: the name of its class."""
        return type(self.change).__name__

    @property
    def at_least(self) -> Points:
        """Points that the area gains on the plan there was, price off: this much is planned."""
        return self.after - self.before - self.price_points

    @property
    def at_most(self) -> float:
        """Points that the area could gain on the plan there was, price off, by any plan: no more than this."""
        return self.bound - self.before - self.price_points

    @property
    def helped_per_pound(self) -> float:
        """Learners helped for each pound; what has no price counts as one pound."""
        return self.helped / max(1.0, self.price / 100)

    def distinguishable(self, other: Effect) -> bool:
        """Whether it is proven which of two changes to one plan can bring more points."""
        return self.at_least > other.at_most or other.at_least > self.at_most


def what_if(
    problem: Problem, plan: Result | Plan, change: Event, *, again: int = WORKED_OUT, stop: Callable[[], bool] = never
) -> Effect:
    """What one change brings. `plan` is what `solve` found for the problem, or only a valid plan: then no bound.

    `again` learners at the most are worked out again for the bound, and those planned again; for the rest it is
    weaker. Raises `Faults` where the change cannot be.
    """
    return Asking(problem, plan, Watch(stop), again).effect(change)


def what_if_all(
    problem: Problem,
    plan: Result | Plan,
    changes: Iterable[Event],
    *,
    again: int = WORKED_OUT,
    stop: Callable[[], bool] = never,
) -> list[Effect]:
    """What each of many changes brings by itself: most learners helped for each pound first, then most points.

    `again` as in `what_if`. Once `stop` says True, the changes that are left are left out.
    """
    watch = Watch(stop)
    asking = Asking(problem, plan, watch, again)
    found = [asking.effect(change) for change in changes if not watch.over()]
    return sorted(found, key=lambda e: (-e.helped_per_pound, -e.points, e.kind, repr(e.change)))


class Asking:
    """A plan that is asked about: what does not depend on the change is worked out once."""

    def __init__(self, problem: Problem, plan: Result | Plan, watch: Watch, again: int = WORKED_OUT) -> None:
        self.problem, self.watch, self.again = problem, watch, again
        self.result = plan if isinstance(plan, Result) else None
        self.plan = plan.plan if isinstance(plan, Result) else plan
        self.value = plan.value if isinstance(plan, Result) else value(plan, problem)
        self.lines = Lines(problem, self.plan)

    def effect(
        self, change: Event, promise: Mapping[str, Points] | None = None, opened: Collection[Line] = ()
    ) -> Effect:
        """What a change brings. `promise` says whom it promises how much, by lines that it opens, if that is known."""
        after, base = self._begin(change)
        uses = self.result.proof.uses if self.result else ()
        found = touched(self.problem, after, self.plan, uses)
        gains = Gains(after, base, found)
        lines = Lines(after, base)
        if promise is None:
            promise, opened = self._promise(lines, found, gains)
        trial = try_out(self.problem, after, self.plan, base, promise, opened, (self.lines, lines), self.watch.over)
        return self._told(change, after, trial, found, self._bound(after, base, trial, found, gains))

    def _begin(self, change: Event) -> tuple[Problem, Plan]:
        """The problem with the change and a valid plan for it: the old one, where the change takes nothing away."""
        after = applied(self.problem, [change])
        if after is self.problem or _only_gives(change, self.problem):
            return after, self.plan
        new = replan(self.problem, self.plan, change, disturbance=0, group=1)
        return new.problem, new.plan

    def _bound(self, after: Problem, base: Plan, trial: Trial, found: Touched, gains: Gains) -> After | None:
        if self.result is None or not self.result.proof.learners:
            return None
        if after is self.problem:
            return After(self.result.bound, 0, 0)
        also = {x for x in {*trial.names, *_moved(self.plan, trial.after)} if x in after.learner}
        keep = {*base.lines, *trial.after.lines}
        return bound_after(self.problem, after, self.result, found, gains, also, keep, self.watch, self.again)

    def _promise(self, lines: Lines, found: Touched, gains: Gains) -> tuple[dict[str, Points], list[Line]]:
        """The points that the change promises learners, and the lines that it opens to them."""
        after, base = lines.problem, lines.plan
        looks: dict[str, tuple[Points, set[str]]] = {}
        for pairs in (gains.opens, gains.wants):
            for x, mine in pairs.items():
                have = {y.offering for y in base.of_learner(x)}
                best = sorted(mine.keys() - have, key=lambda o: (-mine[o], o))[:8]
                if best:
                    looks[x] = (mine[best[0]], {*looks.get(x, (0, set()))[1], *best})
        promise: dict[str, Points] = {}
        opened: list[Line] = []
        for x in sorted(looks, key=lambda x: (-looks[x][0], x))[:ASKED]:
            there = candidates_of(after.learner[x], after, [after.offering[o] for o in sorted(looks[x][1])])
            points, better = _best(
                after, base, after.learner[x], (c.line for c in there if c.offering.id in looks[x][1])
            )
            if points > 0:
                promise[x] = points
                opened += better
        for x in _moved(self.plan, base) & after.learner.keys():
            lost = points_of(self.problem, self.plan, x) - points_of(after, base, x)
            if lost > 0:
                promise[x] = max(promise.get(x, 0), lost)
        poorest = sorted({*found.anything, *found.hungry}, key=lambda x: (-gains.room(x), x))[: GROUP * GROUPS]
        listed = lines.of(poorest, ())
        for x in poorest:
            have = {y.offering for y in base.of_learner(x)}
            others = sorted((c for c in listed[x] if c.offering.id not in have), key=lambda c: (-c.looks, c.line))
            points, _ = _best(after, base, after.learner[x], (c.line for c in others[:LINES]))
            if points > 0:
                promise[x] = max(promise.get(x, 0), points)
        return promise, opened

    def _told(self, change: Event, after: Problem, trial: Trial, found: Touched, proven: After | None) -> Effect:
        names = {*trial.names, *found.again, *_moved(self.plan, trial.before), *_moved(self.plan, trial.after)}
        names |= self.problem.learner.keys() - after.learner.keys()
        names |= {x.id for x in after.learners if self.problem.learner.get(x.id) is not x}
        was, without = (_each(self.problem, p, names) for p in (self.plan, trial.before))
        now = _each(after, trial.after, names)
        if any(getattr(self.problem, x) is not getattr(after, x) for x in ALL_OF):
            worth_it = value(trial.after, after)
        else:
            once = bought_once(self.problem, self.plan) - bought_once(after, trial.after)
            worth_it = self.value + sum(now[x] - was[x] for x in names) + once
        once = bought_once(self.problem, self.plan) - bought_once(self.problem, trial.before)
        unchanged = self.value + sum(without[x] - was[x] for x in names) + once
        price = price_of(change, self.problem, self.plan)
        off = price_points(price, self.problem.goals)
        bound = math.inf if proven is None or proven.bound == math.inf else math.floor(proven.bound + 1e-4)
        gained = worth_it - unchanged - off
        return Effect(
            change,
            price,
            self.value,
            worth_it,
            bound,
            sum(now[x] > without[x] for x in names),
            sum(now[x] < without[x] for x in names),
            gained,
            gained > trial.loose,
            proven.again if proven else 0,
            proven.estimated if proven else 0,
            after,
            trial.after,
            off,
        )


def price_of(change: Event, problem: Problem, plan: Plan) -> Pence:
    """What a change itself costs, with VAT: what a remedy costs once that nobody has bought yet; else 0."""
    if isinstance(change, RemedyPaid) and change.remedy not in plan.remedies:
        remedy = problem.remedy[change.remedy]
        return remedy.to_pay(remedy.once)
    return 0


def _only_gives(change: Event, problem: Problem) -> bool:
    """Whether every valid plan stays valid and is worth no less."""
    if isinstance(change, PlacesChange):
        return change.places >= problem.offering[change.offering].places
    return isinstance(change, RemedyPaid | RuleLifted | BudgetRaised)


def _each(problem: Problem, plan: Plan, names: Iterable[str]) -> Mapping[str, Points]:
    return {x: points_of(problem, plan, x) for x in names}


def _moved(old: Plan, new: Plan) -> set[str]:
    """Learners whose lines differ."""
    return {y.learner for y in set(old.lines) ^ set(new.lines)} if new is not old else set()


def _best(problem: Problem, plan: Plan, learner: Learner, lines: Iterable[Line]) -> tuple[Points, list[Line]]:
    """The most points that one line more promises a learner, what it clashes with left out; and the lines that do."""
    mine = plan.of_learner(learner.id)
    now = worth(learner, mine, problem).total
    best, better = 0, []
    for line in lines:
        kept = [y for y in mine if not in_the_way(y, line, problem)]
        gain = worth(learner, [*kept, line], problem).total - now
        if gain > 0:
            better.append(line)
        best = max(best, gain)
    return best, better
