"""What a planning problem is made of. Immutable, validated on construction; nothing here solves anything.

Units, everywhere in this package:

* a time is a **minute of the week**: 0 is Monday 00:00, 1440 is Tuesday 00:00 (`Minute`);
* a length of time is in minutes (`Minute`);
* money is **whole pence**, VAT not included unless a name says so (`Pence`);
* the worth of a plan is in **points** (`Points`), see `goals.py`.

Terms are counted, never academic years. Identifiers are short strings, unique within their kind.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from planner.learner import NEVER, Aim, Commitment, Funding, Learner, Line, Window, Wish
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DAY",
    "NEVER",
    "ORGANISATION_KINDS",
    "RULES",
    "TRANSPORT",
    "VAT_PERCENT",
    "Aim",
    "Carousel",
    "Commitment",
    "Contribution",
    "Funder",
    "Funding",
    "Goals",
    "Learner",
    "Line",
    "Minute",
    "Offering",
    "Organisation",
    "Pence",
    "Points",
    "Problem",
    "Remedy",
    "Session",
    "Site",
    "Term",
    "Travel",
    "Window",
    "Wish",
]

Minute: TypeAlias = int
Pence: TypeAlias = int
Points: TypeAlias = int

DAY: Minute = 1440
VAT_PERCENT = 20
TRANSPORT = "transport"  # the need that getting to a site beyond the travel limit turns into

RULES: Mapping[str, str] = {
    "one-provider-a-year": "A funder that pays for one provider pays a learner's lines of one funding year to one "
    "organisation, or to two of which one subcontracts the other.",
    "no-subcontracting": "No organisation may take on another's offering by subcontract.",
    "age-limits": "A learner's age on the first day of each term is within the limits of offering and funder.",
    "plan-limits": "What is for learners with an EHC plan is only for them.",
}
"""The area rules that can be switched off by name, each with its sentence."""

ORGANISATION_KINDS = (
    "specialist-college",
    "general-fe",
    "sixth-form",
    "council",
    "health",
    "employer",
    "community",
)


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """One weekly meeting: from `start` up to, not including, `end`; within one day."""

    start: Minute
    end: Minute

    @property
    def day(self) -> int:
        """0 for Monday to 6 for Sunday."""
        return self.start // DAY

    @property
    def minutes(self) -> Minute:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of dates. `weeks` are teaching weeks, for people to read; prices are already per term."""

    id: str
    name: str
    starts: date
    weeks: int = 12

    @property
    def funding_year(self) -> int:
        """The calendar year in which the funding year (from 1 August) of the first day began."""
        return self.starts.year if self.starts.month >= 8 else self.starts.year - 1


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody who provides. `subcontracts` are the organisations whose offerings it can take on."""

    id: str
    name: str
    kind: str
    subcontracts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Site:
    """A place an organisation works at; `place` is a name known to `Travel`; `provision` is what is there."""

    id: str
    name: str
    organisation: str
    place: str
    provision: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays. Budgets are for the whole area and include VAT; None means no limit is stated."""

    id: str
    name: str
    min_age: int | None = None
    max_age: int | None = None
    ehc_plan_only: bool = False
    one_provider_a_year: bool = False
    budget_per_term: Pence | None = None
    one_off_budget: Pence | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """How many minutes a week of an offering serve an outcome."""

    outcome: str
    minutes: Minute


@dataclass(frozen=True)
class Offering:
    """A service at a site: weekly sessions, the terms it can start in, how many terms it lasts, places, price.

    `price` is for one learner and one term; without `funders` it is free and lines name no funder ("").
    `requires` are skills or services done before it starts, `grants`
    the skills it gives when completed; completing it also counts as having done its `service`. A service that is
    not `repeatable` is taken once. `placement` marks a carved task at an employer (see rules/carousel.py).
    """

    id: str
    service: str
    name: str
    site: str
    sessions: tuple[Session, ...]
    starts: frozenset[str]
    places: int
    lasts: int = 1
    contributes: tuple[Contribution, ...] = ()
    requires: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    repeatable: bool = False
    placement: bool = False
    provision: frozenset[str] = frozenset()
    price: Pence = 0
    funders: frozenset[str] = frozenset()
    min_age: int | None = None
    max_age: int | None = None
    ehc_plan_only: bool = False

    @cached_property
    def minutes(self) -> Minute:
        """Minutes a week, all sessions together."""
        return sum(s.minutes for s in self.sessions)

    @cached_property
    def days(self) -> frozenset[int]:
        """The days of the week on which it meets."""
        return frozenset(s.day for s in self.sessions)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What turns missing provision into provision in place at `sites`, from term number `lead_terms` on.

    `once` is paid once for the area however many learners use it, by the one-off budget of `paid_by`;
    `per_learner` once for each learner who uses it, by the same budget; `per_term` for each learner, term and
    funder of the lines that use it, by that funder. Prices exclude VAT; `vat` says whether VAT is added.
    """

    id: str
    name: str
    gives: frozenset[str]
    sites: frozenset[str]
    provider: str
    paid_by: str
    once: Pence = 0
    per_learner: Pence = 0
    per_term: Pence = 0
    vat: bool = False
    lead_terms: int = 0

    def to_pay(self, price: Pence) -> Pence:
        """A price of this remedy with VAT, where it applies; halves of a penny go up."""
        return (price * (100 + VAT_PERCENT) + 50) // 100 if self.vat else price


@dataclass(frozen=True, slots=True)
class Goals:
    """What a point is paid for; `goals.py` says how. People can change these."""

    first_half: int = 3  # points for a minute a week x weight, up to half the target of an aim
    second_half: int = 2  # and from there to the target: who has least gains most
    wish: int = 1  # points for a minute a week and step of wish strength
    travel: int = 1  # points off for a minute a week on the way
    setting: int = 150  # points off for each setting beyond the first in a term
    pence_per_point: Pence = 500


@dataclass(frozen=True, slots=True)
class Carousel:
    """The limits of work placements in a week (source: terms of reference of Harrogate and Henshaws, 2022)."""

    employers: int = 5
    half_day: Minute = 240


@dataclass(frozen=True)
class Problem:
    """Everything a plan is made from. Construction raises `Faults`, which lists all that is wrong and where."""

    terms: tuple[Term, ...]
    organisations: tuple[Organisation, ...]
    sites: tuple[Site, ...]
    funders: tuple[Funder, ...]
    offerings: tuple[Offering, ...]
    learners: tuple[Learner, ...]
    travel: Travel
    remedies: tuple[Remedy, ...] = ()
    rules: frozenset[str] = frozenset(RULES)
    goals: Goals = Goals()
    carousel: Carousel = Carousel()
    transport_limit: Minute = 75  # how far, one way, transport may take a learner

    def __post_init__(self) -> None:
        """Validate the whole at once."""
        from planner.faults import Faults, faults_in  # noqa: PLC0415 - faults speak of the types below

        found = faults_in(self)
        if found:
            raise Faults(found)

    @cached_property
    def learner(self) -> Mapping[str, Learner]:
        """Learners by id."""
        return {x.id: x for x in self.learners}

    @cached_property
    def offering(self) -> Mapping[str, Offering]:
        """Offerings by id."""
        return {x.id: x for x in self.offerings}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        """Sites by id."""
        return {x.id: x for x in self.sites}

    @cached_property
    def organisation(self) -> Mapping[str, Organisation]:
        """Organisations by id."""
        return {x.id: x for x in self.organisations}

    @cached_property
    def funder(self) -> Mapping[str, Funder]:
        """Funders by id."""
        return {x.id: x for x in self.funders}

    @cached_property
    def remedy(self) -> Mapping[str, Remedy]:
        """Remedies by id."""
        return {x.id: x for x in self.remedies}

    @cached_property
    def remedies_at(self) -> Mapping[tuple[str, str], tuple[Remedy, ...]]:
        """Remedies by what they give and the site they give it at, in the order of the problem."""
        found: dict[tuple[str, str], list[Remedy]] = defaultdict(list)
        for remedy in self.remedies:
            for need, site in product(remedy.gives, remedy.sites):
                found[need, site].append(remedy)
        return {key: tuple(remedies) for key, remedies in found.items()}

    @cached_property
    def term_number(self) -> Mapping[str, int]:
        """Position of each term, from 0."""
        return {x.id: i for i, x in enumerate(self.terms)}

    def provider(self, offering: Offering) -> str:
        """The organisation whose site an offering is at."""
        return self.site[offering.site].organisation

    def running(self, line: Line) -> range:
        """The numbers of the terms in which a line runs; may reach past the last term."""
        first = self.term_number[line.start]
        return range(first, first + self.offering[line.offering].lasts)

    def minutes_to(self, learner: Learner, site: Site) -> Minute:
        """Minutes one way from the learner's home to a site."""
        return self.travel.minutes(learner.home, site.place)
