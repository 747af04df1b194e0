"""Who acts: every transaction runs for somebody, and the database itself asks for whom.

The login of the site may do nothing at all. A transaction first takes a role and names its actor with a token that the
database can check; both end with the transaction. Without `acting` there is no role, so no table is even visible.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from wraparound.core.database import patience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

SECONDS_VALID = 30  # a token must open its transaction within this time; the transaction may last longer


class Role(StrEnum):
    """The roles a transaction of the site can take. Their names are those in the database."""

    VISITOR = "app_visitor"  # nobody has signed in: the public local offer and the vocabulary
    PERSON = "app_user"  # somebody has signed in: what their grants, memberships and own rows allow
    SIGN_IN = "app_system_signin"  # sessions, sign-in, invitations: accounts and nothing of a learner
    INTAKE = "app_system_intake"  # a new learner is written down: may add, may read nothing
    NOTICES = "app_system_notices"  # mails somebody what is new: acts for one person, sees their notices and address
    KEEPING = "app_system_keeping"  # carries out an erasure on which two people agreed; may do nothing else
    UPKEEP = "app_system_upkeep"  # nightly checks: may ask whether something is wrong, and see no row


@dataclass(frozen=True, slots=True)
class Actor:
    """In which role, and for which person, a transaction runs. A system role may run for nobody."""

    role: Role
    person: int | None = None


_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current() -> Actor | None:
    """The actor of this moment, if there is one."""
    return _current.get()


def token(person: int, backend: int, key: bytes) -> str:
    """`person|expiry|backend|HMAC-SHA256`, for one connection (its process id) and a short time (epoch seconds)."""
    said = f"{person}|{int(time.time()) + SECONDS_VALID}|{backend}"
    return f"{said}|{hmac.new(key, said.encode(), hashlib.sha256).hexdigest()}"


def tell(connection: BaseDatabaseWrapper, actor: Actor | None) -> None:
    """Sets role and actor in the connection's transaction, in one statement; both end with the transaction.

    Never for longer: whoever has the connection next would act as whoever had it before.
    """
    raw = connection.connection
    role, named = "none", ""
    if actor is not None:
        role = actor.role.value
        if actor.person is not None:
            named = token(actor.person, _process(raw), settings.ACTOR_KEY)
    told: list[object] = [named, role]
    if (left := patience.left()) is None:
        raw.execute("select set_config('app.actor', %s, true), set_config('role', %s, true)", told)
    else:
        raw.execute(
            "select set_config('app.actor', %s, true), set_config('role', %s, true),"
            " set_config('statement_timeout', %s, true)",
            [*told, str(left)],
        )


def _process(raw: Any) -> int:
    """The server's process that this transaction has.

    Behind a pooler the connection knows only the pooler's own number, and another process may serve the next
    transaction: so it is asked for, inside it.
    """
    if settings.DATABASE_POOLED:
        return int(raw.execute("select pg_backend_pid()").fetchone()[0])
    return int(raw.info.backend_pid)


@contextmanager
def acting(actor: Actor, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction (or a savepoint, inside another) that runs for this actor; afterwards the one before acts again."""
    connection = connections[using]
    nested = connection.in_atomic_block
    before = _current.set(actor)
    try:
        with transaction.atomic(using=using):
            if nested:  # an outermost transaction is told by the backend, as it opens
                tell(connection, actor)
            yield
            if nested:  # a rollback to the savepoint would undo it by itself
                tell(connection, before.old_value if before.old_value is not before.MISSING else None)
    finally:
        _current.reset(before)


@contextmanager
def acting_still(actor: Actor) -> Iterator[None]:
    """As `acting`, for what only reads: where this actor acts already, in that transaction and without a savepoint."""
    if _current.get() == actor and connections[DEFAULT_DB_ALIAS].in_atomic_block:
        yield
        return
    with acting(actor):
        yield


def as_visitor() -> Actor:
    """Somebody who has not signed in."""
    return Actor(Role.VISITOR)


def as_person(person: int) -> Actor:
    """Somebody who has signed in."""
    return Actor(Role.PERSON, person)


def as_system(role: Role) -> Actor:
    """A narrow role of the site itself; the person for whom it works stays named."""
    actor = current()
    return Actor(role, actor.person if actor else None)
