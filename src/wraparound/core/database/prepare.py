"""Makes roles, schema and the actor's key in a new database; a second time changes nothing.

Run by somebody who may create roles (the launcher's superuser, or an administrator in production). What the roles may
do with each table stands with the tables (`protection.py`); here is only who there is.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from wraparound.core.database.scope import Role

OWNER = "app_owner"  # owns tables and functions, cannot log in
FUNCTIONS = "app_functions"  # owns the functions that look for others; no login of the site can take it
MIGRATE = "app_migrate"  # logs in to change tables
LOGIN = "app_login"  # logs in for the site: may take the roles below, and nothing else
WORKER = "app_worker"  # logs in to do jobs: keeps their tables, may act for a person, and nothing else
BACKUP = "app_backup"  # reads everything, changes nothing

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")


def actor_key(secret: str) -> bytes:
    """The key that signs actors, from what ACTOR_KEY says."""
    return hashlib.sha256(secret.encode()).digest()


def prepare(connection: psycopg.Connection[Any], passwords: dict[str, str], key: bytes) -> None:
    """Roles, logins with these passwords, schemas, extensions and key, in one transaction.

    MIGRATE and LOGIN need a password. Without one for WORKER, nobody new can log in as the worker.
    """
    database = connection.info.dbname
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(7276)")  # roles are of the whole server: one at a time
        for role in (OWNER, FUNCTIONS, *Role):
            _role(connection, role, "nologin noinherit")
        _role(connection, BACKUP, "nologin bypassrls")
        for login, roles in ((MIGRATE, [OWNER, FUNCTIONS]), (LOGIN, [*Role]), (WORKER, [Role.PERSON])):
            _role(connection, login, "noinherit" if login not in passwords else "login noinherit", passwords.get(login))
            for role in roles:
                connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(login)))
        for statement in _schema(database):
            connection.execute(statement)
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(OWNER)))
        _key(connection, key)


def _role(connection: psycopg.Connection[Any], name: str, options: str, password: str | None = None) -> None:
    there = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
    verb = "alter" if there else "create"
    secret = sql.SQL(" password {}").format(sql.Literal(password)) if password else sql.SQL("")
    connection.execute(
        sql.SQL("{} role {} nosuperuser nocreatedb nocreaterole {}{}").format(
            sql.SQL(verb), sql.Identifier(name), sql.SQL(options), secret
        )
    )


def _schema(database: str) -> list[sql.Composed]:
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(OWNER),
        "functions": sql.Identifier(FUNCTIONS),
        "backup": sql.Identifier(BACKUP),
        "logins": sql.SQL(", ").join(map(sql.Identifier, (MIGRATE, LOGIN, WORKER))),
        "roles": sql.SQL(", ").join(map(sql.Identifier, Role)),
    }
    return [
        sql.SQL(text).format(**names)
        for text in (
            "revoke all on database {database} from public",
            "grant connect on database {database} to {logins}, {backup}",
            "revoke all on schema public from public",
            "create schema if not exists ext",
            *(f"create extension if not exists {name} schema ext" for name in EXTENSIONS),
            "create schema if not exists app authorization {owner}",
            "create schema if not exists jobs authorization {owner}",  # who may, triggers_jobs.sql says
            "grant usage on schema app, ext to {roles}, {backup}",
            "grant usage on schema ext to {owner}, {functions}",
            "grant usage, create on schema app to {functions}",
            "alter database {database} set search_path = app, ext",
            "alter default privileges for role {owner} in schema app grant select on tables to {backup}",
            "alter default privileges for role {owner} revoke execute on functions from public",
            "alter default privileges for role {functions} revoke execute on functions from public",
        )
    ]


def _key(connection: psycopg.Connection[Any], key: bytes) -> None:
    """The key that signs actors, prepared for HMAC as RFC 2104 has it; only our functions can read it."""
    block = key.ljust(64, b"\0")
    pads = [bytes(b ^ pad for b in block) for pad in (0x36, 0x5C)]
    connection.execute("create table if not exists app.actor_key (inner_pad bytea not null, outer_pad bytea not null)")
    connection.execute("revoke all on app.actor_key from public, app_backup")
    connection.execute("grant select on app.actor_key to app_functions")
    connection.execute("delete from app.actor_key")
    connection.execute("insert into app.actor_key values (%s, %s)", pads)


def main() -> int:
    """For an administrator: the database that DATABASE_ADMIN_URL names is made ready; the exit code."""
    said = {name: conninfo_to_dict(os.environ.get(name, "")) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    wanted = {LOGIN: said["DATABASE_URL"], MIGRATE: said["DATABASE_OWNER_URL"]}
    worker = conninfo_to_dict(os.environ.get("DATABASE_WORKER_URL", ""))
    if worker and (worker.get("user") != WORKER or not worker.get("password")):
        print(f"DATABASE_WORKER_URL must name {WORKER} with its password, or not be set: then nobody does jobs.")
        return 2
    for login, url in wanted.items():
        if url.get("user") != login or not url.get("password"):
            print(f"DATABASE_URL and DATABASE_OWNER_URL must name {LOGIN} and {MIGRATE}, each with its password.")
            return 2
    if not os.environ.get("ACTOR_KEY") or not os.environ.get("DATABASE_ADMIN_URL"):
        print("ACTOR_KEY and DATABASE_ADMIN_URL must be set: see docs/operations.md.")
        return 2
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as connection:
        passwords = {login: str(url["password"]) for login, url in wanted.items()}
        passwords |= {WORKER: str(worker["password"])} if worker else {}
        prepare(connection, passwords, actor_key(os.environ["ACTOR_KEY"]))
        print(f"{connection.info.dbname} is ready for its tables.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
