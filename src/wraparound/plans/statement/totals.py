"""The statement: totals of charges by line, term, year, funder and payer. Each table adds up to the same total."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from wraparound.plans.statement.charges import charges_of, days_between, spread, total
from wraparound.plans.statement.facts import ANSWERS, Answer, Charge, CostedLine, Money, Party, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

T = TypeVar("T")
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=31)
VAT_PERCENT = 20
AUGUST, APRIL, JANUARY = 8, 4, 1
Payers = tuple[tuple[Party | None, Money], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A term or year with its dates, what it costs, and who of it pays how much (None: nobody is named yet).

    `name`: of a term its own (empty: outside all terms); 2027; 2027/28 from April to March; 1 for the first planning
    year. The dates of a planning year are those of its terms.
    """

    name: str
    starts: date
    ends: date
    money: Money
    payers: Payers


@dataclass(frozen=True, slots=True)
class LineTotal:
    """The price of a line, in all and in each term (None: outside all terms); nothing while it has no dates."""

    line: CostedLine
    money: Money
    terms: tuple[tuple[Term | None, Money], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan beside one placement for the same time; `more`: what the plan costs more, below 0 where it is less."""

    title: str
    plan: Money
    placement: Money
    more: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """The money of a plan. `without_payer`: lines for which nobody pays; `undated`: lines in no total, for they have no
    dates; `not_agreed`: charges to which who pays has not said yes. `answers`: the total by what whoever pays says to
    it. A funding year begins on 1 August.
    """

    charges: tuple[Charge, ...]
    total: Money
    lines: tuple[LineTotal, ...]
    terms: tuple[Period, ...]
    calendar_years: tuple[Period, ...]
    financial_years: tuple[Period, ...]
    funding_years: tuple[Period, ...]
    planning_years: tuple[Period, ...]
    funders: tuple[tuple[str, Money], ...]
    payers: Payers
    without_payer: tuple[CostedLine, ...]
    undated: tuple[CostedLine, ...]
    not_agreed: tuple[Charge, ...]
    not_agreed_total: Money
    answers: tuple[tuple[Answer, Money], ...]
    comparison: Comparison | None = None


def statement(
    lines: Sequence[CostedLine], *, vat_percent: int = VAT_PERCENT, placement: CostedLine | None = None
) -> Statement:
    """The money of these lines. `placement`: what one placement would cost instead, as a line with its own terms; it is
    priced from the first to the last day of the plan, whatever its own dates.
    """
    charges = tuple(charge for line in lines for charge in charges_of(line, vat_percent))
    compared = _compared(placement, charges, vat_percent) if placement and charges else None
    return _stated(lines, charges, compared)


def of_funding_year(money: Statement, name: str) -> Statement:
    """The part of a statement that is paid for the days of one funding year, as in its `funding_years`.

    All of them together come to the whole.
    """
    charges = tuple(part for c in money.charges for year, part in _cut(c, AUGUST) if year == name)
    lines = [one.line for one in money.lines]
    touched = {c.line.key for c in charges}
    return _stated([line for line in lines if line.key in touched], charges, None)


def _stated(lines: Sequence[CostedLine], charges: tuple[Charge, ...], compared: Comparison | None) -> Statement:
    not_agreed = tuple(c for c in charges if not c.share.agreed)
    answers = _sums((c.share.answer, c.money) for c in charges)
    return Statement(
        charges=charges,
        total=total(charges),
        lines=tuple(_line_total(line, charges) for line in lines),
        terms=_terms(charges),
        calendar_years=_years(charges, JANUARY),
        financial_years=_years(charges, APRIL),
        funding_years=_years(charges, AUGUST),
        planning_years=_planning_years(charges),
        funders=tuple(sorted(_sums((c.share.funder, c.money) for c in charges).items())),
        payers=_payers((c.share.payer, c.money) for c in charges),
        without_payer=tuple(line for line in lines if not line.payers),
        undated=tuple(line for line in lines if line.starts is None),
        not_agreed=not_agreed,
        not_agreed_total=total(not_agreed),
        answers=tuple((answer, answers[answer]) for answer in ANSWERS if answer in answers),
        comparison=compared,
    )


def _sums(parts: Iterable[tuple[T, Money]]) -> dict[T, Money]:
    sums: dict[T, Money] = defaultdict(Money)
    for of, money in parts:
        sums[of] += money
    return sums


def _payers(parts: Iterable[tuple[Party | None, Money]]) -> Payers:
    """Sums by who pays, by name; who is not named yet comes last."""
    return tuple(sorted(_sums(parts).items(), key=lambda p: (p[0] is None, p[0].name if p[0] else "", repr(p[0]))))


def _line_total(line: CostedLine, charges: Sequence[Charge]) -> LineTotal:
    own = [c for c in charges if c.line is line]
    terms = _sums((c.term, c.money) for c in own)
    return LineTotal(line, total(own), tuple(sorted(terms.items(), key=lambda pair: _when(pair[0]))))


def _when(term: Term | None) -> tuple[date, date, str]:
    return (term.starts, term.ends, term.name) if term else (date.max, date.max, "")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A charge, or the part of it that lies in a period."""

    name: str
    order: Hashable
    starts: date
    ends: date
    payer: Party | None
    money: Money


def _periods(pieces: Iterable[_Piece], dates: Callable[[list[_Piece]], tuple[date, date]]) -> tuple[Period, ...]:
    groups: dict[tuple[Hashable, str], list[_Piece]] = defaultdict(list)
    for piece in pieces:
        groups[(piece.order, piece.name)].append(piece)
    periods = []
    for (_order, name), own in groups.items():
        money = sum((p.money for p in own), Money())
        periods.append(Period(name, *dates(own), money, _payers((p.payer, p.money) for p in own)))
    return tuple(sorted(periods, key=lambda p: (not p.name, p.starts, p.ends, p.name)))


def _widest(pieces: list[_Piece]) -> tuple[date, date]:
    return min(p.starts for p in pieces), max(p.ends for p in pieces)


def _terms(charges: Iterable[Charge]) -> tuple[Period, ...]:
    """Terms of several calendars stand beside each other, each with its own dates."""
    return _periods(
        (
            _Piece(c.term.name, c.term, c.term.starts, c.term.ends, c.share.payer, c.money)
            if c.term
            else _Piece("", None, c.first, c.last, c.share.payer, c.money)
            for c in charges
        ),
        _widest,
    )


def _years(charges: Iterable[Charge], month: int) -> tuple[Period, ...]:
    """Years that begin on the first of a month, with each charge spread over its days."""
    return _periods((piece for c in charges for piece in _pieces(c, month)), _widest)


def _pieces(charge: Charge, month: int) -> Iterator[_Piece]:
    for name, part in _cut(charge, month):
        starts = date(int(name[:4]), month, 1)
        ends = starts.replace(year=starts.year + 1) - A_DAY
        yield _Piece(name, starts.year, starts, ends, charge.share.payer, part.money)


def _cut(charge: Charge, month: int) -> Iterator[tuple[str, Charge]]:
    """A charge in the years that begin on the first of a month: the name of each, and what of it is paid for then."""
    first_year = charge.first.year - (charge.first.month < month)
    last_year = charge.last.year - (charge.last.month < month)
    years = [(y, date(y, month, 1), date(y + 1, month, 1) - A_DAY) for y in range(first_year, last_year + 1)]
    spans = [(max(start, charge.first), min(end, charge.last)) for _, start, end in years]
    days = [days_between(*span) for span in spans]
    shares = zip(years, spans, spread(charge.money.net, days), spread(charge.money.vat, days), strict=True)
    for (year, _start, _end), (first, last), net, vat in shares:
        name = str(year) if month == JANUARY else f"{year}/{(year + 1) % 100:02}"
        yield name, replace(charge, first=first, last=last, money=Money(net, vat))


def _planning_years(charges: Sequence[Charge]) -> tuple[Period, ...]:
    """Twelve months each from the first term. Terms do not start on the same day every year: one that starts up to a
    month before the twelve months are over opens the next.
    """
    if not charges:
        return ()
    begins = [c.term.starts if c.term else c.first for c in charges]
    base = min(begins)
    pieces = []
    for charge, begin in zip(charges, begins, strict=True):
        shifted = begin + A_MONTH
        number = shifted.year - base.year + ((shifted.month, shifted.day) >= (base.month, base.day))
        ends = charge.term.ends if charge.term else charge.last
        pieces.append(_Piece(str(number), number, begin, ends, charge.share.payer, charge.money))
    return _periods(pieces, _widest)


def _compared(placement: CostedLine, charges: Sequence[Charge], vat_percent: int) -> Comparison:
    plan = total(charges)
    first, last = min(c.first for c in charges), max(c.last for c in charges)
    other = total(charges_of(replace(placement, starts=first, ends=last), vat_percent))
    return Comparison(placement.title, plan, other, plan - other)
