"""Terms of several calendars as one row of terms: what overlaps for the most part is one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date


class Dated(Protocol):
    """A term of a calendar."""

    pk: int
    name: str
    starts: date
    ends: date
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Terms of different calendars that are planned as one; `starts` and `ends` are the first and last day of any."""

    name: str
    starts: date
    ends: date
    members: tuple[int, ...]


def overlap(a_starts: date, a_ends: date, b_starts: date, b_ends: date) -> int:
    """Days that two stretches of dates have in common."""
    return max(0, (min(a_ends, b_ends) - max(a_starts, b_starts)).days + 1)


def stretches(terms: Iterable[Dated]) -> list[Stretch]:
    """The terms grouped: a term joins the group with whose first term it shares more than half of the shorter one."""
    groups: list[list[Dated]] = []
    for term in sorted(terms, key=lambda t: (t.starts, t.ends, t.pk)):
        for group in groups:
            first = group[0]
            shorter = min((first.ends - first.starts).days, (term.ends - term.starts).days) + 1
            if 2 * overlap(first.starts, first.ends, term.starts, term.ends) > shorter:
                group.append(term)
                break
        else:
            groups.append([term])
    return [
        Stretch(g[0].name, g[0].starts, max(t.ends for t in g), tuple(t.pk for t in g))
        for g in _with_a_start_of_their_own(groups)
    ]


def _with_a_start_of_their_own(groups: list[list[Dated]]) -> list[list[Dated]]:
    """Two groups that begin on one day are one, whatever their length."""
    by_start: dict[date, list[Dated]] = {}
    for group in groups:
        by_start.setdefault(group[0].starts, []).extend(group)
    return [by_start[day] for day in sorted(by_start)]


def running(
    first: Dated, lasts: int, calendar: Sequence[Dated], place: Mapping[int, int]
) -> tuple[range, list[Dated]] | None:
    """Where an offering runs that starts in a term of its calendar: places in the row of stretches, and its terms.

    None where the calendar does not reach that far, or the row of stretches does not.
    """
    own = [t for t in calendar if t.starts >= first.starts][:lasts]
    if len(own) < lasts or any(t.pk not in place for t in own):
        return None
    return range(place[own[0].pk], place[own[-1].pk] + 1), own
