"""The best different programmes of one learner, all others as they are: what else there could be, and its worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.goals import worth
from planner.ledger import Ledger
from planner.one_block import Ranking, same_offerings
from planner.ranking import Ranker
from planner.still_open import still_open

if TYPE_CHECKING:
    from planner.learner import Learner, Line
    from planner.payment import Paid
    from planner.plan import Plan
    from planner.problem import Points, Problem


@dataclass(frozen=True)
class Alternative:
    """A programme; `points` are the learner's own, less what is bought for all and nobody else uses."""

    lines: tuple[Line, ...]
    points: Points


@dataclass(frozen=True)
class Alternatives:
    """Programmes, best first, no two with the same offerings. With `exact` none that is missing is worth more.

    `left_out` counts lines and offerings that were not looked at, because there were more than could be.
    """

    found: tuple[Alternative, ...]
    exact: bool
    left_out: int


def alternatives(
    problem: Problem, plan: Plan, learner: str, n: int = 10, *, something_new: bool = False
) -> Alternatives:
    """The `n` best programmes of a learner, the one of the plan among them if it is as good; fewer if there are fewer.

    Each differs from each other in at least one offering; with `something_new` none is a better one with something
    left out. Every line pays: without it the programme would be worth less, or not valid. Agreed lines are in all.
    """
    ledger = Ledger(problem, (y for y in plan.lines if y.learner != learner))
    who = problem.learner[learner]
    there = still_open(who, problem, ledger, plan.of_learner(learner))

    def chosen(ranking: Ranking) -> list[Paid]:
        return _different(ranking, who, problem, something_new=something_new)[:n]

    ranking = Ranker(who, problem, ledger, there.lines).rank(lambda r: len(chosen(r)) >= n, same_offerings)
    found = chosen(ranking)
    exact = len(found) == n or ranking.bound <= 0
    return Alternatives(tuple(Alternative(p.lines, p.measure) for p in found), exact, ranking.left_out + there.left_out)


def _different(ranking: Ranking, learner: Learner, problem: Problem, *, something_new: bool) -> list[Paid]:
    """The certain programmes in which every line pays, each with other offerings than those before it."""
    found: list[Paid] = []
    seen: list[frozenset[str]] = []
    alone = replace(learner, accepted=())
    for paid in ranking.certain:
        offerings = frozenset(y.offering for y in paid.lines)
        again = any(offerings <= other for other in seen) if something_new else offerings in seen
        if not again and _pays(paid, alone, learner, problem):
            found.append(paid)
            seen.append(offerings)
    return found


def _pays(paid: Paid, alone: Learner, learner: Learner, problem: Problem) -> bool:
    """Whether every line adds points, or is asked for by another, or agreed."""
    asked = {s for y in paid.lines for s in problem.offering[y.offering].requires} - learner.skills
    have = worth(alone, paid.lines, problem).total
    return all(
        line in learner.accepted
        or {problem.offering[line.offering].service, *problem.offering[line.offering].grants} & asked
        or worth(alone, [y for y in paid.lines if y != line], problem).total < have
        for line in paid.lines
    )
