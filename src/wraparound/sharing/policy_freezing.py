"""Who may stop everything of a learner for somebody, and who lifts it. Facts in, decision out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from wraparound.sharing.policy import Standing


@dataclass(frozen=True, slots=True)
class Freezing:
    """Everything is to stop for a person or an organisation."""

    is_the_learner: bool = False  # it would stop for the learner themself
    is_me: bool = False  # or for whoever asks, or for an organisation of theirs
    is_known: bool = True  # around the learner, or something was shared with them
    leaves_nobody_leading: bool = False
    is_frozen: bool = False


def may_freeze(standing: Standing, one: Freezing, because: str) -> Decision:
    """The learner, with or without a reason; who leads, with one."""
    if not (standing.is_the_learner or standing.is_lead):
        return Decision(False, _("you do not lead for this learner"))
    if one.is_the_learner or not one.is_known:
        return Decision(False, _("they are not around this learner"))
    if one.is_me and not standing.is_the_learner:
        return Decision(False, _("it would stop for you: somebody else who leads has to do it"))
    if one.is_frozen:
        return Decision(False, _("everything has stopped for them already"))
    if one.leaves_nobody_leading:
        return Decision(False, _("nobody else leads: say what seems wrong instead, and somebody looks at it"))
    if not standing.is_the_learner and not because.strip():
        return Decision(False, _("say why"))
    return Decision(True, _("nothing reaches them any more"))


def may_lift(standing: Standing, *, by_learner: bool, is_lifted: bool) -> Decision:
    """What the learner stopped, the learner opens again."""
    if is_lifted:
        return Decision(False, _("it is open again already"))
    if not by_learner or not standing.is_the_learner:
        return Decision(False, _("only who stopped it can open it again"))
    return Decision(True, _("this is about you"))


def may_ask_to_lift(standing: Standing, *, by_learner: bool, asked: bool, because: str) -> Decision:
    """Who leads asks, with a reason; of what the learner stopped, nobody does."""
    if not standing.is_lead:
        return Decision(False, _("you do not lead for this learner"))
    if by_learner:
        return Decision(False, _("the learner stopped it: only they can open it again"))
    if asked:
        return Decision(False, _("somebody has asked already: it needs a second person"))
    if not because.strip():
        return Decision(False, _("say why"))
    return Decision(True, _("you lead for this learner"))
