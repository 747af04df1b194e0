"""Sessions kept in the database, read and written in the role of sign-in: the only one that may see them."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from wraparound.core.database.scope import Role, acting, acting_still, as_system


class SessionStore(db.SessionStore):
    """A session of the site."""

    def load(self) -> dict[str, Any]:
        """What is in it; empty where there is none or it ran out."""
        with acting_still(as_system(Role.SIGN_IN)):
            return super().load()

    def exists(self, session_key: str) -> bool:
        """Whether there is one with this key."""
        with acting(as_system(Role.SIGN_IN)):
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        """Stores it."""
        with acting(as_system(Role.SIGN_IN)):
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Ends it."""
        with acting(as_system(Role.SIGN_IN)):
            super().delete(session_key)
