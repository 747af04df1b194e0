"""Made-up areas are interesting to plan: enough within reach, some of it missing, places scarce, and all by design."""

from __future__ import annotations

import pytest

from areas import make_area
from areas.measure import Figures, measure


@pytest.fixture(scope="module", params=[("Birmingham", 150, 1), ("Birmingham", 150, 2), ("Leeds", 150, 1)])
def found(request: pytest.FixtureRequest) -> Figures:
    council, learners, seed = request.param
    return measure(make_area(council, learners=learners, terms=6, seed=seed))


def test_learners_have_some_dozens_of_offerings_within_reach(found: Figures) -> None:
    assert 25 <= found.within_reach <= 60
    assert found.nothing_in_reach <= 0.12
    assert found.no_way_open <= 0.15


def test_about_a_quarter_is_blocked_by_a_need_and_half_of_that_can_be_remedied(found: Figures) -> None:
    assert 0.15 <= found.blocked_by_need <= 0.35
    assert 0.35 <= found.blocked_with_remedy <= 0.75


def test_places_are_scarce_and_placements_scarcer(found: Figures) -> None:
    assert 0.7 <= found.supply <= 0.9
    assert 0.15 <= found.placement_supply <= 0.6


def test_a_week_of_ten_to_sixteen_hours_holds_three_to_six_lines(found: Figures) -> None:
    assert 3 <= found.lines_possible <= 6


def test_there_are_enough_offerings_and_one_service_is_at_several_organisations(found: Figures) -> None:
    assert 0.35 <= found.offerings / found.learners <= 0.5
    assert found.services_at_several >= 10


def test_some_offerings_are_gated_by_what_others_grant(found: Figures) -> None:
    assert 0.15 <= found.gated <= 0.45


def test_half_wish_for_a_general_fe_college_and_a_quarter_want_placements(found: Figures) -> None:
    assert 0.35 <= found.wish_general_fe <= 0.65
    assert 0.15 <= found.want_placements <= 0.37


def test_a_small_area_has_at_least_forty_offerings() -> None:
    problem = make_area("Birmingham", learners=20, terms=3, seed=1)
    assert 38 <= sum(not o.placement for o in problem.offerings) <= 42


def test_a_remedy_that_takes_longer_than_the_plan_opens_nothing() -> None:
    short, long = (measure(make_area("Birmingham", learners=60, terms=t, seed=1)) for t in (1, 3))
    assert 0 < short.blocked_with_remedy < long.blocked_with_remedy


def test_there_is_a_way_from_the_foundation_programme_to_level_2() -> None:
    problem = make_area("Birmingham", learners=150, terms=6, seed=1)
    held: set[str] = set()
    for _ in range(5):
        held |= {g for o in problem.offerings if o.requires <= held for g in (*o.grants, o.service)}
    assert {"foundation-programme", "ready-for-general-fe", "catering-level-1", "catering-level-2"} <= held
