"""Events in the chains: who did what, about whom. Ids and categories, never what was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

Detail: TypeAlias = "str | int | Sequence[str] | None"

SITE = "00000000-0000-4000-8000-000000000000"  # the chain of what concerns no learner and no organisation


def record(what: str, *, about: UUID | str, details: Mapping[str, Detail] | None = None) -> int:
    """Appends an event to a subject's chain in this transaction, by the actor of the scope; its place in the chain.

    `what` is the verb of the action, as in "grant withdrawn"; `about` the public id of a learner or organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute("select app.append(%s, %s, %s)", [str(about), what, json.dumps(dict(details or {}))])
        return int(cursor.fetchone()[0])


def broken_at(about: UUID | str) -> int | None:
    """The place of the first event that does not verify; None if the whole chain does."""
    with connection.cursor() as cursor:
        cursor.execute("select app.broken_at(%s)", [str(about)])
        found = cursor.fetchone()[0]
    return None if found is None else int(found)
