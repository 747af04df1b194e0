"""The plan as it stands, for a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Max, Value

from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.kinds import Answer, LineKind, LineState
from wraparound.plans.models import Change, Comment, Line, LineNeed, Outcome, Reply, Suggestion
from wraparound.plans.policy import ReplyFacts, is_agreed
from wraparound.plans.queries.facts import names
from wraparound.plans.troubles import LineToCheck, troubles
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    rows = Line.objects.select_related("organisation", "site", "offering__service", "remedy")
    found = rows.filter(learner=learner, pk=key).first()
    if found is not None:
        found.learner = learner
    return found


def plan_page(viewer: Person, learner: Learner) -> PlanPage:
    """The whole plan, in a fixed number of queries."""
    wanted = tuple(outcomes(viewer, learner))
    rows = list(lines(viewer, learner))
    needs = list(LineNeed.objects.filter(learner=learner, ended__isnull=True).order_by("made", "pk"))
    waiting = _waiting(learner)
    facts = Facts(
        lines=rows,
        outcomes=wanted,
        people=names(viewer, learner),
        needs=by_line(viewer, needs, vocabulary.labels(viewer, [n.need for n in needs])),
        replies=newest_replies(viewer, Reply.objects.filter(learner=learner)),
        changed=_last_changes(learner),
        questions=waiting["question"],
        suggestions=waiting["suggestion"],
    )
    return PlanPage(wanted, tuple(facts.view(row) for row in rows))


@dataclass(frozen=True)
class Facts:
    """What views of lines are made from: all lines and outcomes; the rest, by line, of those that are shown."""

    lines: Sequence[Line]
    outcomes: Sequence[Outcome]
    people: Mapping[int, str]
    needs: Mapping[UUID, list[tuple[LineNeed, str]]]
    replies: Mapping[UUID, list[Reply]]
    changed: Mapping[UUID, int]  # the last change to what a line is
    questions: Mapping[UUID, int]
    suggestions: Mapping[UUID, int]

    @cached_property
    def _said(self) -> dict[UUID, tuple[ReplyView, ...]]:
        return {
            key: tuple(_reply(r, self.people, self.changed.get(key, 0)) for r in found)
            for key, found in self.replies.items()
        }

    @cached_property
    def _troubles(self) -> dict[UUID, tuple[str, ...]]:
        had = _skills_had(self.lines)
        return troubles(_to_check(r, self.needs.get(r.pk, []), self._said.get(r.pk, ()), had) for r in self.lines)

    @cached_property
    def _by_id(self) -> tuple[dict[UUID, Line], dict[UUID, Outcome]]:
        return {row.pk: row for row in self.lines}, {o.pk: o for o in self.outcomes}

    def view(self, row: Line) -> LineView:
        """One of the lines."""
        (by_id, wanted), said, state = self._by_id, self._said.get(row.pk, ()), LineState(row.state)
        return LineView(
            line=row,
            kind=LineKind(row.kind),
            state=state,
            organisation=row.organisation.name if row.organisation else "",
            site=row.site.name if row.site else row.place,
            lead=self.people.get(row.lead_id or 0, ""),
            deputy=self.people.get(row.deputy_id or 0, ""),
            outcomes=tuple(wanted[k] for k in row.outcomes if k in wanted),
            after=tuple(by_id[k] for k in row.after if k in by_id),
            needs=tuple(self.needs.get(row.pk, ())),
            replies=said,
            questions=self.questions.get(row.pk, 0),
            suggestions=self.suggestions.get(row.pk, 0),
            is_agreed=is_agreed(state, [ReplyFacts(r.voice, r.answer, r.is_stale) for r in said]),
            troubles=self._troubles.get(row.pk, ()),
        )


def by_line(
    viewer: Person, needs: Iterable[LineNeed], words: Mapping[str, str]
) -> dict[UUID, list[tuple[LineNeed, str]]]:
    """What has to be in place, each with its word, by line."""
    by: dict[UUID, list[tuple[LineNeed, str]]] = defaultdict(list)
    for need in needs:
        by[need.line_id].append((need, words.get(need.need, need.need)))
    return by


def newest_replies(viewer: Person, rows: QuerySet[Reply]) -> dict[UUID, list[Reply]]:
    """The newest of each voice of each line; each organisation has a voice of its own, and so has each parent."""
    by: dict[UUID, list[Reply]] = defaultdict(list)
    met = set()
    for reply in rows.select_related("organisation").order_by("-at", "pk"):
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


def _reply(row: Reply, who: Mapping[int, str], changed: int) -> ReplyView:
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


def _waiting(learner: Learner) -> dict[str, Counter[UUID]]:
    """How many open questions each line has, and how many suggestions that wait."""
    asked = Comment.objects.filter(learner=learner, asks=True, task__isnull=True, answered_by__isnull=True)
    waits = Suggestion.objects.filter(learner=learner, taken__isnull=True)
    counts: dict[str, Counter[UUID]] = {"question": Counter(), "suggestion": Counter()}
    rows = asked.values_list("line_id", Value("question"))
    for key, what in rows.union(waits.values_list("line_id", Value("suggestion")), all=True):
        counts[what][key] += 1
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
