"""The sets of remedies that meet some needs at a site, with what they cost; worked out once and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.obstacles import covers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.problem import Pence, Problem

NEVER_PAID = 10**12  # pence: what needs that no remedy meets would cost


@dataclass(frozen=True, slots=True)
class Cover:
    """A smallest set of remedies that meets some needs, with what it costs by the term and what it costs once."""

    remedies: tuple[str, ...]
    by_term: Pence
    once: Pence


class Covers:
    """Needs are masks of bits here, sites and terms are positions in the problem."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._needs: dict[str, int] = {}
        self._at: dict[tuple[int, int], list[list[Cover]]] = {}
        self._cheapest: dict[tuple[int, int], tuple[list[Pence], list[Pence]]] = {}

    def mask(self, needs: Iterable[str]) -> int:
        """Needs as a mask of bits."""
        mask = 0
        for need in needs:
            mask |= 1 << self._needs.setdefault(need, len(self._needs))
        return mask

    def at(self, site: int, lacking: int) -> list[list[Cover]]:
        """For each term, the smallest sets of remedies that meet the needs at a site from then on."""
        if (site, lacking) not in self._at:
            place = self._problem.sites[site].id
            needs = [n for n, bit in self._needs.items() if lacking >> bit & 1]
            terms = range(len(self._problem.terms))
            self._at[site, lacking] = [
                [self._priced(cover) for cover in covers(needs, place, term, self._problem)] for term in terms
            ]
        return self._at[site, lacking]

    def _priced(self, cover: tuple[str, ...]) -> Cover:
        bought = [self._problem.remedy[r] for r in cover]
        by_term = sum(r.to_pay(r.per_term) for r in bought)
        return Cover(cover, by_term, sum(r.to_pay(r.once) // 4 + r.to_pay(r.per_learner) for r in bought))

    def cheapest_at(self, site: int, lacking: int) -> tuple[list[Pence], list[Pence]]:
        """For each term what the cheapest remedies at a site cost by the term, and what the cheapest cost besides."""
        if (site, lacking) not in self._cheapest:
            by_term, once = [], []
            for sets in self.at(site, lacking):
                by_term.append(min((c.by_term for c in sets), default=NEVER_PAID))
                once.append(min((c.by_term + c.once for c in sets), default=by_term[-1]) - by_term[-1])
            self._cheapest[site, lacking] = by_term, once
        return self._cheapest[site, lacking]
