"""The money of a plan: a year worked by hand, and totals that are their parts to the penny, whatever the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraparound.plans.statement import (
    CostedLine,
    Money,
    Party,
    Share,
    Statement,
    Term,
    Wording,
    panel,
    statement,
)
from wraparound.plans.statement.charges import spread

AUTUMN = Term("Autumn", date(2026, 9, 1), date(2026, 12, 18), 15)
SPRING = Term("Spring", date(2027, 1, 4), date(2027, 4, 2), 12)
SUMMER = Term("Summer", date(2027, 4, 19), date(2027, 7, 23), 13)
YEAR = (AUTUMN, SPRING, SUMMER)
NEXT = Term("Autumn", date(2027, 8, 31), date(2027, 12, 17), 15)

COUNCIL = Party(1, "Surrey County Council")
RIVERSIDE = Party(2, "Riverside Specialist College", "10000021")
NORTHGATE = Party(3, "Northgate College", "10000022")
ORCHARD = Party(4, "Orchard Hill")
NURSES = Party(5, "Community nursing team")

SKILLS = CostedLine(
    "a", "Independence skills", RIVERSIDE, AUTUMN.starts, SPRING.ends,
    (Share("council", COUNCIL, 2000_00, "term", agreed=True),), YEAR,
)  # fmt: skip
TASTER = CostedLine(
    "b", "Taster days", NORTHGATE, SPRING.starts, SUMMER.ends,
    (Share("education-16-19", RIVERSIDE, 150_00, "week", vat=True, agreed=True),), YEAR, "CR1 1AA",
)  # fmt: skip
TRAINING = CostedLine(
    "c", "Training in buccal midazolam", ORCHARD, date(2026, 10, 10), date(2026, 10, 10),
    (Share("education-16-19", NORTHGATE, 102_41, "once", vat=True),), YEAR,
)  # fmt: skip
NURSING = CostedLine("d", "Nursing", NURSES, AUTUMN.starts, SUMMER.ends, (), YEAR)
HOIST = CostedLine("e", "Hoist", NORTHGATE, None, None, (Share("council", COUNCIL, 900_00, "once"),), YEAR)
CATERING = CostedLine(
    "f", "Level 1 catering", NORTHGATE, SUMMER.starts, SUMMER.ends,
    (Share("council", COUNCIL, 1000_01, "term", agreed=True),), YEAR,
)  # fmt: skip
LINES = (SKILLS, TASTER, TRAINING, NURSING, HOIST, CATERING)
PLACEMENT = CostedLine("p", "One placement", None, None, None, (Share("council", COUNCIL, 9000_00, "term"),), YEAR)


def test_a_year_worked_by_hand() -> None:
    # Skills: 2 terms x 2,000.00. Taster: 12 weeks and 13 weeks x 150.00, with 20 % on each term. Training: 102.41, of
    # which 20 % are 20.482, so 20.48. Catering: 1 term x 1,000.01. Hoist: no dates, so in no total.
    money = statement(LINES)
    assert money.total == Money(4000_00 + 1800_00 + 1950_00 + 102_41 + 1000_01, 360_00 + 390_00 + 20_48)
    assert money.total.gross == 9622_90
    assert {one.line.key: one.money for one in money.lines} == {
        "a": Money(4000_00),
        "b": Money(3750_00, 750_00),
        "c": Money(102_41, 20_48),
        "d": Money(),
        "e": Money(),
        "f": Money(1000_01),
    }
    assert money.lines[1].terms == ((SPRING, Money(1800_00, 360_00)), (SUMMER, Money(1950_00, 390_00)))
    assert money.funders == (("council", Money(5000_01)), ("education-16-19", Money(3852_41, 770_48)))
    assert money.payers == (
        (NORTHGATE, Money(102_41, 20_48)),
        (RIVERSIDE, Money(3750_00, 750_00)),
        (COUNCIL, Money(5000_01)),
    )


def test_who_pays_what_in_each_term() -> None:
    terms = {p.name: dict(p.payers) for p in statement(LINES).terms}
    assert terms == {
        "Autumn": {COUNCIL: Money(2000_00), NORTHGATE: Money(102_41, 20_48)},
        "Spring": {COUNCIL: Money(2000_00), RIVERSIDE: Money(1800_00, 360_00)},
        "Summer": {COUNCIL: Money(1000_01), RIVERSIDE: Money(1950_00, 390_00)},
    }


def test_a_term_over_the_end_of_march_is_split_by_days() -> None:
    # Spring has 89 days, 2 of them in April: 2,000.00 x 2/89 = 44.94; 1,800.00 x 2/89 = 40.449, so 40.45;
    # VAT 360.00 x 2/89 = 8.0898, so 8.09.
    before, after = statement(LINES).financial_years
    assert (before.name, before.starts, before.ends) == ("2026/27", date(2026, 4, 1), date(2027, 3, 31))
    assert before.money == Money(2000_00 + 102_41 + 1955_06 + 1759_55, 20_48 + 351_91)
    assert (after.name, after.money) == ("2027/28", Money(44_94 + 40_45 + 1950_00 + 1000_01, 8_09 + 390_00))
    assert dict(after.payers)[RIVERSIDE] == Money(40_45 + 1950_00, 8_09 + 390_00)


def test_calendar_years_and_planning_years() -> None:
    longer = statement([*LINES, replace(CATERING, starts=NEXT.starts, ends=NEXT.ends, terms=(*YEAR, NEXT))])
    assert [(p.name, p.money.net) for p in longer.calendar_years] == [("2026", 2102_41), ("2027", 7750_02)]
    first, second = longer.planning_years  # the second autumn starts a day before twelve months are over
    assert (first.starts, first.ends, first.money.net) == (AUTUMN.starts, SUMMER.ends, 8852_42)
    assert (second.name, second.starts, second.ends, second.money) == ("2", NEXT.starts, NEXT.ends, Money(1000_01))


def test_what_nobody_pays_is_undated_or_not_agreed_is_named() -> None:
    money = statement([*LINES, replace(CATERING, key="g", shares=(Share("council", None, 5_00, "term"),))])
    assert [line.key for line in money.without_payer] == ["d", "g"]
    assert [line.key for line in money.undated] == ["e"]
    assert [charge.line.key for charge in money.not_agreed] == ["c", "g"]
    assert money.not_agreed_total == Money(107_41, 20_48)
    assert money.payers[-1] == (None, Money(5_00))


def test_the_plan_stands_beside_one_placement_for_the_same_time() -> None:
    beside = statement(LINES, placement=PLACEMENT).comparison
    assert beside is not None
    assert (beside.plan.gross, beside.placement, beside.more.gross) == (9622_90, Money(27000_00), -17377_10)
    assert statement([NURSING], placement=PLACEMENT).comparison is None


def test_vat_is_a_parameter_and_rounded_half_up() -> None:
    line = replace(TRAINING, shares=(Share("health", NURSES, 50, "once", vat=True),))
    assert statement([line], vat_percent=5).total == Money(50, 3)  # 2.5
    assert statement([line], vat_percent=0).total == Money(50, 0)


@pytest.mark.parametrize(
    ("starts", "ends", "each", "charges"),
    [
        (date(2026, 9, 1), date(2026, 10, 25), "week", [("Autumn", 8)]),  # 55 of 109 days: 7.57 of 15 weeks
        (date(2026, 12, 17), date(2026, 12, 18), "week", [("Autumn", 1)]),  # 0.28 weeks: at least one
        (date(2026, 12, 16), date(2027, 1, 6), "term", [("Autumn", 1), ("Spring", 1)]),
        (date(2026, 12, 20), date(2027, 1, 2), "week", [(None, 2)]),  # 14 days between two terms
        (date(2026, 12, 20), date(2026, 12, 20), "term", [(None, 1)]),
        (date(2026, 12, 20), None, "once", [("Spring", 1)]),  # the next term
        (date(2027, 8, 1), None, "once", [("Summer", 1)]),  # after all of them
        (date(2027, 8, 1), None, "week", [(None, 1)]),
        (date(2027, 1, 4), None, "week", [("Spring", 12), ("Summer", 13)]),  # as long as the terms
    ],
)
def test_how_often_a_share_is_paid(
    starts: date, ends: date | None, each: str, charges: list[tuple[str | None, int]]
) -> None:
    line = replace(SKILLS, starts=starts, ends=ends, shares=(Share("council", COUNCIL, 1, each),))  # type: ignore[arg-type]
    found = statement([line]).charges
    assert [(c.term and c.term.name, c.money.net) for c in found] == charges


# ------------------------------------------------------------------------------------------------ two providers


def test_two_providers_lead_and_subcontract_or_two_contracts_by_who_pays() -> None:
    own = replace(CATERING, key="h", shares=(*CATERING.shares, Share("council", RIVERSIDE, 1, "term")))
    unpaid = replace(CATERING, key="i", shares=())
    found = panel(statement([*LINES, own, unpaid]), lead=RIVERSIDE, other=NORTHGATE)
    assert {one.line.key: (one.wording, one.holder) for one in found.lines} == {
        "a": (Wording.OWN, RIVERSIDE),
        "b": (Wording.SUBCONTRACT, RIVERSIDE),
        "e": (Wording.TWO_CONTRACTS, NORTHGATE),
        "f": (Wording.TWO_CONTRACTS, NORTHGATE),
        "h": (Wording.BOTH, RIVERSIDE),
        "i": (Wording.OPEN, NORTHGATE),
    }
    assert found.lead_money == Money(4000_00)
    assert found.other_money == Money(3750_00 + 1000_01 + 1000_02, 750_00)
    assert [line.key for line in found.elsewhere] == ["c", "d"]
    assert found.elsewhere_money == Money(102_41, 20_48)
    assert found.through == Money(3750_01, 750_00)
    assert found.lead_money + found.other_money + found.elsewhere_money == found.total


def test_a_subcontracted_line_carries_what_the_record_needs_of_a_partner() -> None:
    lines = {one.line.key: one for one in panel(statement(LINES), lead=RIVERSIDE, other=NORTHGATE).lines}
    facts = lines["b"].partner
    assert facts is not None
    assert (facts.ukprn, facts.partner_ukprn) == ("10000021", "10000022")
    assert (facts.starts, facts.planned_end, facts.postcode) == (SPRING.starts, SUMMER.ends, "CR1 1AA")
    assert (facts.missing, facts.faults) == ((), ())
    assert lines["a"].partner is None
    assert lines["f"].partner is None


def test_the_lead_may_be_the_one_that_is_subcontracted() -> None:
    line = replace(SKILLS, shares=(Share("education-16-19", NORTHGATE, 1, "once"),))
    (one,) = panel(statement([line]), lead=RIVERSIDE, other=NORTHGATE).lines
    assert (one.wording, one.holder) == (Wording.SUBCONTRACT, NORTHGATE)
    assert one.partner is not None
    assert (one.partner.ukprn, one.partner.partner_ukprn) == ("10000022", "10000021")


@pytest.mark.parametrize(
    ("lead", "other", "missing", "faults"),
    [
        ("", "10000022", ("UKPRN",), ()),
        ("10000021", "", ("PartnerUKPRN",), ()),
        ("10000021", "10000021", (), ("PartnerUKPRN_03",)),
        ("10000021", "09999999", (), ("FD_PartnerUKPRN_AR",)),
        ("123", "10000022", (), ("LearningProvider.UKPRN",)),
    ],
)
def test_what_the_record_lacks_or_would_refuse_is_named(
    lead: str, other: str, missing: tuple[str, ...], faults: tuple[str, ...]
) -> None:
    first, second = replace(RIVERSIDE, ukprn=lead), replace(NORTHGATE, ukprn=other)
    line = replace(TASTER, provider=second, shares=(replace(TASTER.shares[0], payer=first),))
    (one,) = panel(statement([line]), lead=first, other=second).lines
    assert one.partner is not None
    assert (one.partner.missing, one.partner.faults) == (missing, faults)


def test_one_organisation_is_not_two_providers() -> None:
    with pytest.raises(ValueError, match="one organisation"):
        panel(statement(LINES), lead=RIVERSIDE, other=RIVERSIDE)


# --------------------------------------------------------------------------------------------------- properties

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
PARTIES = st.sampled_from([None, COUNCIL, RIVERSIDE, NORTHGATE, NURSES])


@st.composite
def shares(draw: st.DrawFn) -> Share:
    funder = draw(st.sampled_from(["council", "health", "family"]))
    each = draw(st.sampled_from(["once", "term", "week"]))
    return Share(funder, draw(PARTIES), draw(st.integers(0, 10**7)), each, draw(st.booleans()), draw(st.booleans()))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Term, ...]:
    day, terms = draw(DAYS), []
    for number in range(draw(st.integers(0, 5))):
        long = draw(st.integers(1, 200))
        terms.append(Term(f"T{number}", day, day + timedelta(days=long - 1), draw(st.integers(0, long // 7 + 1))))
        day += timedelta(days=long + draw(st.integers(0, 60)))
    return tuple(terms)


@st.composite
def costed_lines(draw: st.DrawFn) -> CostedLine:
    starts = draw(st.none() | DAYS)
    ends = draw(st.none() | st.integers(0, 900).map(lambda n: starts + timedelta(days=n))) if starts else None
    several = tuple(draw(st.lists(shares(), max_size=3)))
    return CostedLine(draw(st.integers()), "line", draw(PARTIES), starts, ends, several, draw(calendars()))


def tables(money: Statement) -> dict[str, list[Money]]:
    periods = (money.terms, money.calendar_years, money.financial_years, money.planning_years)
    names = ("terms", "calendar", "financial", "planning")
    found = {name: [p.money for p in table] for name, table in zip(names, periods, strict=True)}
    found |= {f"{n}, payers": [m for p in t for _, m in p.payers] for n, t in zip(names, periods, strict=True)}
    return found | {
        "charges": [c.money for c in money.charges],
        "lines": [one.money for one in money.lines],
        "terms of lines": [m for one in money.lines for _, m in one.terms],
        "funders": [m for _, m in money.funders],
        "payers": [m for _, m in money.payers],
        "agreed or not": [money.not_agreed_total, *(c.money for c in money.charges if c.share.agreed)],
    }


@given(st.lists(costed_lines(), max_size=5), st.integers(0, 25))
def test_every_table_adds_up_to_the_same_total_to_the_penny(lines: list[CostedLine], vat: int) -> None:
    money = statement(lines, vat_percent=vat)
    assert {name: sum(parts, Money()) for name, parts in tables(money).items()} == dict.fromkeys(
        tables(money), money.total
    )
    found = panel(money, lead=RIVERSIDE, other=NORTHGATE)
    assert found.lead_money + found.other_money + found.elsewhere_money == money.total


@given(st.lists(costed_lines(), max_size=4))
def test_charges_lie_in_the_dates_of_their_line_and_vat_only_where_it_is_due(lines: list[CostedLine]) -> None:
    for charge in statement(lines).charges:
        assert charge.line.starts is not None
        assert charge.line.starts <= charge.first <= charge.last <= (charge.line.ends or date.max)
        assert charge.money.vat == 0 or charge.share.vat
        assert abs(charge.money.vat * 100 - charge.money.net * 20 * charge.share.vat) <= 50


@given(st.integers(0, 10**9), st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_what_is_spread_is_whole_and_within_a_penny_of_its_part(amount: int, days: list[int]) -> None:
    parts = spread(amount, days)
    assert sum(parts) == amount
    assert all(abs(part * sum(days) - amount * own) < sum(days) for part, own in zip(parts, days, strict=True))
