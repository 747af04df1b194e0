"""What makes one valid plan better than another, stated once, in plain Python. Points are whole numbers.

For every learner and term: each aim counts weight x minutes, three times over up to half the target and twice
from there to the target (so whoever has least gains most); then wishes, less travel, settings beyond the first
and money at a stated price. The area's value is the sum over learners, less what is paid once for all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.problem import Aim, Goals, Learner, Line, Offering, Pence, Points, Problem


@dataclass(frozen=True, slots=True)
class Worth:
    """The points of one learner's programme, by what they are paid for. All but `outcomes` may be below 0."""

    outcomes: Points = 0
    wishes: Points = 0
    travel: Points = 0
    settings: Points = 0
    money: Points = 0

    @property
    def total(self) -> Points:
        """All together."""
        return self.outcomes + self.wishes + self.travel + self.settings + self.money


def aim_points(aim: Aim, minutes: int, goals: Goals) -> Points:
    """Points of one aim in one term for so many minutes a week."""
    first = min(minutes, aim.target // 2)
    second = min(minutes, aim.target) - first
    return aim.weight * (goals.first_half * first + goals.second_half * second)


def price_points(price: Pence, goals: Goals) -> Points:
    """Points that a price takes off; what is below one point is not counted."""
    return price // goals.pence_per_point


def line_points(offering: Offering, learner: Learner, problem: Problem) -> tuple[Points, Points, Points]:
    """(wishes, travel, money) of one line in one term; travel and money are 0 or below."""
    goals = problem.goals
    wish = learner.wish_for(offering, problem.provider(offering))
    way = 2 * len(offering.days) * problem.minutes_to(learner, problem.site[offering.site])
    return goals.wish * wish * offering.minutes, -goals.travel * way, -price_points(offering.price, goals)


def worth(learner: Learner, lines: Iterable[Line], problem: Problem) -> Worth:
    """What a programme is worth to a learner: the sum over its terms."""
    goals, lines = problem.goals, tuple(lines)
    minutes: dict[tuple[int, str], int] = defaultdict(int)
    settings: dict[int, set[str]] = defaultdict(set)
    wishes = travel = money = 0
    for line in lines:
        offering = problem.offering[line.offering]
        wish, way, price = line_points(offering, learner, problem)
        for term in problem.running(line):
            wishes, travel, money = wishes + wish, travel + way, money + price
            for part in offering.contributes:
                minutes[term, part.outcome] += part.minutes
            if not offering.placement:
                settings[term].add(offering.site)
    plan = Plan.of(lines)
    for remedy, _, _, _ in plan.terms_of_use(problem):
        bought = problem.remedy[remedy]
        money -= price_points(bought.to_pay(bought.per_term), goals)
    for remedy, _ in plan.uses:
        bought = problem.remedy[remedy]
        money -= price_points(bought.to_pay(bought.per_learner), goals)
    aims = {aim.outcome: aim for aim in learner.aims}
    last = len(problem.terms)
    return Worth(
        outcomes=sum(
            aim_points(aims[outcome], total, goals)
            for (term, outcome), total in minutes.items()
            if outcome in aims and term < last
        ),
        wishes=wishes,
        travel=travel,
        settings=-sum(goals.setting * (len(sites) - 1) for sites in settings.values()),
        money=money,
    )


def value(plan: Plan, problem: Problem) -> Points:
    """The value of a plan for the area."""
    learners = sum(worth(x, plan.of_learner(x.id), problem).total for x in problem.learners)
    shared = (problem.remedy[r] for r in plan.remedies)
    return learners - sum(price_points(r.to_pay(r.once), problem.goals) for r in shared)
