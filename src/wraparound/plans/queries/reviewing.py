"""Reviews and what is to be talked about; progress; days; flags; who leaves when and has no transition review."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.passport.policy import SaidBy
from wraparound.plans.agenda import Item, agenda
from wraparound.plans.flags import DayFacts
from wraparound.plans.kinds_of_reviews import DestinationKind, Face, ReviewKind, ReviewState, Stage, When
from wraparound.plans.models import Change, Day, Decision, Destination, Flag, Leaving, Progress, Review
from wraparound.plans.queries.facts import names
from wraparound.plans.queries.history import Step
from wraparound.plans.queries.plan import plan_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line, Outcome

TWO_YEARS = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of progress as a page shows it."""

    stage: Stage
    words: str
    said_by: SaidBy
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a line as a page shows it."""

    on: date
    line: str
    came: bool | None
    face: Face | None
    words: str
    said_by: SaidBy
    who: str


@dataclass(frozen=True, slots=True)
class Leaver:
    """A learner who leaves an organisation within two years; `review`: the transition review, planned or held."""

    learner: Learner
    organisation: str
    on: date
    review: date | None

    @property
    def name(self) -> str:
        """What the learner is called, in full: in a list first names are not enough."""
        return self.learner.name

    @property
    def has(self) -> str:
        """Whether there is a transition review: yes or no."""
        return "yes" if self.review else "no"


def reviews(viewer: Person, learner: Learner) -> QuerySet[Review]:
    """The reviews of a plan, the newest first."""
    return Review.objects.filter(learner=learner, ended=None).select_related("organisation").order_by("-on", "pk")


def review(viewer: Person, learner: Learner, key: UUID) -> Review | None:
    """One review with its attendees and decisions; None where there is none or it is not open."""
    found = Review.objects.select_related("learner", "organisation").prefetch_related("attendees", "decisions__line")
    return found.filter(learner=learner, pk=key).first()


def steps_of_review(viewer: Person, review: Review, who: Mapping[int, str]) -> list[Step]:
    """What changed of a review, the newest first. `who`: names by key."""
    stood: dict[str, object] = {}
    found = []
    for change in Change.objects.filter(row=review.pk).order_by("order"):
        name = who.get(change.by_id, "")
        found.append(Step(change.of, change.row, change.field, stood.get(change.field), change.value, name, change.at))
        stood[change.field] = change.value
    return found[::-1]


def decision(viewer: Person, review: Review, key: UUID) -> Decision | None:
    """One decision of a review."""
    return Decision.objects.select_related("review", "learner").filter(review=review, pk=key).first()


def talk_about(viewer: Person, learner: Learner, review: Review) -> list[Item]:
    """What a review should talk about: made from the plan as it stands and as it is open to the viewer."""
    held = Review.objects.filter(learner=learner, state=ReviewState.HELD, on__lt=review.on).order_by("-on").first()
    noted = Progress.objects.filter(learner=learner)
    noted = noted.filter(at__date__gt=held.on) if held else noted
    with_news = frozenset(noted.values_list("outcome_id", flat=True))
    return agenda(plan_page(viewer, learner), list(flags(viewer, learner)), with_news, review.on)


def progress(viewer: Person, learner: Learner) -> dict[UUID, list[Note]]:
    """The notes on each outcome, in order."""
    who, found = names(viewer, learner), defaultdict(list)
    for row in Progress.objects.filter(learner=learner).order_by("at", "pk"):
        note = Note(Stage(row.stage), row.words, SaidBy(row.said_by), who.get(row.written_by_id, ""), row.at)
        found[row.outcome_id].append(note)
    return found


def outcomes_without_start(viewer: Person, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes of which nobody wrote down where the learner began."""
    rows = list(outcomes)
    begun = Progress.objects.filter(outcome__in=rows, stage=Stage.START).values_list("outcome_id", flat=True)
    known = set(begun)
    return [o for o in rows if o.pk not in known]


def days(viewer: Person, learner: Learner, line: Line | None = None) -> list[DayView]:
    """How days went, the newest first."""
    who = names(viewer, learner)
    rows = Day.objects.filter(learner=learner).select_related("line").order_by("-on", "-at")
    rows = rows if line is None else rows.filter(line=line)
    return [
        DayView(
            row.on,
            row.line.title,
            row.came,
            Face(row.face) if row.face else None,
            row.words,
            SaidBy(row.said_by),
            who.get(row.written_by_id, ""),
        )
        for row in rows
    ]


def days_of_line(viewer: Person, line: Line) -> list[DayFacts]:
    """Each day of a line, what the learner said of it before what others said, the newest of each."""
    found: dict[date, DayFacts] = {}
    rows = Day.objects.filter(line=line).order_by("at")
    for row in sorted(rows, key=lambda r: r.said_by in (SaidBy.LEARNER, SaidBy.SUPPORTER)):
        before = found.get(row.on, DayFacts(row.on))
        came = before.came if row.came is None else row.came
        found[row.on] = DayFacts(row.on, came, Face(row.face) if row.face else before.face)
    return list(found.values())


def flags(viewer: Person, learner: Learner, *, settled: bool = False) -> QuerySet[Flag]:
    """What somebody looks at, the earliest due first; with `settled` also what was."""
    rows = Flag.objects.filter(learner=learner).select_related("line").order_by("due", "pk")
    return rows if settled else rows.filter(ended__isnull=True)


def flag(viewer: Person, learner: Learner, key: UUID) -> Flag | None:
    """One flag; None where there is none or it is not open."""
    return Flag.objects.select_related("learner", "line").filter(learner=learner, pk=key).first()


def leaving(viewer: Person, learner: Learner) -> QuerySet[Leaving]:
    """When the learner is expected to leave which organisation."""
    return Leaving.objects.filter(learner=learner, ended__isnull=True).select_related("organisation").order_by("on")


def two_years_ahead(viewer: Person) -> list[Leaver]:
    """Who leaves within two years, of those whose plan is open to the viewer, the first to leave first."""
    today = clock.today()
    rows = Leaving.objects.filter(ended__isnull=True, on__gte=today, on__lte=today + TWO_YEARS)
    rows = rows.select_related("learner", "organisation").order_by("on", "learner__name")
    found = list(rows)
    reviewed: dict[int, date] = {}
    wanted = {"kind": ReviewKind.TRANSITION, "state__in": (ReviewState.PLANNED, ReviewState.HELD)}
    for learner, on in Review.objects.filter(
        learner__in={r.learner_id for r in found}, ended__isnull=True, **wanted
    ).values_list("learner_id", "on"):
        reviewed[learner] = max(on, reviewed.get(learner, on))
    return [Leaver(r.learner, r.organisation.name, r.on, reviewed.get(r.learner_id)) for r in found]


def destinations(viewer: Person, learner: Learner) -> dict[When, tuple[DestinationKind, str, datetime]]:
    """Where the learner was at each time, as it was told last."""
    rows = Destination.objects.filter(learner=learner).order_by("at")
    return {When(r.when): (DestinationKind(r.kind), r.words, r.at) for r in rows}
