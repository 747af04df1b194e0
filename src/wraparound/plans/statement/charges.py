"""From shares to charges, and the spreading of a charge over the days for which it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.plans.statement.facts import Charge, CostedLine, Each, Money, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date


def charges_of(line: CostedLine, vat_percent: int) -> Iterator[Charge]:
    """What a line costs, charge by charge; nothing while it has no dates."""
    if line.starts is None:
        return
    for share in line.shares:
        for term, first, last, times in _times(line, share.each, line.starts):
            net = share.pence * times
            vat = (net * vat_percent * 2 + 100) // 200 if share.vat else 0
            yield Charge(line, share, term, first, last, Money(net, vat))


def total(charges: Iterable[Charge]) -> Money:
    """The sum."""
    return sum((charge.money for charge in charges), Money())


def spread(amount: int, days: Sequence[int]) -> list[int]:
    """An amount in whole parts, as the days of each part; what is left over goes to the largest remainders."""
    whole = sum(days)
    parts = [amount * own // whole for own in days]
    by_remainder = sorted(range(len(days)), key=lambda n: (-(amount * days[n] % whole), n))
    for number in by_remainder[: amount - sum(parts)]:
        parts[number] += 1
    return parts


def days_between(first: date, last: date) -> int:
    """Both days count."""
    return (last - first).days + 1


def _times(line: CostedLine, each: Each, starts: date) -> Iterator[tuple[Term | None, date, date, int]]:
    """For which terms and days a share is paid, and how many times its amount."""
    terms = sorted(line.terms, key=lambda t: (t.starts, t.ends))
    last = line.ends or max([starts, *(t.ends for t in terms)])
    if each == "once":
        yield _term_of(terms, starts), starts, starts, 1
        return
    touched = [t for t in terms if t.starts <= last and t.ends >= starts]
    for term in touched:
        first, until = max(term.starts, starts), min(term.ends, last)
        yield term, first, until, 1 if each == "term" else _weeks(term, first, until)
    if not touched:
        yield None, starts, last, 1 if each == "term" else -(-days_between(starts, last) // 7)


def _term_of(terms: Sequence[Term], day: date) -> Term | None:
    return next((t for t in terms if day <= t.ends), terms[-1] if terms else None)


def _weeks(term: Term, first: date, last: date) -> int:
    whole = days_between(term.starts, term.ends)
    part = (term.weeks * days_between(first, last) * 2 + whole) // (2 * whole)
    return max(part, min(term.weeks, 1))
