"""Something has happened: a new valid plan with the least disturbance to what was agreed.

Only those are planned again whom it concerns; everybody else keeps every line. For those, a line of the old plan that
stays costs nothing, and each that goes or moves costs `disturbance` points of value. `docs/planner/replan.md` says
what is promised.

What all others use is counted once and kept with the plan, and is handed on to the plan that comes out: whoever plans
again and again in one area pays for what is new.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.events import applied
from planner.goals import price_points, worth
from planner.ledger import in_force, keep
from planner.part import with_changed
from planner.plan import Plan
from planner.replanning import DISTURBANCE, GROUP, Replanning
from planner.standing import verdict
from planner.still_open import could_gain

if TYPE_CHECKING:
    from collections.abc import Collection

    from planner.events import Event
    from planner.learner import Line
    from planner.ledger import Ledger
    from planner.problem import Points, Problem
    from planner.replanning import Step
    from planner.rules.breach import Breach


@dataclass(frozen=True)
class ForLearner:
    """What became of one learner's lines: those that stayed, those that went (`fell`: could not stay), those new.

    Points are of the learner's own programme: as it was, and as it is now.
    """

    learner: str
    stayed: tuple[Line, ...]
    went: tuple[Line, ...]
    came: tuple[Line, ...]
    fell: tuple[Line, ...]
    before: Points
    after: Points


@dataclass(frozen=True)
class Replanned:
    """The plan afterwards with what changed, for whom; and how well it is proven.

    `points` is the area's value after less before: what was lost by the event and what was won back. `released` are
    agreed lines that do not stay. `breaches` is the verdict of the rules on all that was touched: empty.
    """

    problem: Problem
    plan: Plan
    learners: tuple[ForLearner, ...]
    released: tuple[Line, ...]
    points: Points
    steps: tuple[Step, ...]
    breaches: tuple[Breach, ...]

    @property
    def disturbed(self) -> tuple[str, ...]:
        """Learners who lost or moved a line and are still there."""
        return tuple(x.learner for x in self.learners if x.went and x.learner in self.problem.learner)

    @property
    def exact(self) -> bool:
        """Whether no other plan is better by value less disturbance, while all who were not planned again stay.

        Known only where all were planned in one step.
        """
        return len(self.steps) <= 1 and all(step.best for step in self.steps)


def replan(
    problem: Problem,
    plan: Plan,
    change: Event | Iterable[Event],
    *,
    disturbance: Points = DISTURBANCE,
    reach: int = 0,
    may_move: Collection[str] = (),
    group: int = GROUP,
) -> Replanned:
    """The plan after one or several events. `plan` must be valid for `problem`.

    `disturbance` are points of value that keeping one line is worth, three times as much for an agreed one. `reach`
    learners at most whom the event does not concern are planned again because they could gain from what it frees.
    Agreed lines stay wherever they can; those of the learners in `may_move` may go, at their price.
    `group` learners are planned again together at the most: fewer are quicker.
    """
    if disturbance < 0 or reach < 0:
        raise ValueError("disturbance and reach must be at least 0")
    after = applied(problem, change if isinstance(change, Iterable) else [change])
    work = Replanning(problem, after, plan, disturbance, frozenset(may_move), group)
    work.make_room()
    work.plan_again()
    if reach:
        gain = could_gain(after, work.now, work.ledger, _freed(work), disturbance)
        for name in [x for x in gain if x not in work.done][:reach]:
            work.plan_group([name])
    return _told(work)


def _freed(work: Replanning) -> set[str]:
    """The offerings with a place that was not there before: one has left it, or the offering is new or changed."""
    there = {y for mine in work.now.values() for y in mine}
    left = {y.offering for y in work.plan.lines if y not in there}
    new = {o.id for o in work.after.offerings if work.before.offering.get(o.id) is not o}
    terms = range(len(work.after.terms))
    return {o for o in left | new if o in work.after.offering and any(work.ledger.places_left(o, t) for t in terms)}


def _told(work: Replanning) -> Replanned:
    """The result: only what was touched is looked at again."""
    before, old, names = work.before, work.plan, sorted(work.touched | work.done)
    was = {x: old.of_learner(x) for x in names}
    plan = _with(old, {x: work.now.get(x, ()) for x in names})
    problem, released = _agreed(work, names)
    kept = in_force(before, old)
    keep(problem, plan, work.ledger, kept)
    told = []
    for name in names:
        then, now = set(was[name]), set(plan.of_learner(name))
        stayed, went, came, fell = (
            tuple(sorted(some)) for some in (then & now, then - now, now - then, then & work.fallen)
        )
        points = _points(before, name, then), _points(problem, name, now)
        told.append(ForLearner(name, stayed, went, came, fell, *points))
    gained = sum(x.after - x.before for x in told) + _once(before, kept.ledger) - _once(problem, work.ledger)
    breaches = verdict(before, old, problem, plan, names)
    changed = tuple(x for x in told if x.went or x.came or x.learner in work.done)
    return Replanned(problem, plan, changed, released, gained, tuple(work.steps), breaches)


def _with(plan: Plan, changed: dict[str, tuple[Line, ...]]) -> Plan:
    """The plan with other lines for some learners, without sorting all of it or sharing it out again."""
    lines = list(plan.lines)
    for name, now in changed.items():
        then = plan.of_learner(name)
        for gone in set(then).difference(now):
            del lines[bisect_left(lines, gone)]
        for new in set(now).difference(then):
            insort(lines, new)
    made = Plan(tuple(lines))
    programme = {**plan.programme, **{x: tuple(sorted(now)) for x, now in changed.items()}}
    made.__dict__["programme"] = {x: mine for x, mine in programme.items() if mine}
    return made


def _agreed(work: Replanning, names: Iterable[str]) -> tuple[Problem, tuple[Line, ...]]:
    """The problem in which only those lines are agreed that stayed, and the agreed lines that did not."""
    released: set[Line] = set()
    learners = {}
    for name in names:
        there = set(work.now.get(name, ()))
        was, now = (p.learner[name].accepted if name in p.learner else () for p in (work.before, work.after))
        released |= {*was, *now} - there
        if not there.issuperset(now):
            learners[name] = replace(work.after.learner[name], accepted=tuple(y for y in now if y in there))
    if not learners:
        return work.after, tuple(sorted(released))
    everybody = tuple(learners.get(x.id, x) for x in work.after.learners)
    return with_changed(work.after, learners=everybody), tuple(sorted(released))


def _points(problem: Problem, name: str, lines: Iterable[Line]) -> Points:
    return worth(problem.learner[name], lines, problem).total if name in problem.learner else 0


def _once(problem: Problem, ledger: Ledger) -> Points:
    """Points of what is bought once for all."""
    return sum(price_points(r.to_pay(r.once), problem.goals) for r in problem.remedies if ledger.bought(r.id))
