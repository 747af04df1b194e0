"""What an organisation may ask of a learner, and who may answer. Facts in, decision out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.core.decisions import Decision
from wraparound.sharing.policy import Basis

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from django.utils.functional import _StrPromise

    from wraparound.sharing.policy import Standing, Support

TERM = timedelta(days=91)  # what is proposed: thirteen weeks
LONGEST = timedelta(days=366)
WAITS = timedelta(days=60)  # so long a request waits for an answer
MONTH, MOST_IN_A_MONTH = timedelta(days=30), 4  # requests of one organisation to one learner: no is not worn down
RESPECTED = timedelta(days=90)  # so long after a no the same is not asked again on consent
BASES = (Basis.CONSENT, Basis.BEST_INTERESTS, Basis.STATUTORY_DUTY)  # to keep somebody safe, nobody waits for an answer


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    TAKEN_BACK = "taken-back"
    OVER = "over"  # nobody answered in time, or the time that was asked for has passed

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _STATES[self]


_STATES = {
    State.WAITING: _("Waits for an answer"),
    State.ANSWERED: _("Answered"),
    State.TAKEN_BACK: _("Taken back"),
    State.OVER: _("Out of time"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What an organisation knows of a learner, what it has asked, and from which day it may ask again after a no."""

    open: frozenset[Category] = frozenset()  # to its team, whoever asks among them
    waiting: frozenset[Category] = frozenset()
    refused: Mapping[Category, date] = field(default_factory=dict)
    knows: bool = False  # who the learner is
    lately: int = 0  # how often it has asked in the last month, whatever became of it


def state(*, made: datetime, until: datetime, answered: bool, taken_back: bool, now: datetime) -> State:
    """Where a request stands at a moment."""
    if taken_back:
        return State.TAKEN_BACK
    if answered:
        return State.ANSWERED
    return State.OVER if now >= min(until, made + WAITS) else State.WAITING


def may_ask(asking: Asking, categories: Collection[Category], basis: Basis, why: str, lasts: timedelta) -> Decision:
    """Whoever knows the learner asks for what is not open, does not wait and, on consent, was not refused of late."""
    wanted = frozenset(categories)
    if not asking.knows:
        return Decision(False, _("your organisation does not know this learner"))
    if not wanted:
        return Decision(False, _("a request is for something"))
    if wanted & asking.open:
        return Decision(False, _("some of it is shared with your organisation already"))
    if wanted & asking.waiting:
        return Decision(False, _("your organisation has asked for some of it, and waits for the answer"))
    if asking.lately >= MOST_IN_A_MONTH:
        return Decision(False, _("your organisation has asked this learner four times in a month: that is enough"))
    if basis not in BASES:
        return Decision(False, _("what keeps somebody safe is not asked for, but decided at once"))
    if basis is Basis.CONSENT and wanted & asking.refused.keys():
        return Decision(False, _("the learner said no to some of it not long ago"))
    if not why.strip():
        return Decision(False, _("say why you need this much"))
    if not timedelta(0) < lasts <= LONGEST:
        return Decision(False, _("a request is for time to come, and for a year at the most"))
    return Decision(True, _("your organisation knows this learner"))


def may_answer(
    standing: Standing,
    at: State,
    *,
    asks: bool,
    support: Support | None,
    categories: Collection[Category] | None = None,
    basis: Basis = Basis.CONSENT,
) -> Decision:
    """The learner; a proxy, of what rests on a yes and is wholly theirs to decide (`categories`); or a lead.

    A lead types what the learner said with support. Neither answers where their own organisation asks.
    """
    if at is not State.WAITING:
        return Decision(False, _NOT_WAITING[at])
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    if decides(standing, categories, basis):
        no = _("your own organisation asks: somebody else has to type the answer")
        return Decision(False, no) if asks else Decision(True, _("you decide about this for the learner"))
    if not standing.is_lead:
        return Decision(False, _("only the learner can say this"))
    if asks:
        return Decision(False, _("your own organisation asks: somebody else has to type the answer"))
    if support is None or not support.how or not (support.person or support.name.strip()):
        return Decision(False, _("it has to be said who helped the learner, and how"))
    return Decision(True, _("you lead for this learner"))


def decides(standing: Standing, categories: Collection[Category] | None, basis: Basis) -> bool:
    """Whether a request is wholly a proxy's to answer: it rests on a yes, and is within their say."""
    wanted = frozenset(categories or ())
    is_theirs = bool(wanted) and wanted <= standing.decides | {Category.IDENTITY}
    return bool(standing.decides) and is_theirs and basis is Basis.CONSENT


def may_take_back(at: State, *, asks: bool) -> Decision:
    """The organisation that asks, while nobody has answered."""
    if not asks:
        return Decision(False, _("only whoever asks can take it back"))
    if at is not State.WAITING:
        return Decision(False, _NOT_WAITING[at])
    return Decision(True, _("your organisation asks"))


_NOT_WAITING = {
    State.ANSWERED: _("it has been answered already"),
    State.TAKEN_BACK: _("it was taken back"),
    State.OVER: _("its time is over"),
}
