"""What the catalogue must and must not hold of jobs: their tables are the worker's, and nobody else looks into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wraparound.core.database.prepare import BACKUP, FUNCTIONS, OWNER, WORKER
from wraparound.core.database.scope import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

LINTS = {
    "is not there: run prepare and migrate": "select 'the schema of jobs' where to_regnamespace('jobs') is null",
    "may look into the jobs": """
        select grantee::regrole::text from pg_namespace, aclexplode(nspacl)
        where nspname = 'jobs' and not coalesce(grantee::regrole::text = any(%(may)s), false)""",
    "is a privilege on jobs that nobody should have": """
        select distinct format('%%s on %%s for %%s', privilege_type, relname, grantee::regrole)
        from pg_class, aclexplode(relacl) where relnamespace = to_regnamespace('jobs')
        and (not coalesce(grantee::regrole::text = any(%(may)s), false)
          or (grantee <> %(owner)s::regrole and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'))
          or (grantee = %(backup)s::regrole and privilege_type <> 'SELECT')
          or (grantee = %(functions)s::regrole and privilege_type in ('UPDATE', 'DELETE') and relkind <> 'S'))""",
    "may look into the schema without taking a role": """
        select %(worker)s::text where has_schema_privilege(%(worker)s, 'app', 'usage')""",
    "is more than the worker may become": """
        select roleid::regrole::text from pg_auth_members
        where member = %(worker)s::regrole and roleid <> %(person)s::regrole""",
}


def faults(cursor: Any) -> Iterator[str]:
    """Everything that is wrong, as sentences; nothing if all is well."""
    named = {
        "may": [OWNER, FUNCTIONS, WORKER, BACKUP],
        "owner": OWNER,
        "backup": BACKUP,
        "functions": FUNCTIONS,
        "worker": WORKER,
        "person": str(Role.PERSON),
    }
    for words, query in LINTS.items():
        cursor.execute(query, named)
        yield from sorted(f"{found} {words}." for (found,) in cursor.fetchall())
