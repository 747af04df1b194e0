"""The short list of whoever is here, in their session: no sign-in, nothing in our tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from wraparound.directory.asked import MOST_LISTED, ids

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

KEY = "short-list"
MOST_MAILS, FOR_SECONDS = 5, 3600  # from one address of the network: so that nobody uses us to flood a mail box


def read(request: HttpRequest) -> list[UUID]:
    """The ids of the services in it, in the order in which they came."""
    kept = request.session.get(KEY, [])
    return ids(kept, MOST_LISTED) if isinstance(kept, list) else []


def keep(request: HttpRequest, public_id: UUID) -> bool:
    """Puts a service on it; False where the list is full."""
    now = read(request)
    if public_id not in now and len(now) >= MOST_LISTED:
        return False
    request.session[KEY] = [str(i) for i in dict.fromkeys([*now, public_id])]
    return True


def let_go(request: HttpRequest, public_id: UUID) -> None:
    """Takes a service off it."""
    request.session[KEY] = [str(i) for i in read(request) if i != public_id]


def may_mail(request: HttpRequest) -> bool:
    """Whether another mail may go out for whoever is here; counts it."""
    key = f"short-list-mails:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, FOR_SECONDS)
    return cache.incr(key) <= MOST_MAILS
