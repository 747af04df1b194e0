"""What organisations ask to see of a learner, for this viewer: the learner, their leads, and whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Prefetch

from wraparound.core import clock
from wraparound.core.categories import Category, in_categories
from wraparound.sharing import duties
from wraparound.sharing.models import AccessRequest, Grant, LaterQuestion, RequestAnswer
from wraparound.sharing.policy import Answer, Basis, Putting
from wraparound.sharing.policy_asking import MONTH, RESPECTED, WAITS, Asking, State, state
from wraparound.sharing.queries.grants import names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.duties import Duty


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation for which the viewer could ask, and what it has and has asked already."""

    organisation: Organisation
    facts: Asking

    @property
    def categories(self) -> tuple[Category, ...]:
        """What can be asked for: on consent, but for what was refused of late."""
        return tuple(c for c in Category if c not in self.facts.open | self.facts.waiting)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as a page shows it."""

    id: UUID
    learner: Learner
    organisation: Organisation
    asked_by: str  # "" where the viewer may not know
    categories: tuple[Category, ...]
    purpose: str
    basis: Basis
    duty: Duty | None  # where a law asks for it
    why: str
    last_day: date
    made: datetime
    state: State
    yes: tuple[Category, ...]
    no: tuple[Category, ...]
    answered: datetime | None
    supported: bool  # typed by a lead, as the learner said it
    asks: bool  # for an organisation of the viewer's
    waits_until: date

    @property
    def again(self) -> date | None:
        """From which day on what was refused may be asked for again on consent."""
        return _again(self.answered) if self.no and self.answered else None


@dataclass(frozen=True, slots=True)
class PutOff:
    """How a learner put a request off: until a day, or until they have talked with somebody."""

    on: date | None
    talk_with: str


def places_to_ask_for(viewer: Person, learner: Learner) -> list[Place]:
    """The organisations through which the viewer knows a learner, each with what it could ask for; none for others."""
    grants = Grant.objects.filter(learner=learner, organisation__isnull=False, pk__in=_reaching_me())
    opened: dict[Organisation, set[Category]] = {}
    for grant in grants.select_related("organisation"):
        assert grant.organisation is not None
        opened.setdefault(grant.organisation, set()).update(in_categories(grant.categories))
    asked = list(_rows(learner)) if opened else []
    found = [Place(o, _asking(o, seen, asked)) for o, seen in opened.items() if Category.IDENTITY in seen]
    return sorted(found, key=lambda place: (place.organisation.name, place.organisation.pk))


def place_to_ask_for(viewer: Person, learner: Learner, organisation: Organisation) -> Asking:
    """What one organisation has and has asked already; it does not know the learner where the viewer is none of it."""
    mine = (p.facts for p in places_to_ask_for(viewer, learner) if p.organisation == organisation)
    return next(mine, Asking())


def requests(viewer: Person, learner: Learner) -> list[RequestLine]:
    """The requests about a learner that the viewer may know of: what waits first, then the newest."""
    lines = _lines(viewer, list(_rows(learner)))
    return sorted(lines, key=lambda line: (line.state is not State.WAITING, -line.made.timestamp()))


def request(viewer: Person, key: UUID) -> RequestLine | None:
    """One of these; None where there is none, or the viewer may not know of it or of the learner."""
    row = request_row(viewer, key)
    return _lines(viewer, [row])[0] if row else None


def request_row(viewer: Person, key: UUID) -> AccessRequest | None:
    """The same, for an action."""
    return _all().filter(pk=key).first()


def requests_waiting(viewer: Person, learner: Learner) -> int:
    """How many requests about a learner wait for an answer."""
    now = clock.now()
    waiting = {"until__gt": now, "made__gt": now - WAITS, "answers__isnull": True}
    return AccessRequest.objects.filter(learner=learner, **waiting).count()


def put_off(viewer: Person, key: UUID) -> PutOff | None:
    """How the learner put a request off the last time, where the viewer may know."""
    row = LaterQuestion.objects.filter(request=key, settled__isnull=True).order_by("-made").first()
    if row is None:
        return None
    who = names(viewer, [row.with_person_id] if row.with_person_id else [])
    return PutOff(row.on if row.kind == Putting.LATER else None, who.get(row.with_person_id or 0, ""))


def state_of(viewer: Person, row: AccessRequest) -> State:
    """Where a request stands now."""
    said = {answer.answer for answer in row.answers.all()}
    taken_back = Answer.TAKEN_BACK in said
    return state(made=row.made, until=row.until, answered=bool(said), taken_back=taken_back, now=clock.now())


def my_organisations(viewer: Person) -> frozenset[int]:
    """The keys of the organisations that the viewer belongs to today."""
    with connection.cursor() as cursor:
        cursor.execute("select app.my_organisations()")
        return frozenset(cursor.fetchone()[0] or ())


def _all() -> QuerySet[AccessRequest]:
    answers = Prefetch("answers", queryset=RequestAnswer.objects.order_by("at", "pk"))
    return AccessRequest.objects.select_related("learner", "organisation").prefetch_related(answers)


def _rows(learner: Learner) -> QuerySet[AccessRequest]:
    return _all().filter(learner=learner).order_by("-made", "pk")


def _lines(viewer: Person, rows: list[AccessRequest]) -> list[RequestLine]:
    known = names(viewer, {row.asked_by_id for row in rows})
    mine = my_organisations(viewer) if rows else frozenset()
    return [_line(viewer, row, known.get(row.asked_by_id, ""), row.organisation_id in mine) for row in rows]


def _line(viewer: Person, row: AccessRequest, asked_by: str, asks: bool) -> RequestLine:
    answers = [a for a in row.answers.all() if a.category is not None]
    return RequestLine(
        id=row.pk,
        learner=row.learner,
        organisation=row.organisation,
        asked_by=asked_by,
        categories=in_categories(row.categories),
        purpose=row.purpose,
        basis=Basis(row.basis),
        duty=duties.of(row.duty) if row.duty else None,
        why=row.why,
        last_day=(row.until - timedelta(seconds=1)).astimezone(clock.HERE).date(),
        made=row.made,
        state=state_of(viewer, row),
        yes=_said(answers, Answer.YES),
        no=_said(answers, Answer.NO),
        answered=answers[0].at if answers else None,
        supported=any(a.supported for a in answers),
        asks=asks,
        waits_until=min(row.until, row.made + WAITS).astimezone(clock.HERE).date(),
    )


def _said(answers: Iterable[RequestAnswer], what: Answer) -> tuple[Category, ...]:
    return tuple(sorted(in_categories(a.category for a in answers if a.answer == what), key=lambda c: c.number))


def _asking(organisation: Organisation, opened: Iterable[Category], rows: Collection[AccessRequest]) -> Asking:
    """What follows from its requests, the newest of which come first."""
    waiting: set[Category] = set()
    refused: dict[Category, date] = {}
    for row in rows:
        if row.organisation_id != organisation.pk:
            continue
        answers = list(row.answers.all())
        if not answers and clock.now() < min(row.until, row.made + WAITS):
            waiting.update(in_categories(row.categories))
        for answer in answers:
            if answer.answer == Answer.NO and answer.category is not None and _again(answer.at) > clock.today():
                refused.update(
                    {
                        c: max(refused.get(c, _again(answer.at)), _again(answer.at))
                        for c in in_categories([answer.category])
                    }
                )
    lately = sum(row.organisation_id == organisation.pk and row.made > clock.now() - MONTH for row in rows)
    return Asking(frozenset(opened), frozenset(waiting), refused, Category.IDENTITY in set(opened), lately)


def _again(answered: datetime) -> date:
    return answered.astimezone(clock.HERE).date() + RESPECTED


def _reaching_me() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select app.my_grants()")
        return list(cursor.fetchone()[0])
