"""What a plan is worth, each part worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.goals import Worth, aim_points, line_points, price_points, value, worth
from planner.plan import Plan
from planner.problem import (
    DAY,
    NEVER,
    Aim,
    Contribution,
    Funder,
    Funding,
    Goals,
    Learner,
    Line,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
    Wish,
)
from planner.travel import Travel

GOALS = Goals()
COOK = Offering(
    "cook", "cookery", "Cookery", "n", (Session(540, 660),), frozenset({"a", "b"}), places=2, repeatable=True,
    contributes=(Contribution("cook-a-meal", 60),), price=1999, funders=frozenset({"edu", "care"}),
)  # fmt: skip
ART = replace(COOK, id="art", service="art", site="m", sessions=(Session(DAY + 540, DAY + 660),), price=0)
NURSE = Remedy("nurse", "A nurse", frozenset({"nursing"}), frozenset({"n", "m"}), provider="north", paid_by="care")
SAM = Learner(
    "sam", "Sam", "home", born=date(2009, 3, 14), travel_limit=45, minutes_a_week=600,
    aims=(Aim("cook-a-meal", 2, 100),), available=tuple(Window(d * DAY, (d + 1) * DAY) for d in range(5)),
    funding=(Funding("edu", 9999), Funding("care", 9999)),
)  # fmt: skip


def area(*offerings: Offering, learner: Learner = SAM, **said: Any) -> Problem:
    whole: dict[str, Any] = {
        "terms": (Term("a", "Autumn", date(2027, 9, 6)), Term("b", "Spring", date(2028, 1, 10))),
        "organisations": (Organisation("north", "Northside", "general-fe"),),
        "sites": (Site("n", "Northside", "north", "town"), Site("m", "Mill", "north", "mill")),
        "funders": (Funder("edu", "Education"), Funder("care", "Care")),
        "offerings": offerings or (COOK, ART),
        "learners": (learner,),
        "travel": Travel(stated={("home", "town"): 20, ("home", "mill"): 25, ("town", "mill"): 5}),
        "remedies": (NURSE,),
    }
    return Problem(**{**whole, **said})


def take(offering: str, start: str = "a", funder: str = "edu", *remedies: str, learner: str = "sam") -> Line:
    return Line(learner, offering, start, funder, remedies)


@pytest.mark.parametrize(
    ("minutes", "points"),
    [
        (0, 0),
        (1, 2 * 3),
        (50, 2 * 3 * 50),
        (51, 2 * (3 * 50 + 2 * 1)),
        (100, 2 * (3 * 50 + 2 * 50)),
        (101, 2 * (3 * 50 + 2 * 50)),
    ],
)
def test_an_aim_counts_threefold_to_half_its_target_and_twice_from_there_to_all_of_it(
    minutes: int, points: int
) -> None:
    assert aim_points(Aim("cook-a-meal", 2, 100), minutes, GOALS) == points


def test_half_of_an_odd_target_is_rounded_down_and_an_aim_of_no_minutes_counts_nothing() -> None:
    assert aim_points(Aim("cook-a-meal", 1, 5), 5, GOALS) == 3 * 2 + 2 * 3
    assert aim_points(Aim("cook-a-meal", 5, 0), 60, GOALS) == 0


@pytest.mark.parametrize(("pence", "points"), [(0, 0), (499, 0), (500, 1), (999, 1), (1000, 2)])
def test_a_price_takes_off_whole_points_only(pence: int, points: int) -> None:
    assert price_points(pence, GOALS) == points


@pytest.mark.parametrize(
    ("wishes", "steps"),
    [
        ((), 0),
        ((("cookery", 1),), 1),
        ((("cookery", 2), ("north", -1)), 1),
        ((("north", NEVER), ("cookery", 2)), NEVER),
    ],
)
def test_a_line_brings_its_wish_for_each_minute_and_costs_two_ways_a_day_and_its_price(
    wishes: tuple[tuple[str, int], ...], steps: int
) -> None:
    learner = replace(SAM, wishes=tuple(Wish(*w) for w in wishes))
    twice = replace(COOK, sessions=(Session(540, 600), Session(600, 660), Session(DAY + 540, DAY + 600)))
    problem = area(twice, learner=learner)
    assert line_points(twice, learner, problem) == (steps * 180, -2 * 2 * 20, -3)


def test_a_learner_without_lines_is_worth_nothing() -> None:
    assert worth(SAM, [], area()) == Worth()
    assert value(Plan(), area()) == 0


def test_a_programme_of_two_offerings_at_once_worked_by_hand() -> None:
    found = worth(SAM, [take("cook"), take("art")], area())
    # 60 + 60 minutes of 100: 2 x (3 x 50 + 2 x 50); 2 x 20 + 2 x 25 on the way; two sites; 1999 pence and nothing
    assert found == Worth(outcomes=500, wishes=0, travel=-90, settings=-150, money=-3)
    assert found.total == 257


def test_each_term_counts_by_itself() -> None:
    one_a_term = worth(SAM, [take("cook", "a"), take("art", "b")], area())
    # each term 60 minutes of 100: 2 x (3 x 50 + 2 x 10) = 340; one setting in each
    assert one_a_term == Worth(outcomes=680, travel=-90, money=-3)
    assert worth(SAM, [take("cook", "a"), take("cook", "b")], area()) == Worth(outcomes=680, travel=-80, money=-6)
    long = area(replace(COOK, lasts=2))
    assert worth(SAM, [take("cook", "a")], long) == Worth(outcomes=680, travel=-80, money=-6)


def test_outcomes_that_are_not_aimed_at_count_nothing_and_those_of_one_offering_add_up() -> None:
    parts = (Contribution("cook-a-meal", 10), Contribution("make-friends", 20), Contribution("paid-work", 30))
    learner = replace(SAM, aims=(Aim("cook-a-meal", 1, 100), Aim("make-friends", 5, 20)))
    problem = area(replace(COOK, contributes=parts), learner=learner)
    assert worth(learner, [take("cook")], problem).outcomes == 1 * 3 * 10 + 5 * (3 * 10 + 2 * 10)


def test_two_lines_at_one_site_are_one_setting_and_a_placement_is_none() -> None:
    third = replace(ART, id="third", service="third", site="n", sessions=(Session(2 * DAY, 2 * DAY + 60),))
    lines = [take("cook"), take("art"), take("third")]
    assert worth(SAM, lines[::2], area(COOK, third)).settings == 0
    assert worth(SAM, lines, area(COOK, ART, third)).settings == -150
    assert worth(SAM, lines, area(COOK, replace(ART, placement=True), third)).settings == 0


def test_a_remedy_by_the_term_counts_for_each_term_and_funder_and_one_by_the_learner_once() -> None:
    nurse = replace(NURSE, per_term=1000, per_learner=2500, vat=True)
    problem = area(replace(COOK, price=0), ART, remedies=(nurse,))
    # 1000 pence are 1200 with VAT: 2 points; 2500 are 3000: 6 points
    shared = [take("cook", "a", "edu", "nurse"), take("art", "a", "edu", "nurse")]
    assert worth(SAM, shared, problem).money == -(2 + 6)
    apart = [take("cook", "a", "edu", "nurse"), take("art", "a", "care", "nurse")]
    assert worth(SAM, apart, problem).money == -(2 + 2 + 6)
    later = [take("cook", "a", "edu", "nurse"), take("cook", "b", "edu", "nurse")]
    assert worth(SAM, later, problem).money == -(2 + 2 + 6)


def test_the_value_of_an_area_adds_up_learners_and_takes_off_what_is_paid_once_for_all() -> None:
    ada = replace(SAM, id="ada", name="Ada", aims=(Aim("cook-a-meal", 3, 60),))
    problem = area(learners=(SAM, ada), remedies=(replace(NURSE, once=10240, vat=True),))
    plan = Plan.of([take("cook", "a", "edu", "nurse"), take("cook", "a", "edu", "nurse", learner="ada")])
    sam, other = 340 - 40 - 3, 3 * (3 * 30 + 2 * 30) - 40 - 3
    assert value(plan, problem) == sam + other - 24  # 12288 pence, once
    alone = Plan.of(plan.of_learner("sam"))
    assert value(alone, problem) == sam - 24


def test_people_can_change_what_a_point_is_paid_for() -> None:
    goals = Goals(first_half=5, second_half=1, wish=10, travel=3, setting=7, pence_per_point=100)
    learner = replace(SAM, wishes=(Wish("cookery", 2),))
    found = worth(learner, [take("cook"), take("art")], area(learner=learner, goals=goals))
    assert found == Worth(outcomes=2 * (5 * 50 + 50), wishes=10 * 2 * 120, travel=-3 * 90, settings=-7, money=-19)


def test_a_plan_is_sorted_holds_each_line_once_and_tells_who_takes_and_uses_what() -> None:
    lines = [take("cook", "a", "edu", "nurse"), take("art"), take("art"), take("art", learner="ada")]
    plan = Plan.of(lines)
    assert plan.lines == tuple(sorted(set(lines)))
    assert plan.of_learner("sam") == (take("art"), take("cook", "a", "edu", "nurse"))
    assert plan.of_learner("nobody") == ()
    assert plan.remedies == {"nurse"}
    assert plan.uses == {("nurse", "sam")}
    assert plan.places_taken(area(COOK, replace(ART, lasts=2))) == {("art", 0): 2, ("art", 1): 2, ("cook", 0): 1}
