"""What a learner may ask by right, who answers, and by when. Pure."""

from __future__ import annotations

import calendar
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.utils.functional import _StrPromise

    from wraparound.sharing.policy import Standing
    from wraparound.sharing.policy_looks import Hearer

DECEMBER = 12
WRITER, WRITERS_PLACE, LEAD = 1, 2, 3  # as app.who_answers ranks them


class Kind(StrEnum):
    """What is asked. Stored as the slug."""

    CORRECTION = "correction"  # something about me is wrong
    OBJECTION = "objection"  # something about me should not be used like this

    @property
    def label(self) -> _StrPromise:
        """What those who answer call it."""
        return _KINDS[self]


class Outcome(StrEnum):
    """What was answered. Stored as the slug."""

    CORRECTED = "corrected"
    NOTED = "noted"
    NOT_CORRECTED = "not-corrected"
    UPHELD = "upheld"
    REJECTED = "rejected"

    @property
    def label(self) -> _StrPromise:
        """As those who answer choose it."""
        return _OUTCOMES[self][0]

    @property
    def for_learner(self) -> _StrPromise:
        """As the learner reads it."""
        return _OUTCOMES[self][1]


OF_KIND = {
    Kind.CORRECTION: (Outcome.CORRECTED, Outcome.NOTED, Outcome.NOT_CORRECTED),
    Kind.OBJECTION: (Outcome.UPHELD, Outcome.REJECTED),
}

_KINDS = {Kind.CORRECTION: _("Something is wrong"), Kind.OBJECTION: _("Something should stop")}

_OUTCOMES = {
    Outcome.CORRECTED: (_("It was wrong, and it has been put right"), _("It is put right now.")),
    Outcome.NOTED: (_("It stays, and what the learner says stands beside it"), _("Your words stand beside it.")),
    Outcome.NOT_CORRECTED: (_("It stays as it is"), _("It stays as it is.")),
    Outcome.UPHELD: (_("The learner is right: it stops now"), _("You are right. It stops.")),
    Outcome.REJECTED: (_("It goes on"), _("It goes on.")),
}


def may_claim(standing: Standing) -> Decision:
    """What is the learner's right, the learner asks for."""
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    return Decision(False, _("only the learner can say this"))


def may_answer(*, is_to_them: bool, is_answered: bool, kind: Kind, outcome: Outcome) -> Decision:
    """Whoever was asked, once, with an answer of this kind."""
    if not is_to_them:
        return Decision(False, _("somebody else was asked"))
    if is_answered:
        return Decision(False, _("it has been answered already"))
    if outcome not in OF_KIND[kind]:
        return Decision(False, _("this is no answer to it"))
    return Decision(True, _("you were asked"))


def answerers(known: Sequence[Hearer], kind: Kind) -> list[Hearer]:
    """Who can be asked, the likeliest first: whoever wrote it and their organisation; else who leads, and the rest.

    An objection goes to who leads, since a lead can end what it is about. Where nobody leads, to whom there is.
    """
    nearest: dict[int, Hearer] = {}
    for one in sorted(known, key=_near):
        nearest.setdefault(one.person, one)
    once = list(nearest.values())
    if kind is Kind.OBJECTION:
        return [one for one in known if one.near == LEAD] or once
    return [one for one in once if one.near <= WRITERS_PLACE] or once


def due(today: date) -> date:
    """The last day to answer: the same day of the next month, or its last where there is none."""
    year, month = (today.year + 1, 1) if today.month == DECEMBER else (today.year, today.month + 1)
    return today.replace(year=year, month=month, day=min(today.day, calendar.monthrange(year, month)[1]))


def _near(one: Hearer) -> int:
    return one.near
