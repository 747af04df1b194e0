"""Lists over all learners whose plan is open to the viewer: reviews that are due, and flags with who looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.core import clock
from wraparound.plans.kinds_of_lists import Due
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind, ReviewState
from wraparound.plans.models import Flag, Review
from wraparound.plans.queries.caseload import with_a_plan
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A review that is planned and was not held; without one, a learner who has none planned."""

    learner: Learner
    key: UUID | None
    kind: ReviewKind | None
    on: date | None
    due: Due
    organisation: str
    lead: str

    @property
    def name(self) -> str:
        """What the learner is called, in full."""
        return self.learner.name


@dataclass(frozen=True, slots=True)
class FlagOpen:
    """Something that nobody has settled yet, with who looks at it by when."""

    learner: Learner
    kind: FlagKind
    words: str
    owner: str
    due: date
    is_mine: bool
    is_overdue: bool

    @property
    def name(self) -> str:
        """What the learner is called, in full."""
        return self.learner.name

    @property
    def mine(self) -> str:
        """Whether the viewer looks at it: yes or no."""
        return "yes" if self.is_mine else "no"

    @property
    def overdue(self) -> str:
        """Whether its day is past: yes or no."""
        return "yes" if self.is_overdue else "no"


def reviews_due(viewer: Person) -> list[ReviewDue]:
    """Reviews that are planned, the longest overdue first; then the learners who have none planned, by name."""
    mine = {one.pk: one for one in with_a_plan(viewer)}
    found = Review.objects.filter(learner__in=mine, ended__isnull=True, state=ReviewState.PLANNED)
    rows = list(found.select_related("organisation").order_by("on", "pk"))
    names, today = sharing.names(viewer, {r.lead_id for r in rows if r.lead_id}), clock.today()
    planned = [
        ReviewDue(
            learner=mine[row.learner_id],
            key=row.pk,
            kind=ReviewKind(row.kind),
            on=row.on,
            due=Due.of(row.on, today),
            organisation=row.organisation.name,
            lead=names.get(row.lead_id or 0, ""),
        )
        for row in rows
    ]
    without = mine.keys() - {row.learner_id for row in rows}
    return planned + [ReviewDue(one, None, None, None, Due.NONE, "", "") for k, one in mine.items() if k in without]


def flags_open(viewer: Person) -> list[FlagOpen]:
    """What somebody should look at, the earliest due first."""
    rows = list(Flag.objects.filter(ended__isnull=True).select_related("learner").order_by("due", "pk"))
    names, today = sharing.names(viewer, {r.owner_id for r in rows}), clock.today()
    return [
        FlagOpen(
            learner=row.learner,
            kind=FlagKind(row.kind),
            words=row.words,
            owner=names.get(row.owner_id, ""),
            due=row.due,
            is_mine=row.owner_id == viewer.pk,
            is_overdue=row.due < today,
        )
        for row in rows
        if row.learner.merged_into_id is None
    ]
