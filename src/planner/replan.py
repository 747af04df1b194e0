"""Something has happened: a new valid plan with the least disturbance to what was agreed.

Only those are planned again whom it concerns; everybody else keeps every line. For those, a line of the old plan that
stays costs nothing, and each that goes or moves costs `disturbance` points of value. `docs/planner/replan.md` says
what is promised.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.events import applied
from planner.freed import could_gain, freed
from planner.goals import price_points, worth
from planner.part import with_changed
from planner.plan import Plan
from planner.replanning import DISTURBANCE, GROUP, Replanning
from planner.rules import check_some

if TYPE_CHECKING:
    from collections.abc import Collection

    from planner.events import Event
    from planner.learner import Line
    from planner.problem import Points, Problem
    from planner.replanning import Step
    from planner.rules.breach import Breach


@dataclass(frozen=True)
class ForLearner:
    """What became of one learner's lines: those that stayed, those that went (`fell`: could not stay), those new.

    Points are of the learner's own programme: as it was, with only what could stay by itself, and as it is now.
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
    events = change if isinstance(change, Iterable) else [change]
    after = applied(problem, events)
    work = Replanning(problem, after, plan, disturbance, frozenset(may_move), group)
    work.make_room()
    work.plan_again()
    if reach:
        places = freed(problem, after, plan, work.now, work.ledger)
        for name in could_gain(after, work.now, work.ledger, places, disturbance, work.done)[:reach]:
            work.plan_group([name])
    return _told(problem, plan, work)


def _told(before: Problem, old: Plan, work: Replanning) -> Replanned:
    """The result: only what was touched is looked at again."""
    names = work.standing.touched | work.done
    changed = {name: (set(old.of_learner(name)), set(work.now.get(name, ()))) for name in names}
    gone = {y for was, now in changed.values() for y in was - now}
    came = {y for was, now in changed.values() for y in now - was}
    plan = _with(old, gone, came)
    problem, released = _agreed(before, work, plan, names)
    fallen = set(work.standing.fallen)
    told = []
    for name in sorted(names):
        was, now = changed[name]
        if was != now or name in work.done:
            fell = tuple(sorted(fallen & was))
            told.append(
                ForLearner(
                    name,
                    tuple(sorted(was & now)),
                    tuple(sorted(was - now)),
                    tuple(sorted(now - was)),
                    fell,
                    _points(before, name, was),
                    _points(problem, name, now),
                )
            )
    points = sum(_points(problem, name, changed[name][1]) - _points(before, name, changed[name][0]) for name in names)
    points += _once(before, old) - _once(problem, plan)
    breaches = check_some(plan, problem, names)
    return Replanned(problem, plan, tuple(told), released, points, tuple(work.steps), breaches)


def _with(plan: Plan, gone: set[Line], came: set[Line]) -> Plan:
    """The plan with some lines instead of others, without sorting all of it again."""
    lines = [y for y in plan.lines if y not in gone] if gone else list(plan.lines)
    for line in came:
        insort(lines, line)
    return Plan(tuple(lines))


def _agreed(before: Problem, work: Replanning, plan: Plan, names: Collection[str]) -> tuple[Problem, tuple[Line, ...]]:
    """The problem in which only those lines are agreed that stayed, and the agreed lines that did not."""
    there = {y for name in names for y in work.now.get(name, ())}
    released: set[Line] = set()
    learners = dict(work.after.learner)
    for name in names:
        was = before.learner[name].accepted if name in before.learner else ()
        now = learners[name].accepted if name in learners else ()
        released |= {y for y in (*was, *now) if y not in there}
        if any(y not in there for y in now):
            learners[name] = replace(learners[name], accepted=tuple(y for y in now if y in there))
    same = all(learners[x.id] is x for x in work.after.learners)
    problem = work.after if same else with_changed(work.after, learners=tuple(learners.values()))
    return problem, tuple(sorted(released))


def _points(problem: Problem, name: str, lines: Iterable[Line]) -> Points:
    return worth(problem.learner[name], lines, problem).total if name in problem.learner else 0


def _once(problem: Problem, plan: Plan) -> Points:
    """Points of what is bought once for all."""
    return sum(price_points((r := problem.remedy[x]).to_pay(r.once), problem.goals) for x in plan.remedies)
