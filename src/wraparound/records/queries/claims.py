"""What learners asked by right: for the learner, and for whoever is to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.records import wording
from wraparound.records.models import Claim
from wraparound.records.policy_claims import Kind, Outcome, answerers
from wraparound.records.selecting import tables
from wraparound.sharing.policy_looks import Hearer
from wraparound.sharing.queries import BY_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as a page shows it, to either side."""

    id: UUID
    learner: UUID  # their public id
    name: str
    kind: Kind
    is_mine: bool
    made: datetime
    due: date
    to: str  # who was asked
    has_left: bool  # whoever was asked is not there any more: somebody else of their organisation answers
    category: Category | None
    what: str  # which table, in words; "" where none was chosen
    place: str
    words: str
    instead: str
    receiver: str  # to whom the grant is that an objection is to
    outcome: Outcome | None
    answer: str
    answered_by: str
    answered: datetime | None
    own_words: str

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed without an answer."""
        return self.outcome is None and self.due < clock.today()

    @property
    def state(self) -> str:
        """answered, overdue or open: to choose by."""
        return "answered" if self.outcome else "overdue" if self.is_overdue else "open"


def claims(viewer: Person, learner: Learner | None = None) -> list[ClaimView]:
    """What the viewer is to answer, what is open and longest due first; or, of their own, the newest first."""
    found = Claim.objects.select_related("answer", "own_words")
    if learner is not None:
        return _views(viewer, found.filter(learner=learner, made_by=viewer).order_by("-made", "pk"))
    mine = _views(viewer, found.exclude(made_by=viewer).order_by("due", "made", "pk"))
    return sorted(mine, key=lambda one: one.outcome is not None)


def claim(viewer: Person, key: UUID) -> ClaimView | None:
    """One that the viewer made or is to answer."""
    return next(iter(_views(viewer, Claim.objects.select_related("answer", "own_words").filter(pk=key))), None)


def claim_row(viewer: Person, key: UUID) -> Claim | None:
    """The row of one of these."""
    return Claim.objects.select_related("grant", "answer").filter(pk=key).first()


def is_to_me(viewer: Person, claim: Claim) -> bool:
    """Whether the viewer is to answer it."""
    with connection.cursor() as cursor:
        cursor.execute("select %s = any((select app.claims_to_me())::uuid[])", [claim.pk])
        return bool(cursor.fetchone()[0])


def claims_open(viewer: Person) -> int:
    """How many wait for the viewer's answer."""
    return Claim.objects.exclude(made_by=viewer).filter(answer__isnull=True).count()


def beside(viewer: Person, learner: Learner) -> dict[tuple[str, str], str]:
    """What the learner said of rows, by table and key: of those that stay as they are."""
    stays = (Outcome.NOTED, Outcome.NOT_CORRECTED)
    found = Claim.objects.filter(learner=learner, answer__outcome__in=stays).exclude(row="").order_by("made")
    return {(one.table, one.row): one.instead or one.words for one in found}


def objected(viewer: Person, learner: Learner) -> set[UUID]:
    """The grants to which an objection is open."""
    found = Claim.objects.filter(learner=learner, answer__isnull=True, grant__isnull=False)
    return set(found.values_list("grant", flat=True))


def who_answers(viewer: Person, learner: Learner, kind: Kind, writer: int | None = None) -> list[Hearer]:
    """Whom the learner can ask, the likeliest first; `writer` is the key of who wrote what it is about."""
    with connection.cursor() as cursor:
        cursor.execute("select * from app.who_answers(%s, %s)", [learner.pk, writer])
        return answerers([Hearer(*row) for row in cursor.fetchall()], kind)


def _views(viewer: Person, found: QuerySet[Claim]) -> list[ClaimView]:
    rows = list(found)
    facts = _facts([one.pk for one in rows]) if rows else {}
    titles = {table.label: wording.title(table.model) for table in tables()} if rows else {}
    return [_view(viewer, one, facts[one.pk], titles) for one in rows if one.pk in facts]


def _facts(keys: Iterable[UUID]) -> dict[UUID, Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("select * from app.claim_facts(%s)", [list(keys)])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _view(viewer: Person, row: Claim, facts: Sequence[Any], titles: Mapping[str, str]) -> ClaimView:
    learner, name, to, has_left, answerer, receiver = facts
    answer, own = getattr(row, "answer", None), getattr(row, "own_words", None)
    return ClaimView(
        id=row.pk,
        learner=learner,
        name=name,
        kind=Kind(row.kind),
        is_mine=row.made_by_id == viewer.pk,
        made=row.made,
        due=row.due,
        to=to,
        has_left=has_left,
        category=BY_NUMBER.get(row.category) if row.category is not None else None,
        what=titles.get(row.table, ""),
        place=row.place,
        words=row.words,
        instead=row.instead,
        receiver=receiver or "",
        outcome=Outcome(answer.outcome) if answer else None,
        answer=answer.words if answer else "",
        answered_by=answerer or "",
        answered=answer.at if answer else None,
        own_words=own.words if own else "",
    )
