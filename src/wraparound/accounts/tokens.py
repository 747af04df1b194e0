"""The random part of a link that lets somebody in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from wraparound.core import clock

if TYPE_CHECKING:
    from datetime import datetime

LASTS = timedelta(days=14)


def new_token() -> str:
    """256 random bits, for an address."""
    return secrets.token_urlsafe(32)


def lasts_until() -> datetime:
    """The moment at which a link made now runs out."""
    return clock.now() + LASTS
