"""Planning again with a change: those whom it promises most, a group after the other, with it and without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.around import around
from planner.goals import price_points, worth
from planner.monolith import solve_whole
from planner.part import part
from planner.plan import Plan
from planner.shortlists import shortlists
from planner.sieve import Sieve
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from planner.candidates import Candidate
    from planner.problem import Line, Points, Problem
    from planner.state import State

    Known = Mapping[str, tuple[Candidate, ...]]

GROUP = 4  # learners planned again together for one change
GROUPS = 6  # as long as half of a group gained, the next group is planned again too, so many groups at the most
SERVICES = 8  # each learner's own shortlist meanwhile, besides what the change opens
LISTED = 10  # services looked at for it
WIDTH = 40  # lines of a learner in a stretch
NODES = 60
GAP = 0.003


@dataclass(frozen=True)
class Trial:
    """Two valid plans, without a change and with it, in which the same learners were planned again (`names`).

    `loose` are points by which the search may be off, both plans together, while all others stay as they are.
    """

    before: Plan
    after: Plan
    names: tuple[str, ...]
    loose: float


@dataclass
class Lines:
    """The shortlist of each learner in one problem, worked out when it is first asked for."""

    problem: Problem
    plan: Plan
    found: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def of(self, names: Collection[str], keep: Iterable[Line]) -> Known:
        """The shortlists of some learners, with their lines of the plan and those to keep."""
        new = [x for x in self.problem.learners if x.id in names and x.id not in self.found]
        if new:
            some = part(self.problem, new)
            there = {x.id for x in new}
            must = [*(y for x in there for y in self.plan.of_learner(x)), *(y for y in keep if y.learner in there)]
            self.found |= shortlists(Sieve(some), LISTED, len(stretches(some)), WIDTH, must).of
        return {x: self.found[x] for x in names}


def try_out(
    problem: Problem,
    after: Problem,
    plan: Plan,
    base: Plan,
    promise: Mapping[str, Points],
    opened: Collection[Line],
    lines: tuple[Lines, Lines],
    over: Callable[[], bool],
) -> Trial:
    """Plans the learners whom a change promises most again, with and without it.

    `base` is the plan to begin from with the change, `opened` are lines that stay on the shortlists with it, `lines`
    the shortlists without and with it. The two plans are carried from group to group, so that what one group takes is
    gone for the next. A group of which fewer than half gained is the last; who lost by the change has only to win
    something back. With nobody promised: `plan` and `base`.
    """
    waiting = sorted(promise, key=lambda x: (-promise[x], x))[: GROUP * GROUPS]
    without, with_it, loose, names = plan, base, 0.0, []
    for first in range(0, len(waiting), GROUP):
        if over():
            break
        group = sorted(waiting[first : first + GROUP])
        without, off = _again(problem, without, group, (), lines[0])
        begin = without if base is plan and not first else with_it
        with_it, off_after = _again(after, begin, group, opened, lines[1])
        loose += off + off_after
        names += group
        gained = 0
        for x in group:
            now, lost = points_of(after, with_it, x), points_of(after, base, x) < points_of(problem, plan, x)
            gained += now > (points_of(after, begin, x) if lost else points_of(problem, without, x))
        if 2 * gained < len(group):
            break
    return Trial(without, with_it, tuple(names), loose)


def points_of(problem: Problem, plan: Plan, learner: str) -> Points:
    """What a learner's programme is worth; 0 where there is no such learner."""
    if learner not in problem.learner:
        return 0
    return worth(problem.learner[learner], plan.of_learner(learner), problem).total


def bought_once(problem: Problem, plan: Plan) -> Points:
    """Points of what is bought once for the area."""
    return sum(price_points((r := problem.remedy[x]).to_pay(r.once), problem.goals) for x in plan.remedies)


def _again(
    problem: Problem, plan: Plan, group: list[str], opened: Collection[Line], lines: Lines
) -> tuple[Plan, float]:
    """The plan with a group planned again, never worse, and by how much the search may still be off."""
    group = [x for x in group if x in problem.learner]
    keep = [y for y in opened if y.learner in set(group)]
    state, numbers = around(problem, plan, group, SERVICES, keep, lines.of(group, keep)), range(len(group))
    left, bought, start = state.residual(numbers), state.bought(numbers), [j for i in numbers for j in state.of[i]]
    answer = solve_whole(state.model, numbers, left, bought, start=start, nodes=NODES, gap=GAP)
    if answer.chosen is None:
        return plan, float("inf")
    found = Plan.of([*(y for y in plan.lines if y.learner not in group), *_lines(state, answer.chosen)])
    old, new = (sum(points_of(problem, p, x) for x in group) - bought_once(problem, p) for p in (plan, found))
    return found if new >= old else plan, max(0.0, answer.bound - answer.value)


def _lines(state: State, chosen: Iterable[int]) -> list[Line]:
    return [state.model.candidates[j].line for j in chosen]
