"""The readable file of assumptions is checked when it is read, and every wrong word is named."""

from __future__ import annotations

import pytest

from areas.assumptions import FILE, assumptions, parse

TEXT = FILE.read_text(encoding="utf-8")


def test_the_file_is_right_and_says_that_it_is_all_assumed() -> None:
    assert parse(TEXT).services
    assert "ASSUMPTION" in TEXT


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("ASD: {autism-trained-staff:", "ASD: {autism-aware-staff:", "'autism-aware-staff' is no word"),
        ("  ASD: {", "  ASDX: {", "'ASDX' is no code of SEN2"),
        ("  hearing-loop: [", "  hearing-lop: [", "'hearing-loop' is no chance in `provision`"),
        ("outcomes: {supported-internship: 0.6", "outcomes: {internship: 0.6", "'internship' is no outcome"),
        ("requires: [catering-level-1]", "requires: [cooking-level-9]", "'cooking-level-9' is no skill"),
        ("council: [council]", "council: [counsil]", "'counsil' is no funder"),
        ("    lead: 1\n", "    leed: 1\n", "unknown .'leed'., missing .'lead'."),
    ],
)
def test_a_wrong_word_is_named(right: str, wrong: str, told: str) -> None:
    assert right in TEXT
    with pytest.raises(ValueError, match=told):
        parse(TEXT.replace(right, wrong, 1))


def test_training_is_priced_as_in_the_seed() -> None:
    hours = {r.slug: r.once / 51.2 for r in assumptions().remedies if "training" in r.slug and r.once < 1000}
    assert hours["health-training"] == 4
    assert sum(h == pytest.approx(round(h)) for h in hours.values()) >= len(hours) - 1  # one has a cabinet with it
    assert all(r.vat for r in assumptions().remedies if r.slug in hours)


def test_what_serves_an_outcome_is_all_of_a_services_time() -> None:
    for service in assumptions().services:
        assert sum(service.outcomes.values()) == pytest.approx(1), service.slug
