"""Terms of several calendars become one row of terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wraparound.plans.planning.terms import overlap, running, stretches


@dataclass
class Term:
    pk: int
    name: str
    starts: date
    ends: date
    organisation_id: int = 1


def term(pk: int, begins: str, ends: str, of: int = 1) -> Term:
    return Term(pk, f"Term {pk}", date.fromisoformat(begins), date.fromisoformat(ends), of)


AUTUMN = term(1, "2026-09-01", "2026-12-18")
SPRING = term(2, "2027-01-05", "2027-03-26")
LATER_AUTUMN = term(3, "2026-09-07", "2026-12-11", of=2)
HALF = term(4, "2026-09-07", "2026-10-23", of=3)
OTHER_HALF = term(5, "2026-11-02", "2026-12-18", of=3)


def test_terms_that_overlap_for_the_most_part_are_one() -> None:
    found = stretches([SPRING, LATER_AUTUMN, AUTUMN])
    assert [s.members for s in found] == [(1, 3), (2,)]
    assert (found[0].starts, found[0].ends) == (date(2026, 9, 1), date(2026, 12, 18))


def test_two_halves_of_a_term_are_planned_as_that_term() -> None:
    assert [s.members for s in stretches([HALF, OTHER_HALF, AUTUMN])] == [(1, 4, 5)]


def test_terms_that_only_touch_stay_apart() -> None:
    assert len(stretches([AUTUMN, term(6, "2026-12-10", "2027-02-20", of=4)])) == 2


def test_no_two_stretches_begin_on_one_day() -> None:
    found = stretches([term(1, "2026-09-01", "2026-09-30"), term(2, "2026-09-01", "2027-07-20", of=2)])
    assert len({s.starts for s in found}) == len(found)


def test_days_in_common_are_counted_with_both_ends() -> None:
    assert overlap(date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 10), date(2026, 2, 1)) == 1
    assert overlap(date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 11), date(2026, 2, 1)) == 0


def test_an_offering_of_two_terms_runs_over_two_terms_of_its_own_calendar() -> None:
    found = running(AUTUMN, 2, [AUTUMN, SPRING], {1: 0, 3: 0, 2: 1})
    assert found is not None
    assert (found[0], [t.pk for t in found[1]]) == (range(2), [1, 2])


def test_an_offering_that_reaches_past_its_calendar_or_past_what_is_planned_does_not_run() -> None:
    assert running(SPRING, 2, [AUTUMN, SPRING], {1: 0, 2: 1}) is None
    assert running(AUTUMN, 2, [AUTUMN, SPRING], {1: 0}) is None
