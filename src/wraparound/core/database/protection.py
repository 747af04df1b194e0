"""What each role may do with the rows of each table. One declaration beside each model; what is not said is refused.

A declaration becomes, in the database: privileges (never TRUNCATE, REFERENCES or TRIGGER) and row-level security that
binds the owner too. `apply` makes the catalogue say what the code says, after each migration; `differences` finds where
it does not.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from psycopg import sql

from wraparound.core.categories import CATEGORIES_PER_LEARNER
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.scope import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wraparound.core.categories import Category


LEARNER = "learners.Learner"  # a name, and no import: the core stands below


class Command(StrEnum):
    """What can be done with rows."""

    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


READ = (Command.SELECT,)
ADD = (Command.INSERT,)
EDIT = (Command.SELECT, Command.INSERT, Command.UPDATE)
ALL = tuple(Command)


@dataclass(frozen=True, slots=True)
class Rule:
    """A role may give these commands to the rows of which `rows` holds (SQL; the table's columns by name).

    `after` is what must hold of a row that was added or changed; `rows` where it is not said. Never write EXISTS or a
    query into `rows`: ask a function of `app` once, as in `= any((select app.my_keys())::bigint[])`. It is up to a
    thousand times faster on lists.
    """

    role: Role | str
    commands: tuple[Command, ...]
    rows: str = "true"
    after: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """All rules of a table."""

    rules: tuple[Rule, ...] = ()
    about_a_learner: bool = False


NOBODY = Protection()
FOR_FUNCTIONS = Rule(FUNCTIONS, READ)  # the functions that say who may reach what have to look here
FOR_MERGING = Rule(FUNCTIONS, (Command.SELECT, Command.UPDATE))  # rows of a learner written down twice are moved

# Of a learner, a function erases what two people agreed to erase, and nothing else (records/sql/functions_keeping.sql).
ERASED = "{column} = any((select app.learners_being_erased())::bigint[])"

MY_LEARNERS = "{learner} = any((select app.my_learners())::bigint[])"
MY_OWN_LEARNERS = "{learner} = any((select app.my_own_learners())::bigint[])"
MY_ORGANISATIONS = "{organisation} = any((select app.my_organisations())::bigint[])"


def key_sql(category: Category | None = None, learner: str = "learner_id") -> str:
    """What opens a row, in SQL: learner * 16 + the category's number (from the column `category` if none is given)."""
    return f"{learner} * 16 + {'category' if category is None else category.number}"


def open_to_me(category: Category | None = None, learner: str = "learner_id") -> str:
    """The rows of categories that are open to the person who acts."""
    return f"({key_sql(category, learner)}) = any((select app.my_keys())::bigint[])"


def about_a_learner(
    category: Category | None = None,
    *more: Rule,
    commands: tuple[Command, ...] = EDIT,
    learner: str = "learner_id",
) -> Protection:
    """The protection of learner data: a person reaches a row whose category of the learner is open to them.

    Without a category the table says it in its own column `category`, as the number. Give the table `key_index`.
    """
    return Protection((Rule(Role.PERSON, commands, open_to_me(category, learner)), *more), about_a_learner=True)


def key_index(name: str, category: Category | None = None, learner: str = "learner") -> models.Index:
    """The index that finds what is open among a million rows: on the expression that the policy asks for."""
    number = models.F("category") if category is None else models.Value(category.number)
    return models.Index(models.F(learner) * CATEGORIES_PER_LEARNER + number, name=name)


def protections() -> Iterator[tuple[str, Protection | None]]:
    """Each table of the site with its protection; None where nobody declared one."""
    declared: dict[str, Protection] = {}
    for app in apps.get_app_configs():
        declared |= getattr(app, "protections", {})  # of models that are not ours
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table, _of(model, declared)


def _of(model: type[models.Model], declared: dict[str, Protection]) -> Protection | None:
    own = model.__dict__.get("protection")
    found = own if isinstance(own, Protection) else declared.get(model._meta.label)
    return replace(found, rules=(*found.rules, *_erasing(model))) if found and found.about_a_learner else found


def _erasing(model: type[models.Model]) -> tuple[Rule, ...]:
    """What is about a learner can be erased, whatever table it stands in: no table has to say so, none can forget."""
    columns = [f.column for f in model._meta.local_fields if f.remote_field and _is_learner(f.remote_field.model)]
    rows = " or ".join(ERASED.format(column=column) for column in columns if model._meta.label != LEARNER)
    return (Rule(FUNCTIONS, (Command.DELETE,), rows),) if rows else ()


def _is_learner(model: Any) -> bool:
    return not isinstance(model, str) and model._meta.label == LEARNER


def statements(table: str, protection: Protection) -> Iterator[sql.Composed]:
    """What makes the table's privileges and policies say what the protection says, whatever they said before."""
    named = {"table": sql.Identifier("app", table)}
    roles = sql.SQL(", ").join(map(sql.Identifier, (*Role, FUNCTIONS)))
    yield sql.SQL("revoke all on {table} from public, {roles}").format(**named, roles=roles)
    yield sql.SQL("alter table {table} enable row level security, force row level security").format(**named)
    for number, (rule, command) in enumerate((r, c) for r in protection.rules for c in r.commands):
        role, verb = sql.Identifier(rule.role), sql.SQL(command.value)
        yield sql.SQL("grant {verb} on {table} to {role}").format(verb=verb, role=role, **named)
        using, check = (sql.SQL(f" {verb} ({_rows(rows, rule, protection)})") for verb, rows in _said(rule))
        parts = {Command.INSERT: check, Command.UPDATE: using + check}.get(command, using)
        yield (
            sql.SQL("create policy {name} on {table} as permissive for {verb} to {role}").format(
                name=sql.Identifier(f"{number:02}_{command}_{rule.role}"), verb=verb, role=role, **named
            )
            + parts
        )


def _said(rule: Rule) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("using", rule.rows), ("with check", rule.after or rule.rows)


def _rows(rows: str, rule: Rule, protection: Protection) -> str:
    """Learner data is for somebody who is named, whatever else the rule says.

    Not as a restrictive policy of its own: PostgreSQL asks restrictive policies first, and then no index may be used
    for what the others ask, unless it can be proven to tell nothing. Lists of 100,000 took seconds.
    """
    if protection.about_a_learner and rule.role == Role.PERSON:
        return f"((select app.me()) is not null) and ({rows})"
    return rows


def apply(cursor: Any) -> None:
    """Makes the catalogue of the database say what the code says. For the owner, after each migration."""
    with full_names(cursor):
        _apply(cursor)


@contextmanager
def full_names(cursor: Any) -> Iterator[None]:
    """Inside, the catalogue shows policies with full names, whoever asks: else marks could not be compared."""
    cursor.execute("select current_setting('search_path')")
    (before,) = cursor.fetchone()
    cursor.execute("select set_config('search_path', 'pg_catalog', false)")
    yield
    cursor.execute("select set_config('search_path', %s, false)", [before])


def _apply(cursor: Any) -> None:
    for table, protection in protections():
        wanted = list(statements(table, protection or NOBODY))
        if remembered(table, cursor) == _mark(wanted, table, cursor):
            continue
        for policy in _policies(table, cursor):
            cursor.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), sql.Identifier("app", table)))
        for statement in wanted:
            cursor.execute(statement)
        mark = sql.Literal(_mark(wanted, table, cursor))
        cursor.execute(sql.SQL("comment on table {} is {}").format(sql.Identifier("app", table), mark))


def expected(table: str, protection: Protection, cursor: Any) -> str:
    """The mark that the table bears if the catalogue says what this protection says."""
    return _mark(list(statements(table, protection)), table, cursor)


def remembered(table: str, cursor: Any) -> str:
    """The mark that `apply` left on the table; empty if it never came by."""
    cursor.execute(
        "select obj_description(oid, 'pg_class') from pg_class"
        " where relname = %s and relnamespace = (select oid from pg_namespace where nspname = 'app')",
        [table],
    )
    row = cursor.fetchone()
    return str(row[0] or "") if row else ""


def _mark(wanted: Iterable[sql.Composed], table: str, cursor: Any) -> str:
    """What the code asks for and what the catalogue says now, each as a short hash."""
    text = "\n".join(w.as_string(cursor.connection) for w in wanted)
    asked = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"protected {asked} {_catalogue(table, cursor)}"


CATALOGUE = """
select encode(sha256(convert_to(string_agg(said, E'\n' order by said), 'UTF8')), 'hex') from (
  select format('%%s %%s %%s', relrowsecurity, relforcerowsecurity, g) as said
    from t left join lateral unnest(relacl) g on true
  union all
  select format('%%s %%s', attname, attacl) from pg_attribute join t on t.oid = attrelid where attacl is not null
  union all
  select format('%%s %%s %%s %%s %%s %%s', polname, polcmd, polpermissive,
      (select array_agg(rolname order by rolname) from pg_roles r where r.oid = any(polroles)),
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    from pg_policy join t on t.oid = polrelid
) x
"""


def _catalogue(table: str, cursor: Any) -> str:
    cursor.execute(
        "with t as (select * from pg_class where relname = %s"
        " and relnamespace = (select oid from pg_namespace where nspname = 'app')) " + CATALOGUE,
        [table],
    )
    return str(cursor.fetchone()[0])[:16]


def _policies(table: str, cursor: Any) -> list[str]:
    cursor.execute("select policyname from pg_policies where schemaname = 'app' and tablename = %s", [table])
    return [name for (name,) in cursor.fetchall()]
