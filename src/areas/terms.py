"""Terms: three a year, in autumn, spring and summer."""

from __future__ import annotations

from datetime import date, timedelta

from planner.problem import Term

FIRST = date(2027, 9, 6)
BEGIN = {"autumn": (9, 6), "spring": (1, 4), "summer": (4, 19)}  # the Monday of or after this month and day
SEASONS = tuple(BEGIN)


def season(term: Term) -> str:
    """Autumn, spring or summer, by the month in which a term starts."""
    return "autumn" if term.starts.month >= 8 else "spring" if term.starts.month <= 3 else "summer"


def make_terms(count: int, first: date = FIRST) -> tuple[Term, ...]:
    """So many terms, of which the first starts on the given day and the others on their usual Mondays."""
    terms = [_term(first)]
    while len(terms) < count:
        last = terms[-1]
        name = SEASONS[(SEASONS.index(season(last)) + 1) % 3]
        year = last.starts.year + (name == "spring")
        start = date(year, *BEGIN[name])
        terms.append(_term(start + timedelta(days=-start.weekday() % 7)))
    return tuple(terms)


def _term(starts: date) -> Term:
    name = season(Term("", "", starts))
    return Term(f"{starts.year}-{name}", f"{name.capitalize()} {starts.year}", starts)
