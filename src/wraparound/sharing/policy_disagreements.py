"""Disagreements: about what, who hears them until when, which steps there are and who takes them. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision
from wraparound.sharing.policy_looks import Hearer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.utils.functional import _StrPromise

HEARD_WITHIN = 15  # working days
NEAR_ENOUGH, FEW = 2, 2  # leads and who minds their organisation, where there are so many of them


class About(StrEnum):
    """What a disagreement is about. Stored as the slug."""

    PLAN = "plan"
    SHARING = "sharing"
    SUPPORT = "support"
    OTHER = "other"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _ABOUT[self]


class Step(StrEnum):
    """One thing that happens in a disagreement. Stored as the slug."""

    SAID = "said"
    HEARD = "heard"
    TRIED = "tried"
    OFFERED = "offered"
    NOT_AGREED = "not-agreed"
    AGREED = "agreed"
    MEDIATION = "mediation"
    TRIBUNAL = "tribunal"

    @property
    def label(self) -> _StrPromise:
        """What whoever notes it chooses."""
        return _STEPS[self]


_ABOUT = {
    About.PLAN: _("The plan"),
    About.SHARING: _("Who sees what"),
    About.SUPPORT: _("The support"),
    About.OTHER: _("Something else"),
}
_STEPS = {
    Step.SAID: _("My side"),
    Step.HEARD: _("We met and listened"),
    Step.TRIED: _("We tried something"),
    Step.OFFERED: _("Somebody offered something"),
    Step.NOT_AGREED: _("We do not agree yet"),
    Step.AGREED: _("We agree now"),
    Step.MEDIATION: _("It goes on to mediation"),
    Step.TRIBUNAL: _("It goes on to the tribunal"),
}
CLOSES = frozenset({Step.AGREED, Step.MEDIATION, Step.TRIBUNAL})
WENT_ON = CLOSES - {Step.AGREED}


def hearers(known: Sequence[Hearer], with_whom: Collection[int]) -> list[Hearer]:
    """Who can hear it, the nearest first: nobody with whom somebody disagrees. Few, where the nearest are enough."""
    found = sorted((one for one in known if one.person not in with_whom), key=lambda one: (one.near, one.name))
    near = [one for one in found if one.near <= NEAR_ENOUGH]
    return near if len(near) >= FEW else found


def may_raise(*, knows: bool, words: str, hears: int, raises: int, with_whom: Collection[int]) -> Decision:
    """Whoever knows the learner; heard by somebody else, with whom nobody disagrees."""
    if not knows:
        return Decision(False, _("you do not know this learner"))
    if not words.strip():
        return Decision(False, _("say what you do not agree with"))
    if hears == raises or hears in with_whom:
        return Decision(False, _("somebody else has to hear it"))
    return Decision(True, _("you know this learner"))


def steps_for(*, raised: bool, hears: bool, is_side: bool, closed: bool) -> tuple[Step, ...]:
    """The steps that somebody may note. Only who raised it says that they agree, or that it goes on: nobody closes it
    over their head.
    """
    if closed or not (raised or hears or is_side):
        return ()
    found = [Step.HEARD, Step.TRIED, Step.OFFERED, Step.NOT_AGREED]
    if raised or is_side:
        found.insert(0, Step.SAID)
    return (*found, *([Step.AGREED, Step.MEDIATION, Step.TRIBUNAL] if raised else []))
