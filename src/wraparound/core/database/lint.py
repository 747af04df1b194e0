"""What the catalogue of the database must and must not hold. Read-only: at start-up, after a restore, in CI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wraparound.core.database import protection
from wraparound.core.database.prepare import BACKUP, LOGIN, OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = {15: 14, 16: 10, 17: 6}  # minors below these let a policy be got round
OURS = {"actor_key", "django_migrations"}  # tables without a model, which no role may touch

LINTS = {
    "is a table of which the site knows nothing": """
        select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
        and not relname = any(%(tables)s)""",
    "has no row-level security, or its owner is not bound by it": """
        select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
        and relname = any(%(models)s) and not (relrowsecurity and relforcerowsecurity)""",
    "is a view that shows what its owner may see (it lacks security_invoker)": """
        select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'v'
        and not coalesce(reloptions @> '{security_invoker=true}', false)""",
    "is a materialised view, which no policy protects": """
        select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'm'""",
    "is a function that runs as its owner without a search_path that ends in pg_temp": """
        select proname from pg_proc where pronamespace = 'app'::regnamespace and prosecdef
        and not exists (select from unnest(proconfig) c where c like 'search_path=%%, pg_temp')""",
    "is a function that everybody may call": """
        select proname from pg_proc where pronamespace = 'app'::regnamespace
        and (proacl is null or exists (select from aclexplode(proacl) a where a.grantee = 0))""",
    "is a privilege that only the owner should have": """
        select distinct format('%%s on %%s for %%s', privilege_type, relname, grantee::regrole)
        from pg_class, aclexplode(relacl) where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
        and grantee <> %(owner)s::regrole and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')""",
    "is a role of the site that may do more than it should": """
        select rolname from pg_roles where rolname like 'app\\_%%' and rolname <> %(backup)s
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)""",
    "may look into the schema without taking a role": """
        select %(login)s::text where has_schema_privilege(%(login)s, 'app', 'usage')""",
}


def faults(cursor: Any) -> Iterator[str]:
    """Everything that is wrong, as sentences; nothing if all is well."""
    cursor.execute("show server_version_num")
    major, minor = divmod(int(cursor.fetchone()[0]), 10000)
    if major < min(OLDEST) or minor < OLDEST.get(major, 0):
        yield f"PostgreSQL {major}.{minor} can be got round: at least 15.14, 16.10 or 17.6 is needed."
    declared = dict(protection.protections())
    named = {
        "tables": [*declared, *OURS],
        "models": [*declared],
        "owner": OWNER,
        "login": LOGIN,
        "backup": BACKUP,
    }
    for words, query in LINTS.items():
        cursor.execute(query, named)
        yield from sorted(f"{found} {words}." for (found,) in cursor.fetchall())
    with protection.full_names(cursor):
        for table, said in sorted(declared.items()):
            if said is None:
                yield f"{table}: nobody has declared who may see its rows."
            elif protection.remembered(table, cursor) != protection.expected(table, said, cursor):
                yield f"{table}: its privileges or policies are not those that the code declares."


def faults_of_login(cursor: Any) -> Iterator[str]:
    """What would make this very connection too powerful for the site to run on it."""
    cursor.execute("select rolname, rolsuper or rolbypassrls, rolinherit from pg_roles where rolname = session_user")
    name, mighty, inherits = cursor.fetchone()
    if mighty:
        yield f"{name} is a superuser or is not bound by row-level security."
    cursor.execute("select pg_has_role(session_user, %s, 'member')", [OWNER])
    if cursor.fetchone()[0] and not mighty:
        yield f"{name} owns the tables: the site must not log in as their owner."
    if inherits:
        yield f"{name} has the rights of its roles without taking one (it must be NOINHERIT)."
