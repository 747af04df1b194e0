"""One line with all that belongs to it, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.plans.models import Line, LineNeed, Outcome, Reply
from wraparound.plans.queries import talk
from wraparound.plans.queries.facts import names
from wraparound.plans.queries.history import log_of, steps
from wraparound.plans.queries.plan import WHAT_IT_IS, Facts, LineView, by_line, newest_replies
from wraparound.plans.queries.words import words

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Comment
    from wraparound.plans.queries.history import Step
    from wraparound.plans.queries.talk import CommentView, SuggestionView
    from wraparound.plans.wording import Names


@dataclass(frozen=True, slots=True)
class LinePage:
    """A line as its page shows it. `upto`: the order of the last change to the line itself."""

    view: LineView
    names: Names
    comments: list[CommentView]
    suggestions: list[SuggestionView]
    history: list[Step]
    upto: int


def line_page(viewer: Person, learner: Learner, key: UUID) -> LinePage | None:
    """One line that was not taken out; None where there is none or it is not open. In a fixed number of queries."""
    every = list(Line.objects.filter(learner=learner).select_related("organisation", "site", "offering__service"))
    for one in every:
        one.learner = learner
    rows = sorted((r for r in every if r.ended is None), key=lambda r: (r.starts is None, r.starts, r.made, r.pk))
    row = next((r for r in rows if r.pk == key), None)
    if row is None:
        return None
    wanted = list(Outcome.objects.filter(learner=learner).order_by("made", "pk"))
    people, log = names(viewer, learner), log_of(viewer, learner, key)
    titles = {str(o.pk): o.words for o in wanted} | {str(r.pk): r.title for r in every}
    known = words(viewer, learner, [(c.field, c.value) for c in log], people=people, rows=titles)
    said = list(talk.comments_of(viewer, key))
    comments, suggestions = talk.told(viewer, said, people), talk.suggestions(viewer, row, people)
    needs = LineNeed.objects.filter(learner=learner, line=key, ended__isnull=True).order_by("made", "pk")
    facts = Facts(
        lines=rows,
        outcomes=[o for o in wanted if o.ended is None],
        people=people,
        needs=by_line(viewer, needs, known.words),
        replies=newest_replies(viewer, Reply.objects.filter(learner=learner, line=key)),
        changed={key: max((c.order for c in log if c.row == key and c.field in WHAT_IT_IS), default=0)},
        questions={key: len(_open(said))},
        suggestions={key: sum(one.taken is None for one in suggestions)},
    )
    upto = max((c.order for c in log if c.row == key), default=0)
    return LinePage(facts.view(row), known, comments, suggestions, steps(viewer, log, people), upto)


def _open(said: list[Comment]) -> list[Comment]:
    """The questions that nobody answered or made a task of."""
    answered = {row.answers_id for row in said}
    return [row for row in said if row.asks and row.task_id is None and row.pk not in answered]
