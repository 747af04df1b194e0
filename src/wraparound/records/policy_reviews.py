"""What an access review looks at, what is odd, and when the next one is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import MemberRole

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

    from wraparound.core.categories import Category

EVERY = timedelta(days=90)
QUIET = timedelta(days=90)
MANY = {MemberRole.SUPPORT_WORKER: 25, MemberRole.EMPLOYER_SUPERVISOR: 10}  # learners; for the other roles
MANY_OTHERS = 60


class Decided(StrEnum):
    """What becomes of a place. Stored as the slug."""

    KEEP = "keep"
    END = "end"


class Oddity(StrEnum):
    """What somebody should ask about. Stored as the slug."""

    PUT_THEMSELVES = "put-themselves"
    QUIET = "quiet"
    MANY = "many"
    ADMINISTERS = "administers"

    @property
    def label(self) -> _StrPromise:
        """What is odd about it."""
        return _ODDITIES[self]


@dataclass(frozen=True, slots=True)
class Place:
    """What one person is in an organisation and reaches through it."""

    role: MemberRole
    since: date
    learners: int
    categories: tuple[Category, ...]
    last_active: date | None
    put_themselves: int  # places in teams that they gave to themselves while they administer


def oddities(place: Place, today: date) -> tuple[Oddity, ...]:
    """What is odd about a place today; nothing where all is as it usually is."""
    found = []
    if place.put_themselves:
        found.append(Oddity.PUT_THEMSELVES)
    if (place.last_active or place.since) <= today - QUIET:
        found.append(Oddity.QUIET)
    if place.learners > MANY.get(place.role, MANY_OTHERS):
        found.append(Oddity.MANY)
    if place.role in (MemberRole.ORGANISATION_ADMIN, MemberRole.SYSTEM_ADMIN) and place.learners:
        found.append(Oddity.ADMINISTERS)
    return tuple(found)


def due_on(last: date | None, founded: date) -> date:
    """When the next review is due: 90 days after the last, or after the first place in the organisation."""
    return (last or founded) + EVERY


_ODDITIES = {
    Oddity.PUT_THEMSELVES: _("Administers, and put themselves into a team"),
    Oddity.QUIET: _("Did nothing here for 90 days"),
    Oddity.MANY: _("Reaches more learners than is usual for the role"),
    Oddity.ADMINISTERS: _("Administers, and reaches learners too"),
}
