"""A plan as its learner sees it: this week, what waits for an answer, what comes next, what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.passport.policy import Voice
from wraparound.plans.kinds import LineKind, LineState
from wraparound.plans.kinds_of_reviews import ReviewState
from wraparound.plans.models import Comment, Day
from wraparound.plans.queries.facts import names
from wraparound.plans.queries.history import versions
from wraparound.plans.queries.plan import plan_page
from wraparound.plans.queries.reviewing import reviews

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line, Outcome, Review, Version
    from wraparound.plans.queries.plan import LineView

A_DAY = 24 * 60
SOON = timedelta(days=120)
TASKS = (LineKind.ACTION, LineKind.REMEDY)  # what others do


@dataclass(frozen=True, slots=True)
class Next:
    """Something that begins or ends soon."""

    view: LineView
    on: date
    begins: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Something said at a line, with what was answered to it."""

    words: str
    who: str
    at: datetime
    asks: bool
    answers: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """Everything of the page. `today`: with a session today; `running`: these weeks; `waiting`: for an answer."""

    outcomes: tuple[Outcome, ...]
    today: tuple[LineView, ...]
    running: tuple[LineView, ...]
    waiting: tuple[LineView, ...]
    next: tuple[Next, ...]
    parts: tuple[LineView, ...]
    over: tuple[LineView, ...]
    to_agree: Version | None
    meetings: tuple[Review, ...]


def own_plan(viewer: Person, learner: Learner) -> OwnPlan:
    """The plan for its learner."""
    page, today = plan_page(viewer, learner), clock.today()
    running = [v for v in page.lines if v.state is LineState.ACCEPTED and _runs(v.line, today)]
    parts = tuple(v for v in page.live if v.kind not in TASKS)
    return OwnPlan(
        outcomes=page.outcomes,
        today=tuple(v for v in running if today.weekday() in _days(v.line)),
        running=tuple(running),
        waiting=tuple(v for v in parts if _waits(v)),
        next=tuple(sorted(_next(parts, today), key=lambda n: n.on)),
        parts=parts,
        over=tuple(v for v in page.over if v.kind not in TASKS),
        to_agree=_to_agree(viewer, learner),
        meetings=tuple(reviews(viewer, learner).filter(state=ReviewState.PLANNED, on__gte=today).order_by("on", "pk")),
    )


def own_part(viewer: Person, learner: Learner, line: Line) -> LineView | None:
    """One part of it."""
    return next((v for v in plan_page(viewer, learner).lines if v.line.pk == line.pk), None)


def said_at(viewer: Person, line: Line) -> list[Told]:
    """What was said and asked at a part, in order, each with its answers."""
    who = names(viewer, line.learner)
    rows = list(Comment.objects.filter(line=line).order_by("at", "pk"))

    def told(row: Comment) -> Told:
        under = tuple(told(r) for r in rows if r.answers_id == row.pk)
        return Told(row.words, who.get(row.written_by_id, ""), row.at, row.asks, under)

    return [told(row) for row in rows if row.answers_id is None]


def went_today(viewer: Person, learner: Learner) -> dict[object, str]:
    """What the learner's voice said of today, as a face, by line."""
    rows = Day.objects.filter(learner=learner, on=clock.today(), said_by__in=("learner", "supporter"))
    return dict(rows.order_by("at").values_list("line_id", "face"))


def _waits(view: LineView) -> bool:
    said = view.reply_of(Voice.LEARNER)
    return said is None or said.is_stale


def _runs(line: Line, day: date) -> bool:
    return line.starts is not None and line.starts <= day and (line.ends is None or line.ends >= day)


def _days(line: Line) -> set[int]:
    return {start // A_DAY for start, _end in line.sessions}


def _next(views: Sequence[LineView], today: date) -> Iterable[Next]:
    for view in views:
        line = view.line
        if line.starts and today < line.starts <= today + SOON:
            yield Next(view, line.starts, begins=True)
        if line.ends and today <= line.ends <= today + SOON:
            yield Next(view, line.ends, begins=False)


def _to_agree(viewer: Person, learner: Learner) -> Version | None:
    """The newest version, if the learner is asked to agree to it and has not."""
    version = versions(viewer, learner).first()
    if version is None or not any(p.voice == Voice.LEARNER for p in version.parties.all()):
        return None
    return None if any(s.voice == Voice.LEARNER for s in version.signatures.all()) else version
