"""What was opened to keep somebody safe: for leads, the second person, and who administers an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from wraparound.core import clock
from wraparound.core.categories import in_categories
from wraparound.sharing.models import Grant
from wraparound.sharing.policy import Basis
from wraparound.sharing.policy_safety import LastTime, is_missed

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner

COLUMNS = """part, grant_id, learner, name, categories, purpose, note, giver, giver_name, organisation, since, until,
    told_from, told_because, reviewed, upheld, words, reviewer, ended"""


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """Something that was opened. `part`: what the viewer is to it: lead, second or administrator, who learns nothing of
    the learner (None and "").
    """

    part: str
    id: UUID
    learner: UUID | None
    name: str
    categories: tuple[Category, ...]
    purpose: str
    because: str
    giver: int
    given_by: str
    to: str
    since: datetime
    until: datetime
    told_from: datetime | None
    told_because: str
    reviewed: datetime | None
    upheld: bool | None
    words: str
    reviewer: str
    ended: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it holds still."""
        return self.ended is None and clock.now() < self.until

    @property
    def is_missed(self) -> bool:
        """Whether no second person looked in time."""
        return is_missed(self.since, self.reviewed, clock.now())

    @property
    def is_kept_back(self) -> bool:
        """Whether the learner is not told yet."""
        return self.told_from is not None and self.told_from > clock.now()


def rows(viewer: Person) -> list[SafetyRow]:
    """Everything that the viewer may know of: what waits for a second person first, then the newest."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from app.safety_rows()")
        found = [_row(row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.reviewed is not None, -one.since.timestamp()))


def row(viewer: Person, grant: UUID) -> SafetyRow | None:
    """One of these."""
    return next((one for one in rows(viewer) if one.id == grant), None)


def waiting(viewer: Person) -> int:
    """How many wait for the viewer as the second person, or were missed."""
    return sum(one.reviewed is None and one.giver != viewer.pk for one in rows(viewer))


def last_time(viewer: Person, learner: Learner, to: Organisation) -> LastTime | None:
    """The last time something was opened to this organisation, and what the second person said."""
    held = Grant.objects.filter(learner=learner, organisation=to, basis=Basis.VITAL_INTERESTS.value)
    found = held.select_related("review").order_by("-since", "pk").first()
    if found is None:
        return None
    review = getattr(found, "review", None)
    return LastTime(found.since, None if review is None else review.upheld)


def second_persons(viewer: Person, learner: Learner) -> list[int]:
    """The keys of those who are told at once as the second person; for who leads."""
    with connection.cursor() as cursor:
        cursor.execute("select app.second_persons(%s)", [learner.pk])
        return list(cursor.fetchone()[0])


def _row(columns: Any) -> SafetyRow:
    before, categories, after = columns[:4], columns[4], columns[5:]
    return SafetyRow(*[*before, in_categories(categories), *after])
