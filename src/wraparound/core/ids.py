"""Keys that tell nothing: neither how many there are, nor in which order they came, nor whether a guess exists."""

from __future__ import annotations

import secrets
import uuid

BITS_OF_A_NUMBER = 58  # a learner's number times 16 plus a category still fits the database's 63 bits


def new_number() -> int:
    """A random key for a row that other tables point to: 1 to 2**58."""
    return secrets.randbelow(2**BITS_OF_A_NUMBER) + 1


def new_public_id() -> uuid.UUID:
    """A random id for addresses and files: version 4, which holds neither time nor place."""
    return uuid.uuid4()
