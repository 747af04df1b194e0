"""The site's own database in a folder, and the environment in which the settings find it. For demo and tests."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wraparound.core.database.launcher import Cluster
from wraparound.core.database.prepare import LOGIN, MIGRATE, WORKER, actor_key, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wraparound.core.database.launcher import Server


@contextmanager
def running(folder: Path, database: str = "wraparound") -> Iterator[dict[str, str]]:
    """Starts the server of the folder, makes the database ready, and gives the variables that the settings read."""
    folder.mkdir(parents=True, exist_ok=True)
    with Cluster(folder / "database") as server:
        yield ready(server, database, _kept(folder / "secrets.json"))


def ready(server: Server, database: str, kept: dict[str, str]) -> dict[str, str]:
    """The variables for a database of this name, made with its roles if it is new."""
    with psycopg.connect(**server.connection(), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    passwords = {MIGRATE: kept["migrate"], LOGIN: kept["login"], WORKER: kept["worker"]}
    with psycopg.connect(**server.connection(database), autocommit=True) as connection:
        prepare(connection, passwords, actor_key(kept["actor"]))
    urls = {
        name: make_conninfo(**server.connection(database, role=user, password=passwords[user]))
        for name, user in (
            ("DATABASE_URL", LOGIN),
            ("DATABASE_OWNER_URL", MIGRATE),
            ("DATABASE_WORKER_URL", WORKER),
        )
    }
    keys = {"SECRET_KEY": kept["django"], "ACTOR_KEY": kept["actor"], "SECRETS_KEY": kept["secrets"]}
    return {**urls, **keys, "DATABASE_EMBEDDED": "yes"}


def new_secrets() -> dict[str, str]:
    """Random passwords and keys."""
    return {name: secrets.token_urlsafe(32) for name in ("migrate", "login", "worker", "actor", "django", "secrets")}


def _kept(file: Path) -> dict[str, str]:
    """The secrets of the folder: each made once, readable by their owner only."""
    before = json.loads(file.read_text()) if file.exists() else {}
    kept = {**new_secrets(), **before}
    if kept != before:  # a new folder, or one of an earlier release with fewer
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(kept, out)
    return {str(name): str(value) for name, value in kept.items()}
