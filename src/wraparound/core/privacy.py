"""The privacy word of each field: how far what is in it may go. It drives export, redaction and how long it is kept."""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """The four words, from open to closed."""

    PUBLIC = "public"  # may stand on a page that needs no sign-in
    PERSONAL = "personal"  # about somebody who can be recognised
    SPECIAL = "special"  # health, disability, beliefs: what the law protects most
    SECRET = "secret"  # keys and tokens: never shown, exported or logged


Words = dict[str, Privacy]


def public(*fields: str) -> Words:
    """These fields are public."""
    return dict.fromkeys(fields, Privacy.PUBLIC)


def personal(*fields: str) -> Words:
    """These fields are personal."""
    return dict.fromkeys(fields, Privacy.PERSONAL)


def special(*fields: str) -> Words:
    """These fields are special-category data."""
    return dict.fromkeys(fields, Privacy.SPECIAL)


def secret(*fields: str) -> Words:
    """These fields are secret."""
    return dict.fromkeys(fields, Privacy.SECRET)
