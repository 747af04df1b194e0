"""Whether anything is paid twice: what of a plan looks as if two payments are for one thing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from wraparound.plans.statement.facts import CostedLine, Party

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Doubt(StrEnum):
    """Why two payments look like one paid twice."""

    SAME_SHARE = "same-share"  # one line has the same payment two times
    SAME_OFFERING = "same-offering"  # two lines buy one offering for the same days
    SAME_HOURS = "same-hours"  # one payer pays two lines for the same hours of the week


@dataclass(frozen=True, slots=True)
class Twice:
    """Two lines (or one, as both) that somebody should look at, from which day on, and who pays both, if it is one."""

    doubt: Doubt
    one: CostedLine
    other: CostedLine
    since: date
    payer: Party | None = None


def paid_twice(lines: Sequence[CostedLine]) -> tuple[Twice, ...]:
    """What looks paid twice among these lines. What has no dates, or nobody who pays, is not looked at.

    Two payments of one payer for one line are one split, unless stream, amount and rhythm are the same too.
    """
    dated = [line for line in lines if line.starts is not None and line.payers]
    found = [doubt for line in dated for doubt in _same_share(line)]
    for one, other in combinations(dated, 2):
        found += _between(one, other)
    return tuple(sorted(found, key=lambda t: (t.since, t.one.title, t.other.title)))


def _same_share(line: CostedLine) -> Iterator[Twice]:
    met = set()
    for share in line.shares:
        if share.payer and line.starts and share.pence:
            what = (share.funder, share.payer, share.pence, share.each)
            if what in met:
                yield Twice(Doubt.SAME_SHARE, line, line, line.starts, share.payer)
            met.add(what)


def _between(one: CostedLine, other: CostedLine) -> Iterator[Twice]:
    first = max(_starts(one), _starts(other))
    if first > min(_ends(one), _ends(other)):
        return
    if one.offering is not None and one.offering == other.offering:
        yield Twice(Doubt.SAME_OFFERING, one, other, first)
        return
    both = sorted(one.payers & other.payers, key=lambda p: p.name)
    if both and any(a < d and c < b for a, b in one.sessions for c, d in other.sessions):
        yield Twice(Doubt.SAME_HOURS, one, other, first, both[0])


def _starts(line: CostedLine) -> date:
    return line.starts or date.max


def _ends(line: CostedLine) -> date:
    return line.ends or max([_starts(line), *(t.ends for t in line.terms)])
