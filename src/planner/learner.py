"""What a problem knows of a learner: aims, wishes, time, money, and what was accepted. Units as in `problem.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.problem import Minute, Offering, Pence

NEVER = -2  # the strength of a wish that says "no": never proposed, whatever it would bring


@dataclass(frozen=True, slots=True)
class Aim:
    """An outcome that a learner wants: weight 1 (nice) to 5 (most of all), target in minutes a week."""

    outcome: str
    weight: int
    target: Minute


@dataclass(frozen=True, slots=True)
class Wish:
    """For or against a service or an organisation: 2 really wants, 1 would like, -1 rather not, -2 no (`NEVER`)."""

    about: str
    strength: int


@dataclass(frozen=True, slots=True)
class Window:
    """A time of the week in which a learner can take part; in all terms unless `terms` names some."""

    start: Minute
    end: Minute
    terms: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A time of the week that is taken by something outside the plan, at a place if that is known."""

    title: str
    start: Minute
    end: Minute
    terms: frozenset[str] | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """What a funder pays for a learner in each term at the most."""

    funder: str
    per_term: Pence


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One part of a plan: a learner takes an offering from a start term, paid by a funder, with remedies bought."""

    learner: str
    offering: str
    start: str
    funder: str
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learner:
    """The young person the plan is about. `home` is a place; `brings` is the learner's own support that comes along.

    `minutes_a_week`, `days_a_week` and `settings_at_once` are the most the learner wants in a term;
    `placement_minutes` is the work placement wanted a week (16 hours is 960); `accepted` lines stay. `primary_need`
    (a SEN2 code, "" where it is not known) and `council` are only for figures of fairness: no plan rests on them.
    """

    id: str
    name: str
    home: str
    born: date
    travel_limit: Minute
    minutes_a_week: Minute
    days_a_week: int = 5
    settings_at_once: int = 2
    placement_minutes: Minute = 0
    ehc_plan: bool = True
    aims: tuple[Aim, ...] = ()
    needs: frozenset[str] = frozenset()
    brings: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    wishes: tuple[Wish, ...] = ()
    available: tuple[Window, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    accepted: tuple[Line, ...] = ()
    funding: tuple[Funding, ...] = ()
    primary_need: str = ""
    council: str = ""

    def age_on(self, day: date) -> int:
        """Full years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def wish_for(self, offering: Offering, organisation: str) -> int:
        """Strengths of the wishes about the service and the organisation added up; `NEVER` only if one is a no."""
        about = [w.strength for w in self.wishes if w.about in (offering.service, organisation)]
        return NEVER if NEVER in about else max(NEVER + 1, sum(about))
