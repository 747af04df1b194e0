"""What a review should talk about, made from the plan as it stands. Pure: data, the words are the pages'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.plans.kinds import OutcomeState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from django.utils.functional import Promise

    from wraparound.plans.models import Flag
    from wraparound.plans.queries.plan import PlanPage

SOON = timedelta(days=120)
TOPMOST = ("learner-no", "learner-not-yet", "changed-since")  # what the learner said comes before everything else


class About(StrEnum):
    """Why something is on the agenda."""

    LEARNER_SAID = "learner-said"
    FLAG = "flag"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    TROUBLE = "trouble"
    ENDS_SOON = "ends-soon"
    NO_NEWS = "no-news"
    PROGRESS = "progress"

    @property
    def label(self) -> str | Promise:
        """What people read."""
        return _ABOUT[self]


_ABOUT = {
    About.LEARNER_SAID: _("What the learner said"),
    About.FLAG: _("Somebody should look at this"),
    About.QUESTION: _("A question is open"),
    About.SUGGESTION: _("A change was suggested"),
    About.TROUBLE: _("Something is not settled"),
    About.ENDS_SOON: _("It ends soon: what comes next?"),
    About.NO_NEWS: _("Nobody noted progress since the last review"),
    About.PROGRESS: _("Progress towards this"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the agenda. `row` is a line, an outcome or a flag; `slugs` are of troubles."""

    about: About
    title: str
    row: UUID
    slugs: tuple[str, ...] = ()


def agenda(plan: PlanPage, flags: Sequence[Flag], with_news: Collection[UUID], on: date) -> list[Item]:
    """The points for a review on a day: what the learner said first, then outcomes, then what is open.

    `with_news`: the outcomes for which progress was noted since the last review.
    """
    items = [Item(About.FLAG, f.words or (f.line.title if f.line else ""), f.pk) for f in flags]
    for view in plan.live:
        line = view.line
        said = tuple(s for s in view.troubles if s in TOPMOST)
        rest = tuple(s for s in view.troubles if s not in TOPMOST)
        wanted = {
            About.LEARNER_SAID: bool(said),
            About.QUESTION: bool(view.questions),
            About.SUGGESTION: bool(view.suggestions),
            About.TROUBLE: bool(rest),
            About.ENDS_SOON: line.ends is not None and on <= line.ends <= on + SOON,
        }
        slugs = {About.LEARNER_SAID: said, About.TROUBLE: rest}
        items.extend(Item(why, line.title, line.pk, slugs.get(why, ())) for why, holds in wanted.items() if holds)
    for outcome in plan.outcomes:
        if outcome.state == OutcomeState.WORKING:
            why = About.PROGRESS if outcome.pk in with_news else About.NO_NEWS
            items.append(Item(why, outcome.words, outcome.pk))
    order = [About.LEARNER_SAID, About.PROGRESS, About.NO_NEWS, About.FLAG, About.QUESTION, About.SUGGESTION]
    order += [About.TROUBLE, About.ENDS_SOON]
    return sorted(items, key=lambda item: order.index(item.about))
