"""Who in an organisation reaches how many learners: counts for its administrators, no learner's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.accounts import queries as accounts
from wraparound.accounts.policy import administers
from wraparound.accounts.roles import MemberRole
from wraparound.core import clock
from wraparound.core.categories import in_categories
from wraparound.records.models import AccessReview
from wraparound.records.policy_reviews import Oddity, Place, due_on, oddities

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from wraparound.accounts.models import Membership, Organisation, Person


@dataclass(frozen=True, slots=True)
class ReachLine:
    """One membership, and what its person reaches through the organisation."""

    membership: Membership
    place: Place
    oddities: tuple[Oddity, ...]

    @property
    def key(self) -> str:
        """What forms call it."""
        return str(self.membership.pk)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review that was done."""

    at: datetime
    by: str
    kept: int
    ended: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What an administrator looks at."""

    organisation: Organisation
    lines: list[ReachLine]
    last: ReviewLine | None
    due: date

    @property
    def is_due(self) -> bool:
        """Whether it is time again."""
        return self.due <= clock.today()


def review_page(viewer: Person, organisation: UUID | str) -> ReviewPage | None:
    """The page for one of the viewer's organisations; None where they do not administer it."""
    found = accounts.organisation(viewer, organisation)
    if found is None or not administers(accounts.memberships_of(viewer), found.pk):
        return None
    lines = reach(viewer, found)
    last = last_review(viewer, found)
    since = min((line.place.since for line in lines), default=clock.today())
    return ReviewPage(found, lines, last, due_on(last.at.astimezone(clock.HERE).date() if last else None, since))


def reach(viewer: Person, organisation: Organisation) -> list[ReachLine]:
    """Each membership of today with what its person reaches through this organisation, what is odd first."""
    query = "select person, learners, categories, last_active, put_themselves from app.reach_of(%s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [organisation.pk])
        of = {who: said for who, *said in cursor.fetchall()}
    lines = []
    for one in accounts.people_of(viewer, organisation):
        learners, numbers, last, put = of.get(one.person_id, (0, [], None, 0))
        place = Place(MemberRole(one.role), one.since, learners, in_categories(sorted(numbers)), last, put)
        lines.append(ReachLine(one, place, oddities(place, clock.today())))
    return sorted(lines, key=lambda line: (not line.oddities, line.membership.person.name, line.membership.role))


def last_review(viewer: Person, organisation: Organisation) -> ReviewLine | None:
    """The last review of an organisation, for its administrators."""
    row = AccessReview.objects.filter(organisation=organisation).order_by("-at").prefetch_related("lines").first()
    if row is None:
        return None
    ended = sum(line.decided == "end" for line in row.lines.all())
    names = {m.person_id: m.person.name for m in accounts.people_of(viewer, organisation)}
    return ReviewLine(row.at, names.get(row.by_id, ""), len(row.lines.all()) - ended, ended)
