"""What an organisation says that is wished to share with another, and who may wish, answer and settle. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from wraparound.sharing.policy import Standing


class Kind(StrEnum):
    """What an organisation says to a wish. Stored as the slug; all but the first are refusals."""

    SHARED = "shared"
    LAW = "law"
    LEARNER_SAID_NO = "learner-said-no"
    NOT_OURS = "not-ours"
    OUR_POLICY = "our-policy"
    MORE_TIME = "more-time"
    OTHER = "other"

    @property
    def label(self) -> _StrPromise:
        """What whoever answers chooses."""
        return _KINDS[self][0]

    @property
    def easy(self) -> _StrPromise:
        """What the learner reads."""
        return _KINDS[self][1]


_KINDS = {
    Kind.SHARED: (_("We have shared it"), _("They say: we have shared it.")),
    Kind.LAW: (_("A law forbids it (say which)"), _("They say: a law does not let us.")),
    Kind.LEARNER_SAID_NO: (_("The learner said no"), _("They say: you said no.")),
    Kind.NOT_OURS: (_("It is not ours to give"), _("They say: it is not ours to give.")),
    Kind.OUR_POLICY: (_("Our policy says so (say which clause)"), _("They say: our rules do not let us.")),
    Kind.MORE_TIME: (_("We need more time (say until when)"), _("They say: we need more time.")),
    Kind.OTHER: (_("Something else"), _("They say why in their own words.")),
}


def may_wish(standing: Standing, *, receives: bool, what: str) -> Decision:
    """The learner, whoever leads, or the organisation that would receive; for something that is named."""
    if not what.strip():
        return Decision(False, _("say what should be shared"))
    if standing.is_the_learner or standing.is_lead:
        return Decision(True, _("this is about you") if standing.is_the_learner else _("you lead for this learner"))
    if receives:
        return Decision(True, _("your organisation would receive it"))
    return Decision(False, _("you can only ask for your own organisation"))


def may_answer(*, is_theirs: bool, answered: bool, words: str) -> Decision:
    """Somebody of the organisation that is asked, once, with why in words: no refusal stands without one."""
    if not is_theirs:
        return Decision(False, _("another organisation is asked"))
    if answered:
        return Decision(False, _("it has been answered already"))
    if not words.strip():
        return Decision(False, _("say why in words"))
    return Decision(True, _("your organisation is asked"))


def may_settle(standing: Standing, *, settled: bool, how: str, is_theirs: bool = False) -> Decision:
    """The learner or whoever leads says how it came to its end, but nobody of the organisation that was asked
    (`is_theirs`); until then a refusal is listed.
    """
    if not (standing.is_the_learner or standing.is_lead):
        return Decision(False, _("only the learner or a lead can say that it is settled"))
    if is_theirs and not standing.is_the_learner:
        return Decision(False, _("your own organisation was asked: the learner or another lead says so"))
    if settled:
        return Decision(False, _("it is settled already"))
    if not how.strip():
        return Decision(False, _("say how it was settled"))
    return Decision(True, _("it is yours to say"))
