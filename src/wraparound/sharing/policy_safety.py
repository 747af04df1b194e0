"""Opening something to keep somebody safe: when, who is the second person, when the learner is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision
from wraparound.sharing.policy import LONGEST_FOR_SAFETY, LONGEST_KEPT_BACK

if TYPE_CHECKING:
    from wraparound.sharing.policy import Standing

AGAIN = timedelta(days=28)  # so long after it was opened, opening it once more is a renewal


@dataclass(frozen=True, slots=True)
class LastTime:
    """The last time something was opened to the same organisation; `upheld` is None where nobody reviewed it."""

    since: datetime
    upheld: bool | None


def may_open(
    standing: Standing, because: str, lasts: timedelta, told_in: timedelta | None, told_because: str,
    last: LastTime | None, now: datetime,
) -> Decision:  # fmt: skip
    """A lead, with a reason, for 24 hours at the most; again only after a second person upheld the last time.

    `told_in`: after how long the learner is told; None: at once. It needs a reason of its own, and is 28 days at most.
    """
    if not standing.is_lead:
        return Decision(False, _("you do not lead for this learner"))
    if not because.strip():
        return Decision(False, _("say why it is needed now"))
    if not timedelta(0) < lasts <= LONGEST_FOR_SAFETY:
        return Decision(False, _("it is open for 24 hours at the most"))
    if told_in is not None and not told_because.strip():
        return Decision(False, _("say why it is not safe to tell the learner now"))
    if told_in is not None and not timedelta(0) < told_in <= LONGEST_KEPT_BACK:
        return Decision(False, _("the learner is told within 28 days"))
    if last is not None and now - last.since < AGAIN and last.upheld is not True:
        return Decision(False, _("a second person has to look at the last time first, and say that it was right"))
    return Decision(True, _("you lead for this learner"))


def may_review(*, is_second: bool, gave_it: bool, reviewed: bool, words: str) -> Decision:
    """A lead or a safeguarding lead, and never who gave it; once, in words."""
    if gave_it:
        return Decision(False, _("nobody reviews what they gave themselves"))
    if not is_second:
        return Decision(False, _("this is for the second person"))
    if reviewed:
        return Decision(False, _("it has been reviewed already"))
    if not words.strip():
        return Decision(False, _("say why"))
    return Decision(True, _("you are the second person"))


def is_missed(since: datetime, reviewed: datetime | None, now: datetime) -> bool:
    """Whether no second person looked in the 24 hours."""
    return reviewed is None and now >= since + LONGEST_FOR_SAFETY
