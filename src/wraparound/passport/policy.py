"""Who may say what in a passport, and how ready an answer is. Facts in, decision out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category
from wraparound.core.decisions import Decision, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection

STALE_AFTER = timedelta(days=365)


class Refused(NotAllowed):
    """An action was not allowed; its text says why."""


class Voice(StrEnum):
    """Whose view it is. Each has its own place: nobody's words stand in place of the learner's."""

    LEARNER = "learner"
    FAMILY = "family"
    ORGANISATION = "organisation"


class SaidBy(StrEnum):
    """Who said it, and whether somebody else typed; stored as the slug."""

    LEARNER = "learner"
    SUPPORTER = "supporter"
    FAMILY = "family"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str | Promise:
        """As it stands under an answer."""
        return _SAID_BY[self]

    @property
    def voice(self) -> Voice:
        """Whose view it is: a supporter who types for the learner writes the learner's."""
        return Voice.LEARNER if self is SaidBy.SUPPORTER else Voice(self.value)


class Answer(StrEnum):
    """What was answered; stored as the slug."""

    SAID = "said"
    LATER = "later"
    NOT_TO_SAY = "not-to-say"
    SETTLED = "settled"  # stood beside the learner's own, until the learner chose


class State(StrEnum):
    """How ready an answer is for an organisation that asks for it."""

    READY = "ready"
    STALE = "stale"
    WITHHELD = "withheld"
    NOT_SAID = "not-said"
    NOT_SHARED = "not-shared"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _STATES[self]


_SAID_BY = {
    SaidBy.LEARNER: _("The learner wrote this"),
    SaidBy.SUPPORTER: _("The learner said this, a supporter typed it"),
    SaidBy.FAMILY: _("Family or an advocate wrote this"),
    SaidBy.ORGANISATION: _("A supporter wrote this"),
}

_STATES = {
    State.READY: _("Ready"),
    State.STALE: _("Older than a year"),
    State.WITHHELD: _("The learner does not want to say"),
    State.NOT_SAID: _("Not said yet"),
    State.NOT_SHARED: _("Not shared with you"),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who would write: what they are to the learner, and whether the category is open to them."""

    is_the_learner: bool = False
    is_family: bool = False  # or an advocate
    is_team: bool = False  # of an organisation, in the learner's circle: support or lead
    works_with: bool = False  # of an organisation, in the circle, and does not speak for the learner
    is_open: bool = False


def writer_of(parts: Collection[CirclePart], is_the_learner: bool, is_open: bool) -> Writer:
    """Somebody who would write, by their parts in the circle today."""
    return Writer(
        is_the_learner=is_the_learner,
        is_family=bool({CirclePart.FAMILY, CirclePart.ADVOCATE}.intersection(parts)),
        is_team=bool({CirclePart.SUPPORT, CirclePart.LEAD}.intersection(parts)),
        works_with=CirclePart.WORKS_WITH in parts,
        is_open=is_open,
    )


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """An answer of the learner's own voice, as far as the viewer may know of it."""

    answer: Answer
    on: date
    shows_withheld: bool = False


def may_write(writer: Writer, said_by: SaidBy) -> Decision:
    """The learner for themself; others in the circle, where the category is open to them, in their own name."""
    if said_by is SaidBy.LEARNER or writer.is_the_learner:
        both = said_by is SaidBy.LEARNER and writer.is_the_learner
        return Decision(both, _("this is about you") if both else _("only the learner writes as the learner"))
    if not writer.is_open:
        return Decision(False, _("it is not shared with you"))
    fits = {
        SaidBy.SUPPORTER: writer.is_family or writer.is_team,
        SaidBy.FAMILY: writer.is_family,
        SaidBy.ORGANISATION: writer.is_team or writer.works_with,
    }[said_by]
    return Decision(fits, _("you are in the circle") if fits else _("you have no such place in the circle"))


def stands_beside(said_by: SaidBy, now_said_by: SaidBy | None) -> bool:
    """Whether what is written stands beside what the learner said, until the learner chooses, instead of replacing it.

    `now_said_by` is of the learner's own voice on the topic as far as the writer may know it; None: nothing is there.
    """
    return said_by is SaidBy.SUPPORTER and now_said_by is SaidBy.LEARNER


def may_put_aside(said_by: SaidBy, now_said_by: SaidBy | None) -> Decision:
    """What the learner said themself only they put aside."""
    if stands_beside(said_by, now_said_by):
        return Decision(False, _("the learner said this, and only they put it aside"))
    return Decision(True, _("it is yours to put aside"))


def may_choose(writer: Writer) -> Decision:
    """Between the learner's own words and what was typed for them: the learner, on their own sign-in."""
    if writer.is_the_learner:
        return Decision(True, _("this is about you"))
    return Decision(False, _("only the learner says which is right"))


def ways_to_write(writer: Writer) -> tuple[SaidBy, ...]:
    """In which names somebody may write; the first is the likeliest."""
    return tuple(s for s in SaidBy if may_write(writer, s).allowed)


def state(is_open: bool, known: AnswerFacts | None, today: date) -> State:
    """How ready an answer is. Where the category is not open nothing else is ever said, whether there is one or not."""
    if not is_open:
        return State.NOT_SHARED
    if known is None or known.answer is Answer.LATER:
        return State.NOT_SAID
    if known.answer is Answer.NOT_TO_SAY:
        return State.WITHHELD if known.shows_withheld else State.NOT_SAID
    return State.STALE if known.on + STALE_AFTER < today else State.READY


HEALTH_GROUPS = frozenset({"health", "medication", "mobility", "personal-care", "sensory", "wellbeing"})
MIXED_GROUPS = frozenset({"staff-competencies", "documents"})  # most of what stands in them tells of health
NOT_OF_HEALTH = frozenset(
    {
        "autism-trained-staff",
        "learning-disability-trained-staff",
        "enabling-support-trained-staff",
        "rarpa-trained-staff",
        "specific-learning-difficulties-trained-staff",
        "supported-decisions-trained-staff",
        "staff-training-list",
        "competency-sign-off",
        "person-centred-plan",
        "transition-report",
        "ehc-plan-report",
    }
)


def category_of_need(group: str, need: str) -> Category:
    """In which category a need of the vocabulary is kept, by its group and its slug.

    Whom a college has to train tells what a learner has: in the mixed groups what is not named here is of health.
    """
    if group == "communication" or need == "communication-aid-trained-staff":
        return Category.COMMUNICATION
    is_of_health = group in HEALTH_GROUPS or (group in MIXED_GROUPS and need not in NOT_OF_HEALTH)
    return Category.HEALTH if is_of_health else Category.LEARNING


def categories_of_group(group: str) -> frozenset[Category]:
    """The categories in which needs of a group may be kept."""
    if group in MIXED_GROUPS:
        return frozenset({Category.COMMUNICATION, Category.HEALTH, Category.LEARNING})
    return frozenset({category_of_need(group, "")})
