"""One learner's programme as it grows: what a line more would add, without counting the whole again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.goals import aim_points, price_points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.candidates import Candidate
    from planner.problem import Learner, Points, Problem


class Programme:
    """The lines taken so far, in sums. What `gain` says is the difference that `goals.worth` would find."""

    def __init__(self, learner: Learner, problem: Problem, taken: Iterable[Candidate] = ()) -> None:
        self.problem = problem
        self._aims = {aim.outcome: aim for aim in learner.aims}
        self._minutes: dict[tuple[int, str], int] = defaultdict(int)
        self._sites: dict[int, set[str]] = defaultdict(set)
        self._used: set[tuple[object, ...]] = set()
        for c in taken:
            self.take(c)

    def take(self, c: Candidate) -> None:
        """Adds a line."""
        for t in c.terms:
            for part in c.offering.contributes:
                self._minutes[t, part.outcome] += part.minutes
            if not c.offering.placement:
                self._sites[t].add(c.offering.site)
        self._used |= set(self._remedies(c))

    def gain(self, c: Candidate) -> Points:
        """The points that a line would add; what is bought once for all is not in it."""
        return c.points * len(c.terms) + self._outcomes(c) - self._settings(c) - self._money(c)

    def _outcomes(self, c: Candidate) -> Points:
        goals, total = self.problem.goals, 0
        terms = range(c.terms.start, min(c.terms.stop, len(self.problem.terms)))
        for part in c.offering.contributes:
            if aim := self._aims.get(part.outcome):
                for t in terms:
                    now = self._minutes.get((t, part.outcome), 0)
                    total += aim_points(aim, now + part.minutes, goals) - aim_points(aim, now, goals)
        return total

    def _settings(self, c: Candidate) -> Points:
        if c.offering.placement:
            return 0
        others = (self._sites.get(t) for t in c.terms)
        return self.problem.goals.setting * sum(1 for sites in others if sites and c.offering.site not in sites)

    def _money(self, c: Candidate) -> Points:
        return sum(points for use, points in self._remedies(c).items() if use not in self._used)

    def _remedies(self, c: Candidate) -> dict[tuple[object, ...], Points]:
        """What the remedies of a line cost its learner, by the use that is paid for once."""
        found: dict[tuple[object, ...], Points] = {}
        for remedy in (self.problem.remedy[r] for r in c.line.remedies):
            found[(remedy.id,)] = price_points(remedy.to_pay(remedy.per_learner), self.problem.goals)
            for t in c.terms:
                found[remedy.id, t, c.line.funder] = price_points(remedy.to_pay(remedy.per_term), self.problem.goals)
        return found
