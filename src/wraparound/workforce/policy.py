"""How far somebody is with the exercise. Facts in, answer out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COUNTED_FROM = 5  # so many answers make a count; the same number stands in sql/functions_workforce.sql
LONGEST_REMARK = 1000


@dataclass(frozen=True, slots=True)
class Progress:
    """The round that is going on, or the last one where none is; `done` of the stories are answered in it."""

    round: int  # 0: nothing was answered yet
    done: int
    of: int
    next: str | None  # the slug of the first story without an answer in this round

    @property
    def is_over(self) -> bool:
        """Whether every story of the round is answered."""
        return self.round > 0 and self.done == self.of


def progress(times: Mapping[str, int], stories: Sequence[str]) -> Progress:
    """From how often each story was answered."""
    here = [times.get(slug, 0) for slug in stories]
    current = max(here, default=0)
    waiting = [slug for slug, n in zip(stories, here, strict=True) if n < max(current, 1)]
    return Progress(current, len(stories) - len(waiting), len(stories), waiting[0] if waiting else None)


def may_answer(now: Progress, times: int, number: int) -> Decision:
    """Whether a story may be answered for the `number`th time, having been answered so many times.

    Each story once in a round; a new round begins when the last one is over.
    """
    if number != times + 1:
        return Decision(False, _("you have answered this story already"))
    if number > now.round and now.round > 0 and not now.is_over:
        return Decision(False, _("answer the other stories first"))
    return Decision(True, _("it is your turn"))
