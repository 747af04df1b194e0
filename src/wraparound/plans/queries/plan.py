"""The plan as it stands, for a page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.kinds import Answer, LineKind, LineState
from wraparound.plans.models import Change, Comment, Line, LineNeed, Outcome, Reply, Suggestion
from wraparound.plans.policy import ReplyFacts, is_agreed
from wraparound.plans.queries.facts import names
from wraparound.plans.troubles import LineToCheck, troubles
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The newest reply of a voice. `is_stale`: the line changed after it."""

    voice: Voice
    answer: Answer
    words: str
    said_by: SaidBy
    who: str
    organisation: str
    at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as a page shows it. `troubles`: slugs, with words in `troubles.WORDS`."""

    line: Line
    kind: LineKind
    state: LineState
    organisation: str
    site: str
    lead: str
    deputy: str
    outcomes: tuple[Outcome, ...]
    after: tuple[Line, ...]
    needs: tuple[tuple[LineNeed, str], ...]
    replies: tuple[ReplyView, ...]
    questions: int  # open ones
    suggestions: int  # that wait
    is_agreed: bool
    troubles: tuple[str, ...]

    def reply_of(self, voice: Voice | str) -> ReplyView | None:
        """The newest reply of a voice."""
        return next((r for r in self.replies if r.voice == voice), None)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All of a plan that is open to the viewer, in order of time."""

    outcomes: tuple[Outcome, ...]
    lines: tuple[LineView, ...]

    @property
    def live(self) -> tuple[LineView, ...]:
        """The lines that still count."""
        return tuple(v for v in self.lines if v.state.is_live)

    @property
    def over(self) -> tuple[LineView, ...]:
        """The lines that are done, stopped or were not possible."""
        return tuple(v for v in self.lines if not v.state.is_live)


def outcomes(viewer: Person, learner: Learner) -> QuerySet[Outcome]:
    """What the learner wants, in the order in which it was said."""
    return Outcome.objects.filter(learner=learner, ended__isnull=True).order_by("made", "pk")


def outcome(viewer: Person, learner: Learner, key: UUID) -> Outcome | None:
    """One outcome; None where there is none or it is not open."""
    return Outcome.objects.select_related("learner").filter(learner=learner, pk=key).first()


def lines(viewer: Person, learner: Learner) -> QuerySet[Line]:
    """The lines of a plan by their first day; those without one come last."""
    found = Line.objects.filter(learner=learner, ended__isnull=True).select_related(
        "organisation", "site", "offering__service"
    )
    return found.order_by("starts", "made", "pk")


def line(viewer: Person, learner: Learner, key: UUID) -> Line | None:
    """One line; None where there is none or it is not open."""
    found = Line.objects.select_related("learner", "organisation", "site", "offering__service", "remedy")
    return found.filter(learner=learner, pk=key).first()


def plan_page(viewer: Person, learner: Learner) -> PlanPage:
    """The whole plan, in a fixed number of queries."""
    wanted = tuple(outcomes(viewer, learner))
    rows = list(lines(viewer, learner))
    return PlanPage(wanted, tuple(_views(viewer, learner, rows, wanted)))


def _views(viewer: Person, learner: Learner, rows: list[Line], wanted: Iterable[Outcome]) -> Iterable[LineView]:
    by_id, said = {row.pk: row for row in rows}, {o.pk: o for o in wanted}
    who, needs, replies = names(viewer, learner), _needs(viewer, learner), _replies(learner)
    open_questions, waiting = _questions(learner), _waiting(learner)
    changed = _last_changes(learner)
    shown = {row.pk: tuple(_reply(r, who, changed.get(row.pk, 0)) for r in replies[row.pk]) for row in rows}
    had = _skills_had(rows)
    wrong = troubles([_to_check(row, needs[row.pk], shown[row.pk], had) for row in rows])
    for row in rows:
        state = LineState(row.state)
        yield LineView(
            line=row,
            kind=LineKind(row.kind),
            state=state,
            organisation=row.organisation.name if row.organisation else "",
            site=row.site.name if row.site else row.place,
            lead=who.get(row.lead_id or 0, ""),
            deputy=who.get(row.deputy_id or 0, ""),
            outcomes=tuple(said[k] for k in row.outcomes if k in said),
            after=tuple(by_id[k] for k in row.after if k in by_id),
            needs=tuple(needs[row.pk]),
            replies=shown[row.pk],
            questions=open_questions[row.pk],
            suggestions=waiting[row.pk],
            is_agreed=is_agreed(state, [ReplyFacts(r.voice, r.answer, r.is_stale) for r in shown[row.pk]]),
            troubles=wrong.get(row.pk, ()),
        )


def _needs(viewer: Person, learner: Learner) -> dict[UUID, list[tuple[LineNeed, str]]]:
    found = list(LineNeed.objects.filter(learner=learner, ended__isnull=True).order_by("made", "pk"))
    words = vocabulary.labels(viewer, [n.need for n in found])
    by: dict[UUID, list[tuple[LineNeed, str]]] = defaultdict(list)
    for need in found:
        by[need.line_id].append((need, words.get(need.need, need.need)))
    return by


def _replies(learner: Learner) -> dict[UUID, list[Reply]]:
    """The newest of each voice of each line; each organisation has a voice of its own, and so has each parent."""
    by: dict[UUID, list[Reply]] = defaultdict(list)
    met = set()
    for reply in Reply.objects.filter(learner=learner).select_related("organisation").order_by("-at", "pk"):
        own = reply.written_by_id if reply.voice == Voice.FAMILY else None
        voice = (reply.line_id, reply.voice, reply.organisation_id, own)
        if voice not in met:
            met.add(voice)
            if reply.answer != Answer.NOTHING:
                by[reply.line_id].append(reply)
    order = list(Voice)
    for found in by.values():
        found.sort(key=lambda r: order.index(Voice(r.voice)))
    return by


def _reply(row: Reply, who: dict[int, str], changed: int) -> ReplyView:
    return ReplyView(
        voice=Voice(row.voice),
        answer=Answer(row.answer),
        words=row.words,
        said_by=SaidBy(row.said_by),
        who=who.get(row.written_by_id, ""),
        organisation=row.organisation.name if row.organisation else "",
        at=row.at,
        is_stale=row.seen < changed,
    )


WHAT_IT_IS = ("title", "details", "organisation", "offering", "site", "place", "starts", "ends", "sessions", "minutes")


def _last_changes(learner: Learner) -> dict[UUID, int]:
    """The last change to what each line is; who leads it, or what it is for, undoes nobody's yes."""
    log = Change.objects.filter(learner=learner, of="line", field__in=WHAT_IT_IS)
    return dict(log.order_by().values_list("row").annotate(last=Max("order")))


def _questions(learner: Learner) -> dict[UUID, int]:
    counts: dict[UUID, int] = defaultdict(int)
    asked = Comment.objects.filter(learner=learner, asks=True, task__isnull=True, answered_by__isnull=True)
    for key in asked.values_list("line_id", flat=True):
        counts[key] += 1
    return counts


def _waiting(learner: Learner) -> dict[UUID, int]:
    counts: dict[UUID, int] = defaultdict(int)
    for key in Suggestion.objects.filter(learner=learner, taken__isnull=True).values_list("line_id", flat=True):
        counts[key] += 1
    return counts


def _skills_had(rows: Iterable[Line]) -> frozenset[str]:
    done = [row.offering for row in rows if row.state == LineState.DONE and row.offering]
    return frozenset(skill for offering in done for skill in offering.service.gives)


def _repeats(row: Line, had: frozenset[str]) -> bool:
    """Whether a service gives nothing that the learner has not got from a line that is done."""
    service = row.offering.service if row.offering else None
    return service is not None and bool(service.gives) and not service.repeatable and had.issuperset(service.gives)


def _to_check(
    row: Line, needs: list[tuple[LineNeed, str]], replies: tuple[ReplyView, ...], had: frozenset[str]
) -> LineToCheck:
    return LineToCheck(
        id=row.pk,
        kind=LineKind(row.kind),
        state=LineState(row.state),
        title=row.title,
        organisation=row.organisation_id,
        lead=row.lead_id,
        deputy=row.deputy_id,
        offering=row.offering_id,
        starts=row.starts,
        ends=row.ends,
        sessions=tuple((start, end) for start, end in row.sessions),
        outcomes=frozenset(row.outcomes),
        after=frozenset(row.after),
        missing=any(not need.in_place for need, _ in needs),
        repeats=_repeats(row, had),
        learner_says=next((r.answer for r in replies if r.voice is Voice.LEARNER), None),
        learner_said_before=any(r.is_stale for r in replies if r.voice is Voice.LEARNER),
    )
