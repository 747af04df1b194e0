"""What single lines that a change opens are worth: whom they promise most, and a limit to what they can add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.goals import aim_points, line_points, worth
from planner.obstacles import possible_starts
from planner.problem import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.plan import Plan
    from planner.problem import Learner, Offering, Points, Problem
    from planner.what_if_touched import Touched

PAIRS_AT_MOST = 50_000  # pairs of a learner and an offering that are looked at for one change


class Adds:
    """What lines by themselves can add to a learner's programme at the most, in points, places paid for."""

    def __init__(self, problem: Problem, prices: Mapping[tuple[object, ...], float]) -> None:
        self._problem = problem
        self._prices = prices  # ("place", offering, term number) to points
        self._known: dict[str, tuple[int, float]] = {}

    def gain(self, learner: Learner, offering: Offering) -> Points:
        """Points of a line in one term without remedies and settings; below 0 where it cannot be."""
        problem = self._problem
        if learner.wish_for(offering, problem.provider(offering)) == NEVER or not offering.places:
            return -1
        if offering.minutes > learner.minutes_a_week:
            return -1
        if problem.minutes_to(learner, problem.site[offering.site]) > max(
            problem.transport_limit, learner.travel_limit
        ):
            return -1
        minutes = {part.outcome: part.minutes for part in offering.contributes}
        outcomes = sum(aim_points(a, minutes[a.outcome], problem.goals) for a in learner.aims if a.outcome in minutes)
        return outcomes + sum(line_points(offering, learner, problem))

    def of(self, learner: Learner, gains: Mapping[str, Points], more: Mapping[str, float] | None = None) -> float:
        """What lines of some offerings (points in a term) can add together; `more` is added to a place's price.

        No more of them than the learner has time for, placements by themselves.
        """
        best: dict[str, tuple[float, int, bool]] = {}
        for name, points in gains.items():
            offering = self._problem.offering[name]
            starts, paid = self._starting(offering)
            if points <= 0 or not starts:
                continue
            paid += (more or {}).get(name, 0.0) * offering.lasts
            adds, minutes = points * offering.lasts - paid, max(1, offering.minutes * offering.lasts)
            if adds <= 0:
                continue
            if offering.repeatable:
                best[f"{offering.service}/{name}"] = adds * starts, minutes * starts, offering.placement
            else:
                old = best.get(offering.service, (0.0, minutes, True))
                both = old[2] and offering.placement  # a service can be a placement in one place only
                best[offering.service] = max(old[0], adds), min(old[1], minutes), both
        terms = len(self._problem.terms)
        tasks = _most_in([(w, m) for w, m, task in best.values() if task], terms * learner.placement_minutes)
        return tasks + _most_in([(w, m) for w, m, task in best.values() if not task], terms * learner.minutes_a_week)

    def _starting(self, offering: Offering) -> tuple[int, float]:
        """In how many terms an offering can start, and the least that its places cost then."""
        if offering.id not in self._known:
            running = [range(n, n + offering.lasts) for n in possible_starts(offering, self._problem)]
            paid = (sum(self._prices.get(("place", offering.id, t), 0.0) for t in terms) for terms in running)
            self._known[offering.id] = len(running), min(paid, default=0.0)
        return self._known[offering.id]


def _most_in(things: Iterable[tuple[float, int]], minutes: int) -> float:
    """The most that things of a worth and a length bring in so many minutes, parts of things allowed."""
    total = 0.0
    for points, long in sorted(things, key=lambda x: -x[0] / x[1]):
        if long >= minutes:
            return total + points * minutes / long
        total, minutes = total + points, minutes - long
    return total


class Gains:
    """What each line that is opened, or wanted, is worth by itself in a term, for so many pairs at the most.

    Learners for whose lines there was no time count among those of whom nothing is known (`Touched.anything`).
    """

    def __init__(self, after: Problem, base: Plan, found: Touched) -> None:
        self._adds = Adds(after, {})
        self._after = after
        self._room: dict[str, float] = {}
        self._base = base
        self.opens, missed = self._of(found.opens, found.anything)
        self.wants, _ = self._of(found.wants, set())
        found.anything |= missed

    def _of(self, pairs: Mapping[str, set[str]], without: set[str]) -> tuple[dict[str, dict[str, Points]], set[str]]:
        names = sorted(x for x in pairs if pairs[x] and x not in without)
        if sum(len(pairs[x]) for x in names) > PAIRS_AT_MOST:
            names.sort(key=lambda x: (-self.room(x), x))
        found: dict[str, dict[str, Points]] = {}
        left, missed = PAIRS_AT_MOST, set()
        for name in names:
            left -= len(pairs[name])
            if left < 0:
                missed.add(name)
                continue
            x, offering = self._after.learner[name], self._after.offering
            mine = {o: p for o in sorted(pairs[name]) if (p := self._adds.gain(x, offering[o])) > 0}
            if mine:
                found[name] = mine
        return found, missed

    def room(self, name: str) -> float:
        """How far a learner's programme is from all that is aimed for, in points."""
        if name not in self._room:
            x = self._after.learner[name]
            now = worth(x, self._base.of_learner(name), self._after).total
            self._room[name] = most_of(x, self._after) - now
        return self._room[name]


def most_of(learner: Learner, problem: Problem) -> float:
    """Points that no programme of a learner exceeds: every aim met in every term, the whole week as wished for."""
    goals = problem.goals
    aims = sum(aim_points(a, a.target, goals) for a in learner.aims)
    wishes = sum(sorted((w.strength for w in learner.wishes if w.strength > 0), reverse=True))
    return float(len(problem.terms) * (aims + goals.wish * wishes * learner.minutes_a_week))
