"""Who may ask about many learners, and what a run may become. Facts in, decision out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import MemberRole
from wraparound.cohorts.kinds import State
from wraparound.core.decisions import Decision, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.policy import MembershipFacts

PLANS = frozenset({MemberRole.TRANSITION_LEAD, MemberRole.HEAD_OF_INCLUSION, MemberRole.COMMISSIONER})
AT_ONCE = 3  # runs of one person that are not over
ATTEMPTS = 3  # times that a run is taken up
SILENT = timedelta(seconds=60)  # without a sign of life: its worker is gone


class Refused(NotAllowed):
    """An action was not allowed; its text says why."""


def may_ask(mine: Iterable[MembershipFacts]) -> Decision:
    """Those whose work is planning for more than one: leads, heads of inclusion, commissioners.

    About which learners, their plans decide: only those in whose plan the person takes part.
    """
    if any(m.role in PLANS for m in mine):
        return Decision(True, _("planning is part of your work"))
    return Decision(False, _("this is for transition leads, heads of inclusion and commissioners"))


def may_ask_more(not_over: int) -> Decision:
    """The planner works for others too."""
    if not_over >= AT_ONCE:
        return Decision(False, _("three of yours are not finished yet; wait for one or stop it"))
    return Decision(True, _("there is room"))


def may_stop(state: State) -> Decision:
    """What is over stays as it is."""
    if state.is_over:
        return Decision(False, _("it is over already"))
    return Decision(True, _("you asked for it"))


def required(decision: Decision) -> None:
    """Raises Refused, with the reason, where it is a no."""
    if not decision:
        raise Refused(decision.because)


def share(value: int | None, bound: int | None) -> int | None:
    """How much of what is possible at most, in whole percent, rounded down; None where it is not known."""
    if value is None or not bound or bound <= 0:
        return None
    return max(0, min(100, value * 100 // bound))
