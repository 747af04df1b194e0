"""The backend: as a transaction opens, the database is told who acts. Nobody, unless the scope says so."""

from __future__ import annotations

from django.db.backends.postgresql import base

from wraparound.core.database import patience, scope


class DatabaseWrapper(base.DatabaseWrapper):
    """A PostgreSQL connection whose transactions run for the actor of the scope."""

    def _set_autocommit(self, autocommit: bool) -> None:
        if not autocommit:
            patience.check()  # before anything is begun
        super()._set_autocommit(autocommit)  # type: ignore[misc] # of Django, and not in its stubs
        actor = scope.current()
        if not autocommit and actor is not None:
            scope.tell(self, actor)
