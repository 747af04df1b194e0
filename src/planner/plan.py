"""The answer: the lines of every learner, and what follows from them. Nothing here decides anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.problem import Line, Problem


@dataclass(frozen=True)
class Plan:
    """The lines of an area, sorted and without repeats. A learner with none has an empty programme."""

    lines: tuple[Line, ...] = ()

    @staticmethod
    def of(lines: Iterable[Line]) -> Plan:
        """A plan of these lines in any order."""
        return Plan(tuple(sorted(set(lines))))

    @cached_property
    def programme(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each learner who has any."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.learner].append(line)
        return {learner: tuple(lines) for learner, lines in found.items()}

    def of_learner(self, learner: str) -> tuple[Line, ...]:
        """The lines of one learner, sorted; empty if there are none."""
        return self.programme.get(learner, ())

    @cached_property
    def remedies(self) -> frozenset[str]:
        """Every remedy that some line uses."""
        return frozenset(r for line in self.lines for r in line.remedies)

    @cached_property
    def uses(self) -> frozenset[tuple[str, str]]:
        """(remedy, learner) for every learner who uses a remedy."""
        return frozenset((r, line.learner) for line in self.lines for r in line.remedies)

    def places_taken(self, problem: Problem) -> Mapping[tuple[str, int], int]:
        """How many learners take each offering in each term: (offering, term number) to count."""
        taken: dict[tuple[str, int], int] = defaultdict(int)
        for line in self.lines:
            for term in problem.running(line):
                taken[line.offering, term] += 1
        return taken

    def terms_of_use(self, problem: Problem) -> frozenset[tuple[str, str, int, str]]:
        """(remedy, learner, term number, paying funder) for every term in which a learner uses a remedy.

        Lines of one funder that share a remedy in a term pay its term price once; each funder pays its own.
        """
        return frozenset(
            (remedy, line.learner, term, line.funder)
            for line in self.lines
            for remedy in line.remedies
            for term in problem.running(line)
        )
