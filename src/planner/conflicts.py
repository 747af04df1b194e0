"""Which two lines of one learner cannot both be in a plan, for the search. (The checker in `rules/` is separate.)"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.candidates import Candidate
    from planner.problem import Line, Problem


class Conflicts:
    """Pairwise conflicts of candidates of one learner; remembers what it has worked out for pairs of offerings."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._same_time = cache(self._work_out)

    def between(self, a: Candidate, b: Candidate) -> bool:
        """Whether two different lines exclude each other, in whatever terms they run."""
        if a.offering.service == b.offering.service and not (a.offering.repeatable and b.offering.repeatable):
            return True
        if a.terms.start < b.terms.stop and b.terms.start < a.terms.stop:
            first, second = sorted((a.offering.id, b.offering.id))
            if self._same_time(first, second):
                return True
        return self.two_providers(a, b)

    def two_providers(self, a: Candidate, b: Candidate) -> bool:
        """Whether the two would make one funder pay two providers in a funding year where that is forbidden."""
        problem = self._problem
        if "one-provider-a-year" not in problem.rules or a.line.funder != b.line.funder or not a.line.funder:
            return False
        if not problem.funder[a.line.funder].one_provider_a_year:
            return False
        one, two = problem.provider(a.offering), problem.provider(b.offering)
        if one == two or not self._years(a) & self._years(b):
            return False
        agreed = one in problem.organisation[two].subcontracts or two in problem.organisation[one].subcontracts
        return not agreed or "no-subcontracting" in problem.rules

    def _years(self, c: Candidate) -> set[int]:
        return {self._problem.terms[t].funding_year for t in c.terms}

    def _work_out(self, first: str, second: str) -> bool:
        """Whether two offerings cannot be taken in the same term: same sessions, too close, or the carousel."""
        problem = self._problem
        a, b = problem.offering[first], problem.offering[second]
        if first == second:
            return True
        if a.placement and b.placement and (problem.provider(a) == problem.provider(b) or a.days & b.days):
            return True
        way = problem.travel.minutes(problem.site[a.site].place, problem.site[b.site].place)
        return any(
            s.day == t.day and s.start < t.end + way and t.start < s.end + way for s in a.sessions for t in b.sessions
        )


def in_the_way(line: Line, other: Line, problem: Problem) -> bool:
    """Whether two lines of a learner plainly exclude each other: the same service, or the same time."""
    one, two = problem.offering[line.offering], problem.offering[other.offering]
    if one.service == two.service and not one.repeatable:
        return True
    first, second = problem.running(line), problem.running(other)
    if first.start >= second.stop or second.start >= first.stop:
        return False
    return any(s.start < t.end and t.start < s.end for s in one.sessions for t in two.sessions)
