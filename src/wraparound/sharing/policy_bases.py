"""Who records a decision in a learner's best interests, what it takes, and what a law allows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wraparound.core.categories import Category
    from wraparound.sharing.duties import Duty
    from wraparound.sharing.policy import Standing

LONGEST_DECISION = timedelta(days=365)
TOLD_AHEAD = (28, 7)  # days before a decision ends, whoever leads is told


@dataclass(frozen=True, slots=True)
class TookPart:
    """Somebody who took part in a decision: name, what they are to the learner, what they think."""

    name: str
    part: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: which question, what else was looked at, the learner's wishes, why, until which review."""

    what: str
    options: str
    wishes: str
    because: str
    review_on: date


def may_assess(standing: Standing, on: date, today: date) -> Decision:
    """A lead records what was found; never of a day to come."""
    if not standing.is_lead:
        return Decision(False, _("you do not lead for this learner"))
    if on > today:
        return Decision(False, _("this day is still to come"))
    return Decision(True, _("you lead for this learner"))


def may_decide(
    standing: Standing, decided: Decided, took_part: Sequence[TookPart], today: date, *, can_decide: bool
) -> Decision:
    """A lead records a decision for a learner who cannot decide this; with others, with a review in a year at most.

    `can_decide`: what the assessment of this very decision says.
    """
    if not standing.is_lead:
        return Decision(False, _("you do not lead for this learner"))
    if can_decide:
        return Decision(False, _("the learner can decide this: ask them"))
    if not (decided.what.strip() and decided.options.strip() and decided.wishes.strip() and decided.because.strip()):
        return Decision(False, _("a decision says what else was looked at, what the learner wishes, and why"))
    if not [one for one in took_part if one.name.strip() and one.part.strip()]:
        return Decision(False, _("nobody decides alone: say who took part"))
    if not today < decided.review_on <= today + LONGEST_DECISION:
        return Decision(False, _("the review is in a year at the latest"))
    return Decision(True, _("you lead for this learner"))


def may_go_round(stopped: Collection[Category], categories: Collection[Category]) -> Decision:
    """What the learner `stopped` of late for the lead's own organisation, the lead does not open to it again."""
    if set(stopped) & set(categories):
        return Decision(False, _("the learner stopped some of it for your organisation: somebody else has to decide"))
    return Decision(True, _("the learner has stopped nothing of it"))


def may_rely(duty: Duty, kind: str, why: str) -> Decision:
    """Only the kinds of organisation that have a duty may rely on it; what for is said in words."""
    if kind not in duty.kinds:
        return Decision(False, _("this law is not one of this organisation's"))
    if not why.strip():
        return Decision(False, _("say what it is needed for"))
    return Decision(True, _("this organisation has this duty"))
