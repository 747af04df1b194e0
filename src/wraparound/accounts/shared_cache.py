"""Django's cache in the database, so that all processes count together how often somebody tries to sign in.

It has a connection of its own for each process. What is counted stays counted when the request is rolled back, as it is
where a password was wrong; and a lock is seen by the others at once. Each operation is one short statement.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from threading import Lock
from typing import Any, ClassVar

import psycopg
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.conninfo import make_conninfo

from wraparound.core.database.scope import Role

TABLE = "app.accounts_counted"
UNTIL = "coalesce(now() + make_interval(secs => %s), 'infinity')"
SWEEP = 50  # one write in so many also takes away what has run out
NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
NOT_OF_THE_SERVER = {"server_side_binding", "pool", "isolation_level", "assume_role"}  # Django's own options


class SharedCache(BaseCache):
    """Keeps what JSON can hold. Keys are kept as fingerprints."""

    _connection: ClassVar[psycopg.Connection[Any] | None] = None
    _made_for: ClassVar[tuple[Any, ...]] = ()
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept; `default` where there is nothing or it has run out."""
        found = self._ask(f"select value from {TABLE} where key = %s and expires > now()", self._name(key, version))
        return found[0][0] if found else default

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keeps it only where nothing is kept; whether it was. Of several at once, one."""
        kept = (
            f"insert into {TABLE} as t (key, value, expires) values (%s, %s::jsonb, {UNTIL})"
            " on conflict (key) do update set value = excluded.value, expires = excluded.expires"
            " where t.expires <= now() returning 1"
        )
        return bool(self._ask(kept, self._name(key, version), json.dumps(value), self._seconds(timeout)))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keeps it, in place of what was there."""
        kept = (
            f"insert into {TABLE} (key, value, expires) values (%s, %s::jsonb, {UNTIL})"
            " on conflict (key) do update set value = excluded.value, expires = excluded.expires returning 1"
        )
        self._ask(kept, self._name(key, version), json.dumps(value), self._seconds(timeout))
        if not secrets.randbelow(SWEEP):
            self._ask(f"delete from {TABLE} where expires <= now() returning 1")

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Lets it last from now on; whether it was there."""
        longer = f"update {TABLE} set expires = {UNTIL} where key = %s and expires > now() returning 1"
        return bool(self._ask(longer, self._seconds(timeout), self._name(key, version)))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Adds to a number, which lasts as long as it did; the new one. Raises ValueError where there is none."""
        more = (
            f"update {TABLE} set value = to_jsonb((value #>> '{{}}')::bigint + %s::bigint)"
            " where key = %s and expires > now() returning (value #>> '{}')::bigint"
        )
        found = self._ask(more, delta, self._name(key, version))
        if not found:
            raise ValueError(f"nothing is kept as {key}")
        return int(found[0][0])

    def delete(self, key: str, version: int | None = None) -> bool:
        """Takes it away; whether it was there."""
        gone = f"delete from {TABLE} where key = %s returning expires > now()"
        return any(row[0] for row in self._ask(gone, self._name(key, version)))

    def clear(self) -> None:
        """Takes all away."""
        self._ask(f"delete from {TABLE} returning 1")

    # ------------------------------------------------------------------------------------------- how it is asked

    def _name(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_and_validate_key(key, version=version).encode()).hexdigest()

    def _seconds(self, timeout: Any) -> float | None:
        """How long to keep it; None: always."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else max(0.0, float(seconds))

    @classmethod
    def _ask(cls, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows; where the server was started anew meanwhile, on a new connection."""
        with cls._lock:
            try:
                return cls._run(statement, values)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                cls._connection = None
                return cls._run(statement, values)

    @classmethod
    def _run(cls, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        at = connections.settings[DEFAULT_DB_ALIAS]
        made_for = (os.getpid(), *(str(at.get(name)) for name in NAMES))
        if cls._connection is None or cls._connection.closed or cls._made_for != made_for:
            cls._connection, cls._made_for = _connected(at), made_for
        return cls._connection.execute(statement.encode(), values).fetchall()


def _connected(at: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection in the role of sign-in, which commits each statement."""
    said = {ours: str(at[theirs]) for theirs, ours in NAMES.items() if at.get(theirs)}
    options = {k: str(v) for k, v in at.get("OPTIONS", {}).items() if k not in NOT_OF_THE_SERVER}
    options["options"] = f"{options.get('options', '')} -c role={Role.SIGN_IN.value}".strip()
    options["application_name"] = "wraparound: limits of sign-in"
    return psycopg.connect(make_conninfo(**said, **options), autocommit=True)
