"""What learners share and there is too little of: places of an offering in a term, budgets of funders.

Only sums, to find lines that go over together. The rules in `rules/` say what is valid; they share nothing with this.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from planner.rules.money import ONE_OFF, overspent, spent_by

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping

    from planner.plan import Plan
    from planner.problem import Line, Problem

    Uses = Mapping[Hashable, int]  # what a line uses; what several lines use together counts once

MOST_TRIED = 3_000  # sets looked at before a set that is only inclusion-minimal will do
BREADTH = 4  # lines in a set up to which all sets are tried


@dataclass(frozen=True)
class Shared:
    """A limit with the lines that count against it: `limit` and `uses` in places, or in pence."""

    limit: int
    uses: Mapping[Line, Uses]

    @cached_property
    def alone(self) -> Mapping[Line, int]:
        """What each line uses by itself."""
        return {line: sum(uses.values()) for line, uses in self.uses.items()}

    def total(self, lines: Iterable[Line]) -> int:
        """What some lines use together."""
        used: dict[Hashable, int] = {}
        for line in lines:
            used.update(self.uses.get(line, {}))
        return sum(used.values())

    def is_over(self, lines: Iterable[Line]) -> bool:
        """Whether some lines go over the limit."""
        return self.total(lines) > self.limit

    def over_without_one(self, lines: Collection[Line]) -> Line | None:
        """A line without which the others are over the limit all the same; None if each one is needed for that."""
        total = self.total(lines)
        if total <= self.limit:
            return None
        times = Counter(use for line in lines for use in self.uses.get(line, {}))
        for line in lines:
            freed = sum(much for use, much in self.uses.get(line, {}).items() if times[use] == 1)
            if total - freed > self.limit:
                return line
        return None

    def few(self, lines: Iterable[Line]) -> tuple[frozenset[Line], bool] | None:
        """As few of these lines as are over the limit, and whether fewer are proven not to be; None if all are not.

        Whatever is proven, each of them is needed: without it the others are not over.
        """
        pool = sorted((x for x in lines if x in self.uses), key=lambda x: (-self.alone[x], x))
        if not self.is_over(pool):
            return None
        used: dict[Hashable, int] = {}
        taken, total, least, sum_alone = [], 0, 0, 0
        for line in pool:
            if sum_alone <= self.limit:  # no set with fewer lines than this can be over
                least, sum_alone = least + 1, sum_alone + self.alone[line]
            total += sum(much for use, much in self.uses[line].items() if use not in used)
            used.update(self.uses[line])
            taken.append(line)
            if total > self.limit:
                break
        if len(taken) > least:
            while (line_not_needed := self.over_without_one(taken[::-1])) is not None:
                taken.remove(line_not_needed)
        for size in range(least, len(taken)):
            if size > BREADTH or comb(len(pool), size) > MOST_TRIED:
                return frozenset(taken), False
            for some in combinations(pool, size):
                if self.is_over(some):
                    return frozenset(some), True
        return frozenset(taken), True


def too_little(plan: Plan, problem: Problem) -> list[Shared]:
    """Every limit that a plan goes over, with the lines of the plan that count against it."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in plan.lines:
        lines[line.offering].append(line)
    found = [
        Shared(problem.offering[offering].places, {y: {y: 1} for y in lines[offering] if term in problem.running(y)})
        for (offering, term), taken in sorted(plan.places_taken(problem).items())
        if taken > problem.offering[offering].places
    ]
    for funder, when, pence in overspent(plan, spent_by(plan, problem), problem):
        uses = _once(plan, problem, funder) if when == ONE_OFF else _in_term(plan, problem, funder, when)
        spent = Shared(0, uses)
        found.append(Shared(spent.total(uses) - pence, uses))
    return found


def _in_term(plan: Plan, problem: Problem, funder: str, when: str) -> dict[Line, Uses]:
    term = problem.term_number[when]
    found: dict[Line, Uses] = {}
    for line in plan.lines:
        if line.funder == funder and term in problem.running(line):
            uses: dict[Hashable, int] = {line: problem.offering[line.offering].price}
            for remedy in (problem.remedy[r] for r in line.remedies):
                uses[remedy.id, line.learner] = remedy.to_pay(remedy.per_term)
            found[line] = uses
    return found


def _once(plan: Plan, problem: Problem, funder: str) -> dict[Line, Uses]:
    found: dict[Line, Uses] = {}
    for line in plan.lines:
        uses: dict[Hashable, int] = defaultdict(int)
        for remedy in (problem.remedy[r] for r in line.remedies):
            if remedy.paid_by == funder:
                uses[remedy.id] = remedy.to_pay(remedy.once)
                uses[remedy.id, line.learner] = remedy.to_pay(remedy.per_learner)
        if uses:
            found[line] = uses
    return found
