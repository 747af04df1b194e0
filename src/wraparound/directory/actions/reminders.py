"""Noting that an organisation was reminded."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from wraparound.core import audit, clock
from wraparound.directory import policy, queries, telling
from wraparound.directory.models import Reminder


@transaction.atomic
def note_reminder(*, organisation: Any, due: int, by: Any) -> bool:
    """Notes a reminder, unless there was one in the last 14 days: then False, and nothing is to be sent."""
    if organisation.pk in queries.reminded_since(by, clock.now() - policy.REMIND_AGAIN_AFTER):
        return False
    Reminder.objects.create(organisation=organisation, due=due)
    audit.record("reminded of entries", about=organisation.public_id, details={"due": due})
    telling.due(organisation, by)
    return True
