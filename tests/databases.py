"""Databases of tests: each is a copy of the one made for the worker, which is far quicker than making another."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections
from psycopg import sql

from wraparound.core.database.embedded import ready
from wraparound.site.settings import database_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

    Reached = dict[str, dict[str, str]]

KEPT = {"migrate": "m", "login": "l", "worker": "w", "actor": "only for tests", "django": "d", "secrets": "s"}
ALIASES = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}
FIELDS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
DEMO_LEARNERS = 14  # the ten of the cast's lead, and some who are with others
UNTOUCHED = "untouched"  # the worker's database as it was made: what others are copied from


def made_ready(server: Server, name: str) -> Reached:
    """How each connection reaches the database of this name, which is made with its roles if it is new."""
    said = ready(server, name, KEPT)
    found = {alias: database_of(said[variable]) for alias, variable in ALIASES.items()}
    return {alias: {k: new[k] for k in FIELDS if k in new} for alias, new in found.items()}


def copy(server: Server, name: str, *, of: str = UNTOUCHED) -> Reached:
    """A new database like another, to which nobody may be connected."""
    with psycopg.connect(**server.connection(), autocommit=True) as connection:
        statement = sql.SQL("create database {} template {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(of)))
    return made_ready(server, name)


@contextmanager
def one_more(server: Server, name: str) -> Iterator[Reached]:
    """A new database, gone afterwards with all that was written to it."""
    try:
        yield copy(server, name)
    finally:
        with psycopg.connect(**server.connection(), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@contextmanager
def pointed_at(reached: Reached) -> Iterator[None]:
    """Both connections of every thread lead to this database meanwhile."""
    connections.close_all()
    before = {alias: {k: connections.settings[alias].get(k) for k in FIELDS} for alias in ALIASES}
    point(reached)
    try:
        yield
    finally:
        connections.close_all()
        point(before)


def point(reached: dict[str, dict[str, Any]]) -> None:
    """Both connections of every thread lead to this database from now on."""
    for alias, new in reached.items():
        connections.settings[alias].update(new)
        connections[alias].settings_dict.update(new)


def rows(server: Server, name: str) -> dict[str, int]:
    """How many rows each table of the site has."""
    with psycopg.connect(**server.connection(name)) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'app'").fetchall()
        counts = {
            table: connection.execute(sql.SQL("select count(*) from app.{}").format(sql.Identifier(table))).fetchone()
            for (table,) in tables
        }
    return {table: count[0] for table, count in counts.items() if count}
