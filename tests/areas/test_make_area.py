"""A made-up area is valid, repeatable, stands in real places, and names nobody who exists."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from areas import UnknownCouncil, facts, make_area
from areas.assumptions import assumptions
from areas.postcodes import coinciding
from planner.problem import TRANSPORT, Problem
from planner.vocabulary import load as vocabulary

COLLEGES = ("specialist-college", "general-fe", "sixth-form")


@pytest.fixture(scope="module")
def area() -> Problem:
    return make_area("Birmingham", learners=150, terms=6, seed=1)


def test_the_same_seed_makes_the_same_area(area: Problem) -> None:
    assert make_area("birmingham ", learners=150, terms=6, seed=1) == area


def test_another_seed_makes_another_area(area: Problem) -> None:
    other = make_area("Birmingham", learners=150, terms=6, seed=2)
    assert other.learners != area.learners
    assert other.offerings != area.offerings
    assert other.travel.points != area.travel.points


@pytest.mark.parametrize("council", ["City of London", "Isles of Scilly", "Rutland", "Surrey", "Cornwall"])
def test_small_rural_and_unforthcoming_councils_have_areas_too(council: str) -> None:
    problem = make_area(council, learners=20, terms=3, seed=7)
    assert len(problem.learners) == 20
    assert {"specialist-college", "general-fe"} <= {o.kind for o in problem.organisations}


@pytest.mark.parametrize("terms", [1, 2, 4])
@pytest.mark.parametrize("first", [date(2027, 9, 6), date(2028, 1, 10), date(2028, 4, 24)])
def test_every_offering_can_be_taken_within_few_terms_from_any_season(terms: int, first: date) -> None:
    problem = make_area("Birmingham", learners=20, terms=terms, seed=1, first=first)
    assert problem.terms[0].starts == first
    for offering in problem.offerings:
        assert offering.starts
        assert all(problem.term_number[s] + offering.lasts <= terms for s in offering.starts)


def test_terms_are_three_a_year_and_start_on_mondays(area: Problem) -> None:
    assert [t.id for t in area.terms[:4]] == ["2027-autumn", "2028-spring", "2028-summer", "2028-autumn"]
    assert [t.starts.isoformat() for t in area.terms[:4]] == ["2027-09-06", "2028-01-10", "2028-04-24", "2028-09-11"]


def test_colleges_are_real_and_all_others_say_that_they_are_made_up(area: Problem) -> None:
    real = {c.name for c in facts.colleges()}
    for organisation in area.organisations:
        if organisation.kind in COLLEGES:
            assert organisation.name in real
        elif organisation.kind == "council":
            assert organisation.name == "Birmingham council"
        else:
            assert organisation.name.startswith("Made-up ")


def test_the_colleges_of_the_seed_are_there_and_can_work_together(area: Problem) -> None:
    general = area.organisation["south-and-city-college-birmingham"]
    for specialist in ("queen-alexandra-college", "heart-of-birmingham-vocational-college"):
        assert specialist in general.subcontracts
        assert general.id in area.organisation[specialist].subcontracts


def test_a_college_without_a_known_postcode_says_that_its_place_is_approximate(area: Problem) -> None:
    names = {s.id: s.name for s in area.sites}
    assert names["heart-of-birmingham-vocational-college"].endswith("(place approximate)")
    assert names["queen-alexandra-college"] == "Queen Alexandra College"
    assert area.travel.points["queen-alexandra-college"] == (402444, 284700)


def test_learners_have_invented_first_names_and_an_initial(area: Problem) -> None:
    invented = set(assumptions().learners["first_names"])
    for learner in area.learners:
        match = re.fullmatch(r"([A-Z][a-z]+) [A-Z]\.", learner.name)
        assert match
        assert match[1] in invented


def test_no_home_is_where_a_postcode_is(area: Problem) -> None:
    homes = [area.travel.points[x.home] for x in area.learners]
    assert len(set(homes)) > 140
    assert not coinciding("B", homes)


def test_homes_are_in_or_near_the_council(area: Problem) -> None:
    east, north = facts.council("Birmingham").centre
    points = [area.travel.points[x.home] for x in area.learners]
    assert all(abs(x - east) < 15_000 and abs(y - north) < 16_000 for x, y in points)


def test_every_need_provision_and_outcome_is_a_word_of_the_vocabulary(area: Problem) -> None:
    words = vocabulary()
    terms = {*words.terms, TRANSPORT}
    for learner in area.learners:
        assert learner.needs | learner.brings <= terms
        assert {a.outcome for a in learner.aims} <= set(words.outcomes)
    for site in area.sites:
        assert site.provision <= terms
    for offering in area.offerings:
        assert offering.provision <= terms
        assert {c.outcome for c in offering.contributes} <= set(words.outcomes)
    for remedy in area.remedies:
        assert remedy.gives <= terms


def test_learners_have_the_primary_need_that_was_drawn_and_their_council(area: Problem) -> None:
    assert {x.primary_need for x in area.learners} <= set(facts.NEEDS)
    assert len({x.primary_need for x in area.learners}) > 3
    assert {x.council for x in area.learners} <= {c.name for c in facts.councils()}


def test_learners_are_as_old_as_drawn(area: Problem) -> None:
    ages = {x.age_on(area.terms[0].starts) for x in area.learners}
    assert ages <= set(range(16, 26))
    assert {16, 17, 18, 19, 20} <= ages


def test_sessions_lie_between_nine_and_five_from_monday_to_friday(area: Problem) -> None:
    for session in (s for o in area.offerings for s in o.sessions):
        assert 0 <= session.day <= 4
        assert session.start % 1440 >= 9 * 60
        assert (session.end - 1) % 1440 < 17 * 60


def test_a_carved_task_is_for_one_learner_half_a_day_one_day_a_week(area: Problem) -> None:
    tasks = [o for o in area.offerings if o.placement]
    assert tasks
    for task in tasks:
        assert task.places == 1
        assert len(task.sessions) == 1
        assert task.minutes <= area.carousel.half_day


def test_wishes_are_for_what_is_there(area: Problem) -> None:
    about = {o.id for o in area.organisations} | {o.service for o in area.offerings}
    assert all(w.about in about for x in area.learners for w in x.wishes)


def test_one_funder_pays_one_organisation_a_year(area: Problem) -> None:
    assert [f.id for f in area.funders if f.one_provider_a_year] == ["education"]


def test_an_unknown_council_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownCouncil, match=r"no council 'Birmingam'\. Did you mean Birmingham"):
        make_area("Birmingam", learners=10, terms=3, seed=1)


def test_part_of_a_name_finds_the_names_it_is_part_of() -> None:
    with pytest.raises(UnknownCouncil, match=r"West Sussex or East Sussex|East Sussex or West Sussex"):
        facts.council("sussex")


def test_a_name_like_none_is_sent_to_the_list() -> None:
    with pytest.raises(UnknownCouncil, match="python -m areas councils"):
        facts.council("Xqzwv")


@pytest.mark.parametrize(
    ("learners", "terms", "first", "words"),
    [
        (0, 6, date(2027, 9, 6), "number of learners"),
        (-5, 6, date(2027, 9, 6), "number of learners"),
        (60_000, 6, date(2027, 9, 6), "number of learners"),
        (10, 0, date(2027, 9, 6), "number of terms"),
        (10, 31, date(2027, 9, 6), "number of terms"),
        (10, 6, date(1027, 9, 6), "first day"),
    ],
)
def test_silly_numbers_are_answered_clearly(learners: int, terms: int, first: date, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make_area("Birmingham", learners=learners, terms=terms, seed=1, first=first)


@pytest.mark.parametrize("name", ["colleges", "councils", "districts", "ehc_plans", "primary_need"])
def test_the_extracts_are_compact(name: str) -> None:
    path = facts.DATA / f"{name}.csv"
    assert path.stat().st_size < 300_000
    with path.open(newline="") as file:
        assert len({len(row) for row in csv.reader(file)}) == 1
