"""Reads and notes what has been made, in the role of sign-in: nobody else may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from wraparound.accounts import queries as accounts
from wraparound.core.database.scope import Actor, Role, acting
from wraparound.demo.models import Made

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person

INSTALLATION = Actor(Role.SIGN_IN)


def note(reference: str, key: int = 0) -> None:
    """Notes that it is there, in the transaction of what was made."""
    with acting(INSTALLATION):
        Made.objects.create(reference=reference, key=key)


def key_of(reference: str) -> int | None:
    """The key of what was made; None where it was not."""
    with acting(INSTALLATION):
        return Made.objects.filter(reference=reference).values_list("key", flat=True).first()


def keys(kind: str) -> dict[str, int]:
    """Everything of a kind: what stands after `kind:`, with its key."""
    with acting(INSTALLATION):
        found = Made.objects.filter(reference__startswith=f"{kind}:").values_list("reference", "key")
        return {reference.removeprefix(f"{kind}:"): key for reference, key in found}


def person(reference: str) -> Person | None:
    """Somebody who was made; None where nobody was."""
    key = key_of(f"person:{reference}")
    if key is None:
        return None
    with acting(INSTALLATION):
        found: Person | None = get_user_model()._default_manager.filter(pk=key).first()
        return found


def people() -> dict[str, Person]:
    """The people who were made, by what stands after `person:`."""
    found = keys("person")
    with acting(INSTALLATION):
        rows: dict[int, Any] = get_user_model()._default_manager.in_bulk(found.values())
    return {reference: rows[key] for reference, key in found.items()}


def organisations() -> dict[str, Organisation]:
    """The organisations that were made, by their ids in the area."""
    found = keys("organisation")
    with acting(INSTALLATION):
        rows = accounts.organisations(None).in_bulk(list(found.values()))
    return {reference: rows[key] for reference, key in found.items()}
