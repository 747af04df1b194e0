"""What pages are given of a proposal: frozen, in words and figures, with rows of the local offer to link to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from wraparound.plans.kinds import LineKind
    from wraparound.plans.planning.words import Said


@dataclass(frozen=True, slots=True)
class RemedyShown:
    """What would have to be put in place: by whom, for which needs, what it costs with VAT, for this learner alone."""

    remedy: Any  # the row of the local offer
    name: str
    provider: str
    needs: dict[str, str]  # slugs with labels: those of the learner that it meets
    pence_once: int
    pence_a_term: int
    lead_terms: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one stream of money would pay over all terms. `funder` is "" for what is put in place once."""

    funder: str
    label: str
    pence: int


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a programme. `number` names it in this programme; `line` is set where it is in the plan already."""

    number: int
    offering: Any  # the row of the local offer; None where a line of the plan has none, or it is no longer shown
    line: Any  # the line of the plan, agreed or put forward
    is_agreed: bool
    kind: LineKind
    title: str
    organisation: str
    site: str
    starts: date | None
    ends: date | None
    terms: tuple[str, ...]
    sessions: tuple[tuple[int, int], ...]
    minutes: int  # a week
    way: int | None  # minutes one way; None where home is not known
    serves: dict[str, int]  # labels of outcomes with minutes a week
    funder: str
    funder_label: str
    pence_a_term: int | None  # None: the price is not said
    remedies: tuple[RemedyShown, ...]
    reasons: tuple[str, ...]
    answers: tuple[Any, ...]  # rows of ProposalAnswer: who took or refused it, and why

    @property
    def can_be_taken(self) -> bool:
        """Whether it can still become a line."""
        return self.offering is not None and self.line is None


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """An outcome with the minutes a week that a programme gives it, term by term, and how many would be enough."""

    slug: str
    label: str
    enough: int
    minutes: tuple[int, ...]

    @property
    def is_served(self) -> bool:
        """Whether it gets any time at all."""
        return any(self.minutes)


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """One way it could go. `minutes` and `ways` are for a week, term by term; `leaves_out` are labels of outcomes."""

    number: int
    kind: str
    title: str
    means: str
    lines: tuple[LineShown, ...]
    outcomes: tuple[OutcomeShown, ...]
    minutes: tuple[int, ...]
    ways: tuple[int, ...] | None  # None where home is not known
    sites: tuple[int, ...]  # how many places, term by term
    costs: tuple[Cost, ...]
    remedies: tuple[RemedyShown, ...]
    leaves_out: tuple[str, ...]

    @property
    def pence(self) -> int:
        """All costs together."""
        return sum(c.pence for c in self.costs)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something that looks good and is in no programme: why, and the next step. `remedies` can be put forward."""

    offering: Any
    title: str
    organisation: str
    said: Said
    remedies: tuple[RemedyShown, ...] = ()


@dataclass(frozen=True)
class ProposalShown:
    """All that the planner says for one learner. `gaps`: what was not known, in sentences."""

    learner: Any
    terms: tuple[tuple[str, date, date], ...]
    programmes: tuple[ProgrammeShown, ...]
    not_yet: tuple[NotYet, ...]
    changes: tuple[str, ...]
    gaps: tuple[str, ...]
    not_understood: tuple[str, ...] = ()  # wishes, in the learner's words, that nothing on offer answers to
    key: UUID | None = None  # of the proposal that was kept


@dataclass(frozen=True, slots=True)
class Takes:
    """What it would take to have an offering, from the first term in which it can be."""

    starts: date | None
    ends: date | None
    minutes: int  # a week
    way: int | None  # minutes one way; None where home is not known
    funder: str
    funder_label: str
    pence_a_term: int | None  # None: the price is not said
    remedies: tuple[RemedyShown, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """An answer about one offering: whether it could be put forward now, why or why not, and what it would take."""

    offering: Any
    is_possible: bool
    said: tuple[Said, ...]
    takes: Takes | None
    remedies: tuple[RemedyShown, ...]  # next steps: what could be put forward as lines
    line: Any = None  # the line of the plan that has it already
