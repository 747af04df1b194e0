"""Who may ask for everything about a learner, and how long the file is kept. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from wraparound.sharing.policy import Standing

KEPT = timedelta(days=7)  # unless it is fetched
KEPT_AFTER_FETCHING = timedelta(hours=1)  # so that a download that broke off can be done again
ATTEMPTS = 3  # times that a worker takes it up


class State(StrEnum):
    """How far it is. Stored as the slug."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether no worker has to do anything any more."""
        return self not in (State.WAITING, State.RUNNING)


def may_ask(standing: Standing, *, acts_for_learner: bool = False, under_way: bool = False) -> Decision:
    """The learner asks for everything about themselves; somebody else only where they act for the learner by right."""
    if not standing.is_the_learner and not acts_for_learner:
        return Decision(False, _("only the learner can ask for this"))
    if under_way:
        return Decision(False, _("it is being made already"))
    return Decision(True, _("this is about you"))
