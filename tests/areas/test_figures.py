"""Made-up learners follow the council's published figures."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from areas import facts
from areas.sampling import draw_people, need_by_placement

COUNT = 2000
OFF = 0.035  # more than three standard errors of any share among 2,000


def shares(counts: dict[object, float]) -> dict[object, float]:
    total = sum(counts.values())
    return {key: count / total for key, count in counts.items()}


@pytest.fixture(scope="module", params=["Birmingham", "Leeds", "Kent", "Cambridgeshire", "Rutland"])
def code(request: pytest.FixtureRequest) -> str:
    return facts.council(request.param).code


def test_ages_and_placements_follow_the_council(code: str) -> None:
    drawn = draw_people(code, COUNT, Random(4))
    got = shares(Counter((d.age, d.placement) for d in drawn))
    for key, share in shares(facts.plans(code)).items():
        assert abs(got.get(key, 0) - share) < OFF, key


def test_primary_needs_follow_the_council(code: str) -> None:
    drawn = draw_people(code, COUNT, Random(5))
    got = shares(Counter(d.need for d in drawn))
    for need, share in shares(facts.needs(code, "16-25")).items():
        assert abs(got.get(need, 0) - share) < OFF, need


def test_needs_of_all_placements_add_up_to_those_of_the_age(code: str) -> None:
    table = need_by_placement(code)
    groups = Counter[str]()
    for (_, group), plans in facts.plans(code).items():
        groups[group] += plans
    added = shares({n: sum(table[g][n] for g in table if groups[g]) for n in facts.NEEDS})
    for need, share in shares(facts.needs(code, "16-25")).items():
        assert added[need] == pytest.approx(share, abs=0.002), need


def test_needs_differ_by_placement_as_published() -> None:
    table = need_by_placement(facts.council("Birmingham").code)
    pmld = {g: table[g]["PMLD"] / sum(table[g].values()) for g in table}
    assert pmld["specialist_post16"] > 4 * pmld["general_fe"]


def test_birmingham_has_the_plans_it_published() -> None:
    plans = facts.plans(facts.council("Birmingham").code)
    assert sum(p for (age, _), p in plans.items() if age == 19) == 503
    assert plans[19, "specialist_post16"] == 167


def test_every_council_has_figures_and_a_place() -> None:
    assert len(facts.councils()) == 153
    for council in facts.councils():
        assert sum(facts.plans(council.code).values()) > 0
        assert facts.districts(council.code)
        assert council.letters


def test_a_council_that_gave_no_placements_is_split_as_england_is() -> None:
    plans, england = facts.plans(facts.council("Cambridgeshire").code), facts.plans(facts.ENGLAND)
    at_17 = {g: england[17, g] for g in facts.PLACEMENTS}
    whole = sum(plans[17, g] for g in facts.PLACEMENTS)
    assert whole == pytest.approx(round(whole))
    assert plans[17, "general_fe"] == pytest.approx(whole * at_17["general_fe"] / sum(at_17.values()))
