"""Secrets at rest: sealed with a key that the database does not have, so that a copy of it opens nobody's sign-in.

`SECRETS_KEY` holds one key or more. The first seals; each of them opens. To change it, put a new one first, run
`manage.py seal_again`, and take the old one away.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Unreadable(Exception):  # it reads as what it says
    """Sealed with a key that SECRETS_KEY does not hold (any more), or not sealed at all."""


def seal(text: str) -> str:
    """The text, for a row."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text of a row. Raises Unreadable."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise Unreadable("no key of SECRETS_KEY opens this: see docs/operations.md") from fault


def seal_again(sealed: str) -> str:
    """The same, by the first key. Raises Unreadable."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(text)) for text in settings.SECRETS_KEYS])


def _key(text: str) -> bytes:
    """Of a long random text, whatever its length: 32 bytes, as Fernet wants them."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"wraparound: secrets at rest|" + text.encode()).digest())


class Sealed(models.TextField):  # type: ignore[type-arg]
    """A text that is sealed in its row and plain in Python; an empty one stays empty. Nothing can be found by it."""

    def get_prep_value(self, value: Any) -> Any:
        """For the row."""
        plain = super().get_prep_value(value)
        return seal(plain) if plain else plain

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """From the row."""
        return unseal(value) if value else value
