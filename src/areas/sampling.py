"""Who the learners of an area are, as the council's own figures have it: age, where they are now, primary need.

Age and placement are drawn together from the published table. Published need is known by age and by placement, but
not by both; `need_by_placement` makes the one table that agrees with both totals (iterative proportional fitting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from areas import facts
from areas.chance import draw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

ROUNDS = 40  # of fitting; after these, totals agree to far less than one plan
TRACE = 0.02  # weight of England's shares under a council's own, so that no need is impossible that the totals have


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn young person: full years, placement group now, SEN2 code of the primary need."""

    age: int
    placement: str
    need: str


def draw_people(council_code: str, count: int, rng: Random) -> list[Drawn]:
    """So many young people of 16 to 25 as the council's figures have them."""
    table = facts.plans(council_code)
    where = rng.choices(list(table), weights=list(table.values()), k=count)
    needs = need_by_placement(council_code)
    return [Drawn(age, placement, draw(rng, needs[placement])) for age, placement in where]


def need_by_placement(council_code: str) -> Mapping[str, Mapping[str, float]]:
    """Weights of primary needs for each placement group: together they add up to the council's own needs at 16-25."""
    totals = dict.fromkeys(facts.PLACEMENTS, 0.0)
    for (_, group), plans in facts.plans(council_code).items():
        totals[group] += plans
    wanted = _scaled(facts.needs(council_code, "16-25"), sum(totals.values()))
    table = {g: _start(council_code, g, wanted) for g in facts.PLACEMENTS}
    for _ in range(ROUNDS):
        table = {g: _scaled(row, totals[g]) for g, row in table.items()}
        sums = {n: sum(row[n] for row in table.values()) for n in wanted}
        factor = {n: wanted[n] / sums[n] if sums[n] else 0.0 for n in wanted}
        table = {g: {n: w * factor[n] for n, w in row.items()} for g, row in table.items()}
    # A group in which the council has nobody is never drawn, but must not be all noughts.
    return {g: row if any(row.values()) else wanted for g, row in table.items()}


def _start(council_code: str, group: str, wanted: Mapping[str, float]) -> dict[str, float]:
    own = _scaled(facts.needs(council_code, group), 1 - TRACE)
    england = _scaled(facts.needs(facts.ENGLAND, group), TRACE)
    return {n: own[n] + england[n] if wanted[n] else 0.0 for n in wanted}


def _scaled(counts: Mapping[str, float], total: float) -> dict[str, float]:
    now = sum(counts.values())
    return {n: c * total / now if now else 0.0 for n, c in counts.items()}
