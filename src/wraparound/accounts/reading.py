"""Where "How I like to read" is kept: with the person, so that every device knows; for a visitor, in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.accounts import actions, queries
from wraparound.core.database.scope import acting, as_person, current

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wraparound.core.pages import Reading

IN_SESSION = "reading"


def load(request: HttpRequest) -> object:
    """What is kept: of the person, or else what they chose before they signed in; so also for the language alone."""
    if not request.user.is_authenticated:  # asked first: the session is read in the transaction that finds the person
        return request.session.get(IN_SESSION)
    said_before, actor = request.session.get(IN_SESSION), current()
    if request.user.has_own_here or (actor is not None and actor.person == request.user.pk):
        kept = queries.reading_of(request.user)  # no second transaction
    else:
        with acting(as_person(request.user.pk)):
            kept = queries.reading_of(request.user)
    if not (isinstance(kept, dict) and isinstance(said_before, dict)):
        return kept or said_before
    return {**said_before, **kept}


def save(request: HttpRequest, reading: Reading) -> None:
    """Keeps it."""
    if not request.user.is_authenticated:
        request.session[IN_SESSION] = reading.stored()
        return
    with acting(as_person(request.user.pk)):
        actions.keep_reading(reading=reading.stored(), by=request.user)
