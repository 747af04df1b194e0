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
from wraparound.plans.kinds import Answer, LineState, VersionReason
from wraparound.plans.models import Change, Comment, Line, LineNeed, Reply, Signature, Suggestion, Version
from wraparound.plans.queries.plan import WHAT_IT_IS, ReplyView, _skills_had, _to_check
from wraparound.plans.troubles import troubles
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

PLAN = Category.PLAN.number


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A learner in the list. Counts are of what waits for the viewer or their organisations in the circle."""

    learner: Learner
    name: str
    lines: int
    questions: int
    to_accept: int
    suggestions: int
    to_sign: int
    troubles: int
    next_start: date | None

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


def caseload(viewer: Person) -> list[CaseloadRow]:
    """The viewer's learners whose plan is open to them, by name, in a fixed number of queries."""
    keys = sharing.keys(viewer)
    mine = [one for one in learners.my_learners(viewer) if one.pk * CATEGORIES_PER_LEARNER + PLAN in keys]
    around = [one.pk for one in mine]
    lines: dict[int, list[Line]] = defaultdict(list)
    found = Line.objects.filter(learner__in=around, ended__isnull=True).select_related("offering__service")
    for line in found.order_by("starts", "pk"):
        lines[line.learner_id].append(line)
    facts = _Facts(around)
    return [_row(one, lines[one.pk], facts) for one in mine]


class _Facts:
    """What there is around the lines of many learners, each kind in one query."""

    def __init__(self, around: list[int]) -> None:
        asked = Comment.objects.filter(learner__in=around, asks=True, task__isnull=True, answered_by__isnull=True)
        waiting = Suggestion.objects.filter(learner__in=around, taken__isnull=True)
        self.questions = Counter(asked.values_list("line_id", flat=True))
        self.suggestions = Counter(waiting.values_list("line_id", flat=True))
        self.needs: dict[UUID, list[tuple[LineNeed, str]]] = defaultdict(list)
        for need in LineNeed.objects.filter(learner__in=around, ended__isnull=True):
            self.needs[need.line_id].append((need, ""))
        log = Change.objects.filter(learner__in=around, of="line", field__in=WHAT_IT_IS).order_by()
        changed = dict(log.values_list("row").annotate(last=Max("order")))
        self.says: dict[UUID, tuple[ReplyView, ...]] = {}
        for reply in Reply.objects.filter(learner__in=around, voice=Voice.LEARNER).order_by("at", "pk"):
            said = _said(reply, changed.get(reply.line_id, 0))
            self.says[reply.line_id] = () if said.answer is Answer.NOTHING else (said,)
        self.to_sign = _unsigned(around)


def _said(row: Reply, changed: int) -> ReplyView:
    answer, by = Answer(row.answer), SaidBy(row.said_by)
    return ReplyView(Voice.LEARNER, answer, row.words, by, "", "", row.at, row.seen < changed)


def _unsigned(around: Iterable[int]) -> dict[int, set[int]]:
    """The organisations that have not agreed yet to the newest version that asks for it, by learner."""
    newest: dict[int, Version] = {}
    asking = Version.objects.filter(learner__in=around).exclude(reason=VersionReason.KEPT)
    for version in asking.prefetch_related("parties").order_by("number"):
        newest[version.learner_id] = version
    signed = set(
        Signature.objects.filter(version__in=[v.pk for v in newest.values()], voice=Voice.ORGANISATION).values_list(
            "version_id", "organisation_id"
        )
    )
    return {who: _asked(v) - {of for version, of in signed if version == v.pk} for who, v in newest.items()}


def _asked(version: Version) -> set[int]:
    return {p.organisation_id for p in version.parties.all() if p.organisation_id}


def _row(one: Any, lines: list[Line], facts: _Facts) -> CaseloadRow:
    ours = {place.organisation_id for place in one.mine if place.organisation_id}
    kept = [line for line in lines if line.organisation_id in ours]
    had = _skills_had(lines)
    wrong = troubles(_to_check(line, facts.needs[line.pk], facts.says.get(line.pk, ()), had) for line in lines)
    today = clock.today()
    live = [line for line in lines if LineState(line.state).is_live]
    return CaseloadRow(
        learner=one,
        name=one.name,
        lines=len(live),
        questions=sum(facts.questions[line.pk] for line in kept),
        to_accept=sum(line.state == LineState.PROPOSED for line in kept),
        suggestions=sum(facts.suggestions[line.pk] for line in kept),
        to_sign=len(facts.to_sign.get(one.pk, set()) & ours),
        troubles=sum(map(len, wrong.values())),
        next_start=min((line.starts for line in live if line.starts and line.starts >= today), default=None),
    )
