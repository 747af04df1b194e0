"""What a problem is made of: every fault is found with where it is, nothing can be changed, small sums are right."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from planner.faults import Fault, Faults
from planner.plan import Plan
from planner.problem import (
    DAY,
    NEVER,
    Aim,
    Commitment,
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

COOK = Offering("cook", "cookery", "Cookery", "n", (Session(540, 660),), frozenset({"a"}), places=2)
NURSE = Remedy("nurse", "A nurse", frozenset({"nursing"}), frozenset({"n"}), provider="north", paid_by="care")
SAM = Learner("sam", "Sam", "home", born=date(2009, 3, 14), travel_limit=45, minutes_a_week=600)
GOOD: dict[str, Any] = {
    "terms": (Term("a", "Autumn", date(2027, 9, 6)), Term("b", "Spring", date(2028, 1, 10))),
    "organisations": (Organisation("north", "Northside", "general-fe"),),
    "sites": (Site("n", "Northside", "north", "town"), Site("v", "Village", "north", "village")),
    "funders": (Funder("care", "Care"),),
    "offerings": (COOK,),
    "learners": (SAM,),
    "travel": Travel(stated={("home", "town"): 20, ("village", "home"): 40, ("town", "village"): 30}),
    "remedies": (NURSE,),
}


def faults(**said: Any) -> list[tuple[str, str, str]]:
    """(kind, id, field) of every fault of the problem with these parts."""
    try:
        Problem(**{**GOOD, **said})
    except Faults as found:
        return [(f.kind, f.id, f.field) for f in found.faults]
    return []


def offering(**said: Any) -> dict[str, Any]:
    return {"offerings": (replace(COOK, **said),)}


def learner(**said: Any) -> dict[str, Any]:
    return {"learners": (replace(SAM, **said),)}


def remedy(**said: Any) -> dict[str, Any]:
    return {"remedies": (replace(NURSE, **said),)}


def accepted(*line: Any) -> dict[str, Any]:
    return learner(accepted=(Line(*line),))


def test_a_good_problem_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("part", "kind", "ids"),
    [
        ("terms", "term", "a"),
        ("organisations", "organisation", "north"),
        ("sites", "site", "n"),
        ("funders", "funder", "care"),
        ("offerings", "offering", "cook"),
        ("remedies", "remedy", "nurse"),
        ("learners", "learner", "sam"),
    ],
)
def test_an_id_is_used_once_within_its_kind_and_is_not_empty(part: str, kind: str, ids: str) -> None:
    first, *_ = GOOD[part]
    assert (kind, ids, "id") in faults(**{part: (*GOOD[part], first)})
    assert (kind, " ", "id") in faults(**{part: (*GOOD[part], replace(first, id=" "))})


def places(**ways: int) -> Travel:
    """Ways between places named by a letter each: home, town, village."""
    names = {"h": "home", "t": "town", "v": "village"}
    return Travel(stated={(names[w[0]], names[w[1]]): minutes for w, minutes in ways.items()})


AREA = [
    ({"rules": frozenset({"tides"})}, ("area", "", "rules")),
    ({"goals": Goals(pence_per_point=0)}, ("area", "", "goals")),
    ({"goals": Goals(first_half=1, second_half=2)}, ("area", "", "goals")),
    ({"goals": Goals(second_half=-1)}, ("area", "", "goals")),
    ({"goals": Goals(wish=-1)}, ("area", "", "goals")),
    ({"goals": Goals(travel=-1)}, ("area", "", "goals")),
    ({"goals": Goals(setting=-1)}, ("area", "", "goals")),
    ({"organisations": (Organisation("north", "N", "bank"),)}, ("organisation", "north", "kind")),
    (
        {"organisations": (Organisation("north", "N", "health", frozenset({"x"})),)},
        ("organisation", "north", "subcontracts"),
    ),
    ({"funders": (Funder("care", "C", budget_per_term=-1),)}, ("funder", "care", "budget_per_term")),
    ({"funders": (Funder("care", "C", one_off_budget=-1),)}, ("funder", "care", "one_off_budget")),
    ({"sites": (Site("n", "N", "x", "town"),)}, ("site", "n", "organisation")),
    ({"travel": places(ht=20, hv=40)}, ("travel", "town to village", "minutes")),
    ({"travel": places(ht=20, tv=30)}, ("learner", "sam", "home")),
    ({"travel": places(ht=20, vh=-1, tv=30)}, ("travel", "village to home", "minutes")),
    ({"travel": replace(places(ht=20, hv=40, tv=30), metres_per_minute=0)}, ("travel", "", "metres_per_minute")),
    (
        {"terms": (Term("a", "A", date(2027, 9, 6)), Term("b", "B", date(2027, 9, 6)))},
        ("term", "b", "starts"),
    ),
]

OFFERINGS = [
    (offering(sessions=()), "sessions"),
    (offering(sessions=(Session(-1, 60),)), "sessions"),
    (offering(sessions=(Session(60, 60),)), "sessions"),
    (offering(sessions=(Session(7 * DAY - 60, 7 * DAY + 1),)), "sessions"),
    (offering(sessions=(Session(DAY - 60, DAY + 1),)), "sessions"),
    (offering(sessions=(Session(600, 700), Session(540, 601))), "sessions"),
    (offering(site="x"), "site"),
    (offering(starts=frozenset({"z"})), "starts"),
    (offering(funders=frozenset({"bank"})), "funders"),
    (offering(price=1), "funders"),
    (offering(price=-1, funders=frozenset({"care"})), "price"),
    (offering(places=-1), "places"),
    (offering(lasts=0), "lasts"),
    (offering(contributes=(Contribution("cook", 1), Contribution("cook", 2))), "contributes"),
    (offering(contributes=(Contribution("cook", -1),)), "contributes"),
]

REMEDIES = [
    (remedy(sites=frozenset({"x"})), "sites"),
    (remedy(provider="x"), "provider"),
    (remedy(paid_by="x"), "paid_by"),
    (remedy(gives=frozenset()), "gives"),
    (remedy(once=-1), "once"),
    (remedy(per_learner=-1), "per_learner"),
    (remedy(per_term=-1), "per_term"),
    (remedy(lead_terms=-1), "lead_terms"),
]

LEARNERS = [
    (learner(travel_limit=-1), "travel_limit"),
    (learner(minutes_a_week=-1), "minutes_a_week"),
    (learner(days_a_week=-1), "days_a_week"),
    (learner(settings_at_once=-1), "settings_at_once"),
    (learner(placement_minutes=-1), "placement_minutes"),
    (learner(aims=(Aim("cook", 1, 60), Aim("cook", 2, 60))), "aims"),
    (learner(aims=(Aim("cook", 0, 60),)), "aims"),
    (learner(aims=(Aim("cook", 6, 60),)), "aims"),
    (learner(aims=(Aim("cook", 1, -1),)), "aims"),
    (learner(wishes=(Wish("cook", 3),)), "wishes"),
    (learner(wishes=(Wish("cook", -3),)), "wishes"),
    (learner(available=(Window(60, 60),)), "available"),
    (learner(available=(Window(540, 600, frozenset({"z"})),)), "terms"),
    (learner(commitments=(Commitment("club", DAY - 60, DAY + 60),)), "commitments"),
    (learner(commitments=(Commitment("club", 540, 600, frozenset({"z"})),)), "terms"),
    (learner(funding=(Funding("bank", 1),)), "funding"),
    (learner(funding=(Funding("care", 1), Funding("care", 2))), "funding"),
    (learner(funding=(Funding("care", -1),)), "funding"),
    (accepted("ada", "cook", "a", ""), "accepted"),
    (accepted("sam", "art", "a", ""), "accepted"),
    (accepted("sam", "cook", "z", ""), "accepted"),
    (accepted("sam", "cook", "a", "bank"), "accepted"),
    (accepted("sam", "cook", "a", "", ("magic",)), "accepted"),
]

ONE_FAULT = [
    *AREA,
    *((said, ("offering", "cook", field)) for said, field in OFFERINGS),
    *((said, ("remedy", "nurse", field)) for said, field in REMEDIES),
    *((said, ("learner", "sam", field)) for said, field in LEARNERS),
]


@pytest.mark.parametrize(("said", "where"), ONE_FAULT, ids=[f"{n} {' '.join(w)}" for n, (_, w) in enumerate(ONE_FAULT)])
def test_each_kind_of_fault_is_found_where_it_is_and_nothing_else(said: dict[str, Any], where: tuple[str, ...]) -> None:
    assert faults(**said) == [where]


def test_a_problem_without_terms_is_a_fault_of_the_area() -> None:
    assert faults(terms=(), **offering(starts=frozenset())) == [("area", "", "terms")]


def test_a_commitment_at_an_unknown_place_is_told_for_each_place_of_a_site() -> None:
    said = learner(commitments=(Commitment("club", 540, 600, place="moon"),))
    assert faults(**said) == [("learner", "sam", "commitments")] * 2
    assert faults(**learner(commitments=(Commitment("club", 540, 600, place="town"),))) == []


def test_what_is_just_within_the_limits_is_no_fault() -> None:
    assert faults(**offering(sessions=(Session(0, 60), Session(60, 61), Session(7 * DAY - 1, 7 * DAY)), places=0)) == []
    assert faults(**learner(aims=(Aim("a", 1, 0), Aim("b", 5, 0)), wishes=(Wish("x", NEVER), Wish("y", 2)))) == []
    assert faults(goals=Goals(first_half=2, second_half=2, wish=0, travel=0, setting=0, pence_per_point=1)) == []
    assert faults(**accepted("sam", "cook", "a", "care", ("nurse",))) == []
    assert faults(funders=(Funder("care", "Care", budget_per_term=0, one_off_budget=0),)) == []


def test_every_fault_is_told_at_once_each_with_its_sentence() -> None:
    with pytest.raises(Faults) as caught:
        Problem(**{**GOOD, **offering(site="x", places=-1), **learner(travel_limit=-1), **remedy(gives=frozenset())})
    assert caught.value.faults == (
        Fault("offering", "cook", "site", "there is no site 'x'"),
        Fault("offering", "cook", "places", "must be at least 0"),
        Fault("remedy", "nurse", "gives", "must give at least one provision"),
        Fault("learner", "sam", "travel_limit", "must not be below 0"),
    )
    assert str(caught.value).splitlines()[0] == "offering cook, site: there is no site 'x'"


@pytest.mark.parametrize(
    "thing", [Problem(**GOOD), SAM, COOK, NURSE, Plan(), Session(0, 1), Travel()], ids=lambda x: type(x).__name__
)
def test_nothing_of_a_problem_or_plan_can_be_changed(thing: object) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        thing.id = "other"  # type: ignore[attr-defined]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        setattr(thing, next(iter(type(thing).__dataclass_fields__)), None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("first_day", "year"),
    [(date(2027, 7, 31), 2026), (date(2027, 8, 1), 2027), (date(2027, 12, 31), 2027), (date(2028, 1, 1), 2027)],
)
def test_a_funding_year_runs_from_the_first_of_august(first_day: date, year: int) -> None:
    assert Term("a", "A", first_day).funding_year == year


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2009, 9, 6), date(2027, 9, 5), 17),
        (date(2009, 9, 6), date(2027, 9, 6), 18),
        (date(2008, 2, 29), date(2027, 2, 28), 18),
        (date(2008, 2, 29), date(2027, 3, 1), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_is_counted_in_full_years(born: date, day: date, age: int) -> None:
    assert replace(SAM, born=born).age_on(day) == age


def test_a_stated_way_counts_either_way_round_and_before_any_estimate() -> None:
    travel = Travel(points={"a": (0, 0), "b": (4000, 0)}, stated={("a", "b"): 3})
    assert (travel.minutes("a", "b"), travel.minutes("b", "a"), travel.minutes("a", "a")) == (3, 3, 0)


@pytest.mark.parametrize(("metres", "minutes"), [(0, 10), (1, 11), (400, 11), (401, 12)])
def test_an_estimated_way_is_the_straight_line_rounded_up_to_whole_minutes(metres: int, minutes: int) -> None:
    assert Travel(points={"a": (0, 0), "b": (0, metres)}).minutes("b", "a") == minutes


def test_an_estimate_uses_both_directions_and_the_speed_given() -> None:
    travel = Travel(points={"a": (0, 0), "b": (3000, 4000)}, base=5, metres_per_minute=500)
    assert travel.minutes("a", "b") == 5 + 10


def test_ages_that_nobody_can_have_are_a_fault() -> None:
    assert faults(**offering(min_age=19, max_age=18)) == [("offering", "cook", "max_age")]
    assert faults(funders=(Funder("care", "Care", 19, 18),)) == [("funder", "care", "max_age")]
    assert faults(**offering(min_age=19, max_age=19)) == []


def test_what_the_caller_does_with_its_own_ways_later_changes_nothing() -> None:
    mine = {("a", "b"): 3}
    travel = Travel(stated=mine)
    mine["a", "b"] = 99
    assert travel.minutes("a", "b") == 3


def test_a_way_is_known_if_it_is_stated_or_both_points_are() -> None:
    travel = Travel(points={"a": (0, 0), "b": (0, 1)}, stated={("c", "a"): 5})
    assert travel.knows("x", "x")
    assert travel.knows("a", "b")
    assert travel.knows("a", "c")
    assert travel.knows("c", "a")
    assert not travel.knows("b", "c")
    with pytest.raises(KeyError):
        travel.minutes("b", "c")


def test_an_offering_adds_up_its_sessions_and_their_days() -> None:
    twice = replace(COOK, sessions=(Session(540, 600), Session(700, 730), Session(2 * DAY + 540, 2 * DAY + 600)))
    assert twice.minutes == 150
    assert twice.days == {0, 2}


@pytest.mark.parametrize(("price", "with_vat"), [(0, 0), (2, 2), (3, 4), (5, 6), (10240, 12288), (12, 14), (13, 16)])
def test_vat_is_a_fifth_to_the_nearest_penny_where_it_applies(price: int, with_vat: int) -> None:
    assert replace(NURSE, vat=True).to_pay(price) == with_vat
    assert NURSE.to_pay(price) == price


def test_wishes_about_service_and_organisation_add_up_and_a_no_is_a_no() -> None:
    def wish(*strengths: tuple[str, int]) -> int:
        return replace(SAM, wishes=tuple(Wish(*s) for s in strengths)).wish_for(COOK, "north")

    assert wish() == wish(("art", 2)) == 0
    assert wish(("cookery", 1), ("north", 2)) == 3
    assert wish(("cookery", -1), ("north", 2)) == 1
    assert wish(("cookery", 2), ("north", NEVER)) == NEVER


def test_things_are_found_by_id_and_a_line_runs_from_its_start_for_as_long_as_its_offering_lasts() -> None:
    problem = Problem(**{**GOOD, **offering(lasts=2, starts=frozenset({"b"}))})
    assert problem.learner["sam"].name == "Sam"
    assert problem.organisation["north"].kind == "general-fe"
    assert problem.provider(problem.offering["cook"]) == "north"
    assert problem.minutes_to(SAM, problem.site["v"]) == 40
    assert problem.running(Line("sam", "cook", "b", "")) == range(1, 3)  # past the last term: rules/terms.py tells
    assert problem.remedy["nurse"].paid_by in problem.funder
