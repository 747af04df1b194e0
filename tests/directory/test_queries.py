from __future__ import annotations

from typing import Any

import pytest

from tests.directory import people
from tests.directory.people import being
from wraparound.directory import actions, queries
from wraparound.directory.postcodes import Place
from wraparound.directory.queries import Wanted

HERE = Place("CM1", *people.CHELMSFORD, exact=False)
MILE = 1609
EVERYBODY = ["ann", "ben", "nora", None]


def names(viewer: Any, **wanted: Any) -> list[str]:
    return [s.name for s in queries.search(viewer, Wanted(**wanted))]


@pytest.fixture
def offer(cast: Any) -> Any:
    """Cooking (Mondays, 16 to 19, here), travel training (Fridays, any age, 10 miles away), advice without times."""
    with being(cast.ann):
        here = people.site(cast.rivers, cast.ann, town="Chelmsford")
        far = people.site(cast.rivers, cast.ann, "Far site", easting=people.CHELMSFORD[0] + 10 * MILE)
        cooking = people.service(
            cast.rivers, cast.ann, min_age=16, max_age=19, needs=["easy-read"], outcomes=["cook-a-meal"]
        )
        travel = people.service(
            cast.rivers, cast.ann, "Travel training", kind="travel", description="Buses and trains."
        )
        people.service(cast.rivers, cast.ann, "Advice", kind="advice", description="Ask us.")
        people.offering(cooking, here, cast.ann)
        people.offering(travel, far, cast.ann, sessions=[[4 * 1440 + 600, 4 * 1440 + 700]])
    return cast


def test_every_word_of_the_description_the_organisation_and_the_vocabulary_finds_a_service(offer: Any) -> None:
    with being(None):
        assert names(None, words="shopping") == ["Cooking for one"]  # the stem of "shop"
        assert names(None, words="bus") == ["Travel training"]
        assert len(names(None, words="rivers college")) == 3
        assert names(None, words="easy read") == ["Cooking for one"]
        assert names(None, words="coking") == ["Cooking for one"]  # mistyped
        assert names(None, words="submarine") == []


@pytest.mark.parametrize("words", ["'", '"', "a:b & | !", "\x00", "(", "%", "\\", "-", "🙂", "x" * 500])
def test_no_words_break_the_search(offer: Any, words: str) -> None:
    with being(None):
        names(None, words=words)


def test_distance_is_that_of_the_nearest_offering_and_limits_what_is_found(offer: Any) -> None:
    with being(None):
        assert names(None, place=HERE) == ["Cooking for one", "Travel training", "Advice"]
        assert names(None, place=HERE, miles=5) == ["Cooking for one"]
        assert names(None, place=HERE, miles=11) == ["Cooking for one", "Travel training"]
        cards = queries.cards(None, queries.search(None, Wanted(place=HERE)), HERE)
        assert [c.distance for c in cards] == ["Less than a mile away", "About 10 miles away", "Distance not known"]


def test_age_days_need_outcome_and_kind_narrow(offer: Any) -> None:
    with being(None):
        assert names(None, age=20) == ["Advice", "Travel training"]
        assert names(None, age=16) == ["Advice", "Cooking for one", "Travel training"]
        assert names(None, days=(4,)) == ["Travel training"]
        assert names(None, days=(0, 4)) == ["Cooking for one", "Travel training"]
        assert names(None, need="easy-read") == ["Cooking for one"]
        assert names(None, outcome="cook-a-meal") == ["Cooking for one"]
        assert names(None, kind="travel") == ["Travel training"]


def test_days_and_distance_are_asked_of_one_and_the_same_offering(offer: Any) -> None:
    with being(None):
        assert names(None, days=(4,), place=HERE, miles=5) == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_hidden_is_neither_shown_nor_counted_for_anybody(offer: Any, who: str | None) -> None:
    with being(offer.ann):
        hidden = people.service(offer.rivers, offer.ann, "Secret plans", published=False, needs=["quiet-space"])
        site = queries.own_sites(offer.ann, offer.rivers.pk).get(name="Main site")
        people.offering(hidden, site, offer.ann)
    viewer = getattr(offer, who) if who else None
    with being(viewer):
        assert "Secret plans" not in names(viewer)
        assert queries.search(viewer, Wanted()).count() == 3
        assert queries.search(viewer, Wanted(words="secret")).count() == 0
        assert queries.search(viewer, Wanted(need="quiet-space")).count() == 0
        assert queries.service_page(viewer, hidden.public_id) is None
        assert queries.in_order(viewer, [hidden.public_id]) == []
        assert queries.offerings(viewer).count() == 2


def test_an_offering_at_a_hidden_site_makes_its_service_neither_near_nor_on_that_day(offer: Any) -> None:
    with being(offer.ann):
        site = queries.own_sites(offer.ann, offer.rivers.pk).get(name="Main site")
        actions.change_entry(entry=site, version=1, changes={"published": False}, by=offer.ann)
    with being(None):
        assert names(None, days=(0,)) == []
        assert names(None, place=HERE, miles=50) == ["Travel training"]


def test_an_organisations_entries_are_listed_for_its_members_only(offer: Any) -> None:
    for who, count in ((offer.ann, 7), (offer.sam, 7), (offer.ben, 0), (offer.nora, 0)):
        with being(who):
            assert len(queries.entries(who, offer.rivers.pk)) == count
            assert queries.own_sites(who, offer.rivers.pk).count() == (2 if count else 0)
    with being(None):
        assert queries.entries(None, offer.rivers.pk) == []


def test_an_entry_of_another_organisation_cannot_be_fetched_for_changing(offer: Any) -> None:
    with being(offer.ann):
        service = queries.services(offer.ann).get(name="Advice")
        assert queries.entry(offer.ann, "service", service.public_id) == service
    with being(offer.ben):
        assert queries.entry(offer.ben, "service", service.public_id) is None


def test_a_service_page_tells_sessions_terms_price_and_what_is_in_place(offer: Any) -> None:
    with being(None):
        service = queries.services(None).get(name="Cooking for one")
        found = queries.service_page(None, service.public_id, HERE)
    assert found
    assert found.offerings[0].sessions == [("Monday", "9:30am to 11am")]
    assert found.offerings[0].price == "£450 a term"
    assert list(found.needs) == ["easy-read"]
    assert found.card.ages == "Ages 16 to 19"
