from __future__ import annotations

from datetime import date, timedelta

import pytest

from wraparound.directory import wording
from wraparound.directory.postcodes import find, miles_between

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "confirmed today"), (1, "confirmed 1 day ago"), (13, "confirmed 13 days ago"), (21, "confirmed 3 weeks ago"),
     (150, "confirmed 5 months ago"), (-1, "confirmed today")],
)  # fmt: skip
def test_how_long_ago_in_words(days: int, said: str) -> None:
    assert wording.ago(TODAY - timedelta(days=days), TODAY) == said


def test_prices_and_ages_in_words() -> None:
    assert wording.price(None) == "Ask for the price"
    assert wording.price(0) == "Free"
    assert wording.price(45_000, 3) == "£450 a term, £1,350 for all 3 terms"
    assert wording.ages(16, 25) == "Ages 16 to 25"
    assert wording.ages(19, None) == "Ages 19 and over"
    assert wording.ages(None, 18) == "Up to age 18"
    assert wording.ages(None, None) == "Any age"


def test_sessions_are_read_as_they_are_written() -> None:
    sessions = [[570, 660], [1440 + 13 * 60, 1440 + 1440]]
    assert wording.sessions_as_typed(sessions) == "Mon 9:30-11:00\nTue 13:00-24:00"
    assert wording.sessions_from(wording.sessions_as_typed(sessions)) == sessions
    assert wording.sessions_from("Tuesday 9 to 10.30; MON 9–10") == [[540, 600], [1980, 2070]]
    assert wording.sessions_from("") == []


@pytest.mark.parametrize("text", ["Mon", "Mon 11-9", "Someday 9-10", "Mon 9:00-25:00", "9-10"])
def test_what_is_no_session_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        wording.sessions_from(text)


def test_a_postcode_is_known_in_full_or_by_its_first_half_and_strange_ones_are_not() -> None:
    half = find(" cm1 ")
    assert half and not half.exact and half.said == "CM1"
    full = find("cm13uf")
    assert full and miles_between(full.easting, full.northing, half) < 6
    assert find("ZZ9 9ZZ") is None
    assert find("'; drop table") is None
    assert find("") is None


def test_without_the_postcode_package_only_the_first_half_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    from wraparound.directory import postcodes

    monkeypatch.setattr(postcodes, "PACKAGE", "no_such_package")
    postcodes._held.cache_clear()
    found = find("CM1 3UF")
    postcodes._held.cache_clear()
    assert found and found.said == "CM1" and not found.exact
