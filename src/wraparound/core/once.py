"""A form is carried out once. Sent twice, or again after the answer got lost, it leads to where it led before.

Every form carries a random key. The key is stored in the transaction of what the form changes, so either both are there
or neither is. A second request with the key waits for the first, then gets the same redirect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection

from wraparound.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

FIELD = "form_key"


def new_key() -> str:
    """A key for a form that is being shown."""
    return str(uuid4())


def key_of(request: HttpRequest) -> UUID | None:
    """The key that came with a form; None where there is none or it is no key."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def begin(person: int, key: UUID) -> str | None:
    """Takes the key in this transaction. None: go ahead. Else where it led when it was carried out before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into core_requestdone (id, person, key, at, location) values (gen_random_uuid(), %s, %s, %s, '')"
            " on conflict (person, key) do nothing",
            [person, key, clock.now()],
        )
        if cursor.rowcount:
            return None
        cursor.execute("select location from core_requestdone where person = %s and key = %s", [person, key])
        return str(cursor.fetchone()[0])


def end(person: int, key: UUID, location: str) -> None:
    """Remembers where it led, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_requestdone set location = %s where person = %s and key = %s", [location, person, key]
        )
