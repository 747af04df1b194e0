"""Who may do what in a plan, and what follows from what was said. Facts in, decision out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import MemberRole
from wraparound.core.categories import Category
from wraparound.core.decisions import Decision, NotAllowed
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.kinds import Answer, LineKind, LineState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wraparound.accounts.policy import MembershipFacts


class Refused(NotAllowed):
    """An action was not allowed; its text says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a learner, and which of the learner's categories are open to them."""

    is_the_learner: bool = False
    is_family: bool = False  # or an advocate
    organisations: frozenset[int] = frozenset()  # for which they have a place in the circle
    speaks_for: frozenset[SaidBy] = frozenset()  # in whose name the passport lets them write
    is_lead: bool = False  # of the circle
    open: frozenset[Category] = frozenset()

    @property
    def is_in_the_circle(self) -> bool:
        """The learner is at the centre of it."""
        return self.is_the_learner or self.is_family or bool(self.organisations)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What of a line decides who may do what."""

    category: Category
    organisation: int | None
    state: LineState


def required(decision: Decision) -> None:
    """Raises Refused, with the reason, where it is a no."""
    if not decision:
        raise Refused(decision.because)


def category_of(kind: LineKind) -> Category:
    """The category in which a line is kept: what somebody does at work can be shared by itself."""
    return Category.PLACEMENTS if kind is LineKind.PLACEMENT else Category.PLAN


def may_write(standing: Standing, category: Category) -> Decision:
    """Outcomes, lines, comments: everybody in the circle to whom the category is open."""
    if category not in standing.open:
        return Decision(False, _("it is not shared with you"))
    if not standing.is_in_the_circle:
        return Decision(False, _("you have no place in the learner's circle"))
    return Decision(True, _("you are in the circle"))


KEEP_PATHWAYS = frozenset(
    {MemberRole.TRANSITION_LEAD, MemberRole.HEAD_OF_INCLUSION, MemberRole.COMMISSIONER, MemberRole.FACILITATOR}
)


def may_keep_pathways(mine: Iterable[MembershipFacts], organisation: int) -> Decision:
    """Writing the pathways of an organisation: who builds plans there, or answers for what it offers."""
    if any(m.organisation == organisation and m.role in KEEP_PATHWAYS for m in mine):
        return Decision(True, _("you plan with learners there"))
    return Decision(False, _("transition leads, heads of inclusion, commissioners and facilitators write pathways"))


def may_change(standing: Standing, line: LineFacts) -> Decision:
    """Whose line it is changes it; a line that is nobody's yet, everybody in the circle. Others suggest a change."""
    written = may_write(standing, line.category)
    if not written:
        return written
    if line.organisation is None or line.organisation in standing.organisations:
        return Decision(True, _("it is a line of yours"))
    return Decision(False, _("another organisation keeps this line; you can suggest the change to them"))


def may_decide(standing: Standing, line: LineFacts) -> Decision:
    """Accepting, declining, ending: whose line it is. A line that is nobody's, everybody in the circle."""
    if line.organisation is None:
        return may_write(standing, line.category)
    if line.category in standing.open and line.organisation in standing.organisations:
        return Decision(True, _("it is a line of yours"))
    return Decision(False, _("only the organisation that keeps this line decides on it"))


def may_move(state: LineState, to: LineState, has_organisation: bool) -> Decision:
    """Which state follows on which."""
    if to is state:
        return Decision(True, _("it is so already"))
    if to is LineState.ACCEPTED and not has_organisation:
        return Decision(False, _("an organisation has to take the line first"))
    if to in MOVES[state]:
        return Decision(True, _("it can be"))
    return Decision(False, _("it is too late for that"))


MOVES = {
    LineState.PROPOSED: {LineState.ACCEPTED, LineState.DECLINED, LineState.STOPPED},
    LineState.ACCEPTED: {LineState.DONE, LineState.STOPPED, LineState.PROPOSED},
    LineState.DECLINED: {LineState.PROPOSED},
    LineState.DONE: {LineState.ACCEPTED},
    LineState.STOPPED: {LineState.PROPOSED},
}


def may_speak(standing: Standing, said_by: SaidBy, category: Category, organisation: int | None = None) -> Decision:
    """To reply or to sign: in one's own voice, or typing for the learner, recorded as such."""
    if category not in standing.open:
        return Decision(False, _("it is not shared with you"))
    if said_by not in standing.speaks_for:
        return Decision(False, _("this is not for you to say"))
    if said_by is SaidBy.ORGANISATION and organisation not in standing.organisations:
        return Decision(False, _("you have no place in the circle for this organisation"))
    return Decision(True, _("it is your voice"))


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """A reply; `is_stale` where the line changed since."""

    voice: Voice
    answer: Answer
    is_stale: bool = False


def is_agreed(state: LineState, replies: Collection[ReplyFacts]) -> bool:
    """Its organisation accepted it and the learner said yes to it as it stands now."""
    learner = [r for r in replies if r.voice is Voice.LEARNER]
    return state in (LineState.ACCEPTED, LineState.DONE) and any(
        r.answer is Answer.YES and not r.is_stale for r in learner
    )
