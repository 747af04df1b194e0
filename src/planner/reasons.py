"""Why an offering is not in a learner's programme, and what a change would bring: data, not words.

`explain.py` finds reasons, `changes.py` finds changes, `files/words.py` says them in plain English. A reason says
how many others are concerned, never who.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.problem import Minute, Pence, Points


class Why(StrEnum):
    """The kinds of reason, stored as short slugs."""

    SAID_NO = "said-no"
    NEED_UNMET = "need-unmet"
    TOO_FAR = "too-far"
    RULE = "rule"
    NOT_READY = "not-ready"
    CLASH = "clash"
    MONEY = "money"
    FULL = "full"
    LESS_GOOD = "less-good"


@dataclass(frozen=True, slots=True)
class Way:
    """A remedy that would meet a need: its price for the learner and line with VAT, from which term, by whom."""

    remedy: str
    price: Pence
    lead_terms: int
    provider: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that is not met at an offering, and the remedies that would meet it, cheapest first; maybe none."""

    need: str
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for one learner and one offering; the fields that the kind does not use keep their defaults."""

    learner: str
    offering: str
    why: Why
    unmet: tuple[Unmet, ...] = ()  # need-unmet
    minutes_over: Minute = 0  # too-far: one way, over the learner's limit
    rule: str = ""  # rule: the name of the area rule, or "no-repeats" for a service already done
    chain: tuple[str, ...] = ()  # not-ready: the services to take first, in order; empty if none leads there
    missing: tuple[str, ...] = ()  # not-ready: the skills that are missing now
    clashes: tuple[str, ...] = ()  # clash: offerings of the plan, titles of commitments, "availability", a limit
    funder: str = ""  # money: whose ceiling or budget; empty where no funder of the learner may pay
    over: Pence = 0  # money: how much a term over that ceiling
    gain_more: int = 0  # full: how many who hold a place would lose more than this learner would gain
    plan_gives: Points = 0  # clash, full, less-good: points of the learner's programme in the plan
    this_gives: Points = 0  # and of the best programme with this offering in it


class Kind(StrEnum):
    """The kinds of change to an area that are tried."""

    REMEDY = "remedy"
    PLACE = "place"
    SESSION = "session"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the area, planned again with it: how many learners gain, by how many points, at what price.

    `certain` is False where the difference lies inside what the search itself may be off by.
    """

    kind: Kind
    about: str  # the id of the remedy or offering, or the name of the rule
    price: Pence  # with VAT; 0 where no price is stated
    helped: int  # learners whose programme is worth more
    set_back: int  # learners whose programme is worth less
    points: Points  # the difference of the area's value, price included
    certain: bool
    detail: str = ""  # session: where it moves to
