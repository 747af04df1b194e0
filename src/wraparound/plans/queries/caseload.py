"""My caseload: the learners whose plan is open to the viewer, and what of each needs the viewer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from wraparound.core import clock
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.learners import queries as learners
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.kinds import Answer, LineState
from wraparound.plans.kinds_of_lists import Due, PlanState
from wraparound.plans.models import Change, Comment, Flag, Line, LineNeed, Reply, Suggestion
from wraparound.plans.queries.how_far import HowFar, how_far, reviews_planned
from wraparound.plans.queries.plan import WHAT_IT_IS, ReplyView, _skills_had, _to_check
from wraparound.plans.troubles import troubles
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

PLAN = Category.PLAN.number
NOT_LISTED = ("details", "because", "source_words", "place")


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A learner in the list. Counts are of what waits for the viewer or their organisations in the circle.

    `waits_for`: who has not signed yet, by name. `review`: the day of the next one that is planned and not held.
    """

    learner: Learner
    name: str
    lines: int
    questions: int
    to_accept: int
    suggestions: int
    to_sign: int
    troubles: int
    next_start: date | None
    state: PlanState = PlanState.NOTHING
    waits_for: tuple[str, ...] = ()
    review: date | None = None
    review_due: Due = Due.NONE
    flags: int = 0

    @property
    def far(self) -> int:
        """How far the plan is, as a number to sort by."""
        return list(PlanState).index(self.state)

    @property
    def flagged(self) -> str:
        """Whether somebody should look at something: yes or no."""
        return "yes" if self.flags else "no"

    @property
    def needs_me(self) -> int:
        """How much waits for the viewer."""
        return self.questions + self.to_accept + self.suggestions + self.to_sign

    @property
    def waits(self) -> str:
        """Whether anything does: yes or no."""
        return "yes" if self.needs_me else "no"

    @property
    def troubled(self) -> str:
        """Whether something in the plan is not right yet: yes or no."""
        return "yes" if self.troubles else "no"


def with_a_plan(viewer: Person) -> list[Learner]:
    """The viewer's learners whose plan is open to them, by name."""
    keys = sharing.keys(viewer)
    return [one for one in learners.my_learners(viewer) if one.pk * CATEGORIES_PER_LEARNER + PLAN in keys]


def composed_with(viewer: Person) -> list[Learner]:
    """Those of them in whose circle the viewer has a place, so that they take part in composing."""
    return [one for one in with_a_plan(viewer) if one.mine]  # type: ignore[attr-defined]  # see learners.my_learners


def caseload(viewer: Person) -> list[CaseloadRow]:
    """The viewer's learners whose plan is open to them, by name, in a fixed number of queries.

    The queries name no learners: the database gives what is open to the viewer, and for a head of inclusion with 400
    learners their keys in each query cost more than all the rest.
    """
    mine = with_a_plan(viewer)
    lines: dict[int, list[Line]] = defaultdict(list)
    found = Line.objects.filter(ended__isnull=True).select_related("offering__service").defer(*NOT_LISTED)
    for line in found.order_by("starts", "pk"):
        lines[line.learner_id].append(line)
    live = {key for key, rows in lines.items() if any(LineState(row.state).is_live for row in rows)}
    facts = _Facts(viewer, how_far(viewer, mine, live))
    return [_row(one, lines[one.pk], facts) for one in mine]


class _Facts:
    """What there is around the lines that are open to the viewer, each kind in one query."""

    def __init__(self, viewer: Person, far: dict[int, HowFar]) -> None:
        asked = Comment.objects.filter(asks=True, task__isnull=True, answered_by__isnull=True)
        waiting = Suggestion.objects.filter(taken__isnull=True)
        self.questions = Counter(asked.values_list("line_id", flat=True))
        self.suggestions = Counter(waiting.values_list("line_id", flat=True))
        self.needs: dict[UUID, list[tuple[LineNeed, str]]] = defaultdict(list)
        for need in LineNeed.objects.filter(ended__isnull=True):
            self.needs[need.line_id].append((need, ""))
        replies = Reply.objects.filter(voice=Voice.LEARNER)
        log = Change.objects.filter(row__in=replies.values("line_id"), of="line", field__in=WHAT_IT_IS).order_by()
        changed = dict(log.values_list("row").annotate(last=Max("order")))
        self.says: dict[UUID, tuple[ReplyView, ...]] = {}
        for reply in replies.order_by("at", "pk"):
            said = _said(reply, changed.get(reply.line_id, 0))
            self.says[reply.line_id] = () if said.answer is Answer.NOTHING else (said,)
        self.far = far
        self.reviews = reviews_planned(viewer)
        opened = Flag.objects.filter(ended__isnull=True)
        self.flags = Counter(opened.values_list("learner_id", flat=True))


def _said(row: Reply, changed: int) -> ReplyView:
    answer, by = Answer(row.answer), SaidBy(row.said_by)
    return ReplyView(Voice.LEARNER, answer, row.words, by, "", "", row.at, row.seen < changed)


def _row(one: Any, lines: list[Line], facts: _Facts) -> CaseloadRow:
    ours = {place.organisation_id for place in one.mine if place.organisation_id}
    kept = [line for line in lines if line.organisation_id in ours]
    had = _skills_had(lines)
    wrong = troubles(_to_check(line, facts.needs[line.pk], facts.says.get(line.pk, ()), had) for line in lines)
    today = clock.today()
    live = [line for line in lines if LineState(line.state).is_live]
    far, review = facts.far[one.pk], facts.reviews.get(one.pk)
    return CaseloadRow(
        learner=one,
        name=one.name,
        lines=len(live),
        questions=sum(facts.questions[line.pk] for line in kept),
        to_accept=sum(line.state == LineState.PROPOSED for line in kept),
        suggestions=sum(facts.suggestions[line.pk] for line in kept),
        to_sign=len(far.unsigned & ours),
        troubles=sum(map(len, wrong.values())),
        next_start=min((line.starts for line in live if line.starts and line.starts >= today), default=None),
        state=far.state,
        waits_for=far.waits_for,
        review=review,
        review_due=Due.of(review, today),
        flags=facts.flags[one.pk],
    )
