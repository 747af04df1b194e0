"""What a learner asked to take away: for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.records.models import Export

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


def exports(viewer: Person, learner: Learner) -> QuerySet[Export]:
    """What the viewer asked for about a learner, the newest first."""
    found = Export.objects.filter(learner=learner, asked_by_id=viewer.pk)
    return found.select_related("learner").order_by("-made", "pk")


def export(viewer: Person, learner: Learner, key: UUID) -> Export | None:
    """One of these."""
    return exports(viewer, learner).filter(pk=key).first()
