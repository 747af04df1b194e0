"""Who gains from a plan, and who is left: figures by primary need, council and age, and of the worst-off tenth.

Points are as in `goals.py`, without what is paid once for all. A share is of what learners aim for: the points of
outcomes that the plan gives, of those there would be if every aim had its whole time in every term.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.goals import aim_points, worth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from planner.learner import Learner
    from planner.plan import Plan
    from planner.problem import Points, Problem

FEWEST = 5  # learners in a group that is shown by itself
OTHERS = "others"  # the name of what is put together; no council and no code of a need is called so


@dataclass(frozen=True, slots=True)
class Group:
    """Learners who have something in common, with what the plan is worth to them. `mean` is points for a learner.

    `share` is `outcomes` as a share of `aimed`, None where nobody in the group aims for anything; `difference` is the
    mean for a learner against another plan, None where there is none to compare with.
    """

    name: str
    learners: int
    points: Points
    outcomes: Points  # the part of the points that is for outcomes
    aimed: Points  # what that would be if every aim had its whole time in every term
    with_nothing: int  # learners with no line
    mean: float
    share: float | None
    difference: float | None = None

    @staticmethod
    def of(
        name: str, learners: int, points: Points, outcomes: Points, aimed: Points, nothing: int, gained: float | None
    ) -> Group:
        """A group from its sums; `gained` is the difference to another plan, all learners together."""
        share = outcomes / aimed if aimed else None
        difference = None if gained is None else gained / learners
        return Group(name, learners, points, outcomes, aimed, nothing, points / learners, share, difference)


@dataclass(frozen=True, slots=True)
class Tenth:
    """The worst-off tenth, rounded up: those who get the least share of what they aim for, fewest points first.

    Each plan has its own worst-off tenth: `share_against` and `mean_against` are those of the other plan.
    """

    learners: int
    share: float
    mean: float
    share_against: float | None = None
    mean_against: float | None = None


@dataclass(frozen=True, slots=True)
class Fairness:
    """Everybody, groups by what they have in common, and the worst-off tenth of those who aim for something."""

    everybody: Group | None  # None where there is nobody
    primary_need: tuple[Group, ...]
    council: tuple[Group, ...]
    age: tuple[Group, ...]  # full years on the first day of the first term
    worst_off: Tenth | None

    def to_show(self) -> Fairness:
        """The same, so that nobody can be told from it: no group of fewer than `FEWEST` learners.

        Small groups are put together as `OTHERS`, with the next smallest if they are still too few; what stays too
        few is left out.
        """
        return Fairness(
            self.everybody if self.everybody and self.everybody.learners >= FEWEST else None,
            _put_together(self.primary_need),
            _put_together(self.council),
            _put_together(self.age),
            self.worst_off if self.worst_off and self.worst_off.learners >= FEWEST else None,
        )


@dataclass(frozen=True, slots=True)
class _Fare:
    """How one learner fares."""

    learner: Learner
    points: Points
    outcomes: Points
    aimed: Points
    lines: int

    @property
    def share(self) -> float:
        return self.outcomes / self.aimed


def fairness(problem: Problem, plan: Plan, against: Plan | None = None) -> Fairness:
    """Who gains from a plan and who is left; compared with another plan of the same learners, such as one by hand."""
    mine = _fares(problem, plan)
    other = None if against is None else _fares(problem, against)
    before = None if other is None else {f.learner.id: f.points for f in other}
    first = problem.terms[0].starts

    def by(name: Callable[[Learner], str]) -> tuple[Group, ...]:
        groups: dict[str, list[_Fare]] = defaultdict(list)
        for one in mine:
            groups[name(one.learner)].append(one)
        return tuple(_group(key, groups[key], before) for key in sorted(groups))

    return Fairness(
        everybody=_group("", mine, before) if mine else None,
        primary_need=by(lambda x: x.primary_need),
        council=by(lambda x: x.council),
        age=by(lambda x: str(x.age_on(first))),
        worst_off=_worst_off(mine, other),
    )


def _fares(problem: Problem, plan: Plan) -> list[_Fare]:
    goals, terms = problem.goals, len(problem.terms)
    found = []
    for x in problem.learners:
        lines = plan.of_learner(x.id)
        has = worth(x, lines, problem)
        aimed = terms * sum(aim_points(aim, aim.target, goals) for aim in x.aims)
        found.append(_Fare(x, has.total, has.outcomes, aimed, len(lines)))
    return found


def _group(name: str, fares: Sequence[_Fare], before: Mapping[str, Points] | None) -> Group:
    points = sum(f.points for f in fares)
    return Group.of(
        name,
        len(fares),
        points,
        sum(f.outcomes for f in fares),
        sum(f.aimed for f in fares),
        sum(not f.lines for f in fares),
        None if before is None else points - sum(before[f.learner.id] for f in fares),
    )


def _worst_off(fares: Iterable[_Fare], other: Iterable[_Fare] | None) -> Tenth | None:
    last = _last_tenth(fares)
    if not last:
        return None
    share, mean = _means(last)
    return Tenth(len(last), share, mean, *(_means(_last_tenth(other)) if other is not None else (None, None)))


def _last_tenth(fares: Iterable[_Fare]) -> list[_Fare]:
    aiming = sorted((f for f in fares if f.aimed), key=lambda f: (f.share, f.points, f.learner.id))
    return aiming[: -(-len(aiming) // 10)]


def _means(fares: Sequence[_Fare]) -> tuple[float, float]:
    return sum(f.share for f in fares) / len(fares), sum(f.points for f in fares) / len(fares)


def _put_together(groups: Iterable[Group]) -> tuple[Group, ...]:
    small_first = sorted(groups, key=lambda g: (g.learners, g.name))
    few = [g for g in small_first if g.learners < FEWEST]
    large = small_first[len(few) :]
    while few and large and sum(g.learners for g in few) < FEWEST:
        few.append(large.pop(0))
    shown = sorted(large, key=lambda g: g.name)
    return (*shown, _together(few)) if sum(g.learners for g in few) >= FEWEST else tuple(shown)


def _together(groups: Sequence[Group]) -> Group:
    gained = [g.difference * g.learners for g in groups if g.difference is not None]
    return Group.of(
        OTHERS,
        sum(g.learners for g in groups),
        sum(g.points for g in groups),
        sum(g.outcomes for g in groups),
        sum(g.aimed for g in groups),
        sum(g.with_nothing for g in groups),
        sum(gained) if gained else None,
    )
