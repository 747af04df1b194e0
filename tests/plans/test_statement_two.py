"""Two providers and one learner: a funding year to the penny, what looks paid twice, the words that stand with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.plans.test_statement import CATERING, COUNCIL, LINES, NORTHGATE, RIVERSIDE, SKILLS, TASTER, TRAINING
from wraparound.plans.statement import (
    Money,
    Share,
    Wording,
    of_funding_year,
    paid_twice,
    statement,
    words_of,
)

MONDAY = ((600, 720),)


def test_the_funding_years_of_a_plan_are_its_parts_to_the_penny() -> None:
    over = replace(CATERING, ends=date(2027, 9, 30), shares=(Share("council", COUNCIL, 1000_01, "term", vat=True),))
    over = replace(over, terms=())  # one charge over the end of the year
    money = statement([*LINES, over])
    years = [of_funding_year(money, year.name) for year in money.funding_years]
    assert [y.name for y in money.funding_years] == ["2026/27", "2027/28"]
    assert [y.total for y in years] == [p.money for p in money.funding_years]
    assert sum((y.total for y in years), Money()) == money.total
    assert {one.line.key for one in years[1].lines} == {"f"}  # what is not paid for in the year is not in it


def test_what_is_promised_asked_and_taken_back_comes_to_the_total() -> None:
    back = replace(CATERING, key="g", shares=(Share("council", COUNCIL, 5_00, "once", taken_back=True),))
    nobody = replace(CATERING, key="h", shares=(Share("council", None, 7_00, "once"),))
    money = statement([*LINES, back, nobody])
    answers = dict(money.answers)
    assert answers["refused"] == Money(5_00) and answers["nobody"] == Money(7_00)
    assert list(answers) == ["promised", "asked", "refused", "nobody"]
    assert sum(answers.values(), Money()) == money.total


def test_a_split_is_not_paid_twice() -> None:
    assert paid_twice(LINES) == ()
    split = (Share("council", COUNCIL, 100, "term"), Share("council", RIVERSIDE, 100, "term"))
    assert paid_twice([replace(SKILLS, shares=split)]) == ()
    unpaid = replace(SKILLS, shares=(), offering=1)
    assert paid_twice([unpaid, replace(unpaid, key="z")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "doubt"),
    [
        (replace(SKILLS, shares=SKILLS.shares * 2), TRAINING, "same-share"),
        (replace(SKILLS, offering=1), replace(TASTER, offering=1), "same-offering"),
        (replace(SKILLS, sessions=MONDAY), replace(SKILLS, key="z", provider=NORTHGATE, sessions=MONDAY), "same-hours"),
    ],
)
def test_what_looks_paid_twice_is_named(one, other, doubt) -> None:
    (found,) = paid_twice([one, other])
    assert found.doubt == doubt
    later = replace(other, starts=date(2030, 1, 1), ends=None, terms=())
    assert [t.doubt for t in paid_twice([one, later])] == (["same-share"] if doubt == "same-share" else [])


def test_every_way_to_contract_has_words_with_a_source_and_leaves_no_name_open() -> None:
    for wording, words in words_of().items():
        said = words.said("Northgate", "Riverside", "Riverside")
        told = f"{said.name} {said.council} {said.college} {said.rule}"
        assert "{" not in told and words.source, wording
        assert "Northgate" in f"{said.name} {said.council}"
    assert set(words_of()) == set(Wording)
