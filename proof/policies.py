"""Each policy of the database is changed, one change at a time: what people can then see and do is not what it was.

python -m proof.policies

Tables, roles and policies are read from the catalogue, so that new ones are in it. In a world in which every table has
rows, each role is asked for each person what it reads, and whether it may add, change and take away rows. A change of a
policy after which all that is the same was not noticed: it makes no difference, or a probe is missing. Both are listed.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.matrix import World

CATALOGUE = """
select tablename, policyname, cmd, roles[1], coalesce(qual, ''), coalesce(with_check, '')
from pg_policies where schemaname = 'app' order by 1, 2
"""
# What may be written instead: each place by itself.
CHANGES = (
    (" = ANY (", " <> ALL ("),
    (" OR ", " AND "),
    (" AND ", " OR "),
    (" IS NOT NULL", " IS NULL"),
    (" IS NULL", " IS NOT NULL"),
    (" = ", " <> "),
    (" <> ", " = "),
)
NUMBER = re.compile(r"(\* 16\) \+ )(\d+)")
EQUIVALENT: dict[tuple[str, str], str] = {}  # (table and policy, change) that makes no difference, and why


@dataclass(frozen=True)
class Policy:
    """As the catalogue has it."""

    table: str
    name: str
    command: str
    role: str
    using: str
    check: str


@dataclass(frozen=True)
class Mutant:
    """A policy with one change. `how` says which, as read in the list of what was not noticed."""

    policy: Policy
    how: str
    statement: str

    @property
    def key(self) -> tuple[str, str]:
        """By what it is called in EQUIVALENT."""
        return f"{self.policy.table} {self.policy.name}", self.how


def policies(cursor: Any) -> list[Policy]:
    """All of the schema."""
    from wraparound.core.database.protection import full_names  # noqa: PLC0415

    with full_names(cursor):
        cursor.execute(CATALOGUE)
        return [Policy(*row) for row in cursor.fetchall()]


def mutants(of: Policy) -> Iterator[Mutant]:
    """Dropped; open to all rows; and each operator and category by itself another one."""
    on = f'policy "{of.name}" on app."{of.table}"'
    yield Mutant(of, "dropped", f"drop {on}")
    for part, text in (("using", of.using), ("with check", of.check)):
        for how, changed in _changed(text):
            yield Mutant(of, f"{part}: {how}", f"alter {on} {part} ({changed})")


def _changed(text: str) -> Iterator[tuple[str, str]]:
    if text in ("", "true"):
        return
    yield "true", "true"
    for right, wrong in CHANGES:
        for n, at in enumerate(m.start() for m in re.finditer(re.escape(right), text)):
            if not text[at:].startswith(" = ANY (") or right == " = ANY (":
                yield f"{right.strip()} {n} is {wrong.strip()}", text[:at] + wrong + text[at + len(right) :]
    for n, one in enumerate(NUMBER.finditer(text)):
        other = (int(one[2]) + 1) % 9
        yield f"category {n} is {other}", text[: one.start(2)] + str(other) + text[one.end(2) :]


# ------------------------------------------------------------------------------------------------------------ probes


class Probes:
    """What each role can do with the rows of each table, asked for each person. Nothing that is tried stays."""

    def __init__(self, world: World, more: Sequence[int]) -> None:
        from django.apps import apps  # noqa: PLC0415

        from wraparound.core.database.scope import Role  # noqa: PLC0415

        who = [p.pk for p in world.actors.values() if p is not None]
        self.people: dict[str, list[int | None]] = {role.value: [None, *who[:4]] for role in Role}
        self.people |= {"app_user": [*who, *more], "app_visitor": [None], "app_functions": [None], "app_owner": [None]}
        self.models = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}
        self.learners = [world.learner.pk]
        self._samples: dict[str, list[dict[str, Any]]] = {}

    def of(self, table: str, role: str) -> list[Any]:
        """Everything that this role can see and do there, for each person; to be compared."""
        from django.db import connection  # noqa: PLC0415

        from wraparound.core.database.scope import Actor, Role, tell  # noqa: PLC0415

        found = []
        self.samples(table)  # before a role is taken: it asks as somebody else
        for person in self.people[role]:
            with connection.cursor() as cursor:
                if role in ("app_functions", "app_owner"):
                    cursor.execute(f"set local role {role}")
                else:
                    tell(connection, Actor(Role(role), person))
                for statement, params in self._asked(table, person):
                    found.append(_tried(cursor, statement, params))
                cursor.execute("set local role none")
        return found

    def _asked(self, table: str, person: int | None) -> Iterator[tuple[str, list[Any]]]:
        on = f'app."{table}"'
        key = self.models[table]._meta.pk.column
        yield f'select coalesce(array_agg("{key}"::text order by "{key}"::text), \'{{}}\') from {on}', []
        yield f"delete from {on}", []
        people = self._people_in(table)
        for row in self.samples(table):
            columns = ", ".join(f'"{c}"' for c in row)
            marks = ", ".join(["%s"] * len(row))
            variants = [row]
            if person and people:  # everybody it names, and each of them alone
                named = [people, *([one] for one in people if len(people) > 1)]
                variants += [row | dict.fromkeys(those, person) for those in named]
            for said in variants:
                yield f"insert into {on} ({columns}) values ({marks})", list(said.values())
        for column, value in self._changes(table):
            yield f'update {on} set "{column}" = %s', [value]
            yield f'update {on} set "{column}" = "{column}"', []
        if person:
            yield from ((f'update {on} set "{column}" = %s', [person]) for column in people)

    def _people_in(self, table: str) -> list[str]:
        """The columns that name a person."""
        fields = self.models[table]._meta.concrete_fields
        return [f.column for f in fields if f.is_relation and f.related_model._meta.model_name == "person"]

    def samples(self, table: str) -> list[dict[str, Any]]:
        """New rows like some that are there: by different people, of different categories."""
        if table not in self._samples:
            from tests import hidden, mighty  # noqa: PLC0415

            model = self.models[table]
            with mighty.taken():
                rows = [] if table in hidden.EXCEPT else list(model._default_manager.order_by("pk")[:400])
                picked = hidden.different(rows, 5)
                self._samples[table] = [hidden.to_insert(row) for row in picked]
        return self._samples[table]

    def _changes(self, table: str) -> Iterator[tuple[str, Any]]:
        """Columns that are set to what stands in some row."""
        rows = self.samples(table)
        names = [n for n in ("category", "learner_id", *self._people_in(table)) if rows and n in rows[0]]
        fields = self.models[table]._meta.concrete_fields
        plain = [f.column for f in fields if not (f.unique or f.is_relation or f.column in names)]
        for name in [*names, *plain[-1:]]:
            for value in list({str(row[name]): row[name] for row in rows if name in row}.values())[:2]:
                yield name, value


def _tried(cursor: Any, statement: str, params: list[Any]) -> Any:
    """What came of it: rows, how many, or the kind of refusal."""
    from django.db import Error  # noqa: PLC0415

    cursor.execute("savepoint tried")
    try:
        cursor.execute(statement, params or None)
        found = cursor.fetchone() if cursor.description else cursor.rowcount
    except Error as fault:
        found = getattr(fault.__cause__, "sqlstate", "") or type(fault).__name__
    cursor.execute("rollback to savepoint tried")
    return found


def full_world() -> tuple[World, Probes]:
    """In the transaction of the test: every table has rows, about two learners, in each category."""
    from tests import hidden, matrix, people  # noqa: PLC0415

    world = matrix.make_world()
    own = people.person("Strangerperson")
    other = people.learner("Strangername", person=own)
    hidden.added(world, "person of no organisation", [world.learner, other])
    hidden.fill_the_rest(world)
    return world, Probes(world, [own.pk])


def not_noticed(probes: Probes, which: Sequence[Mutant]) -> list[Mutant]:
    """Those after which everybody sees and does what they did before."""
    from django.db import transaction  # noqa: PLC0415

    from tests import mighty  # noqa: PLC0415

    before: dict[tuple[str, str], list[Any]] = {}
    found = []
    for mutant in which:
        about = (mutant.policy.table, mutant.policy.role)
        if about not in before:
            before[about] = probes.of(*about)
        with transaction.atomic():
            with mighty.taken() as cursor:
                cursor.execute(mutant.statement)
            if probes.of(*about) == before[about]:
                found.append(mutant)
            transaction.set_rollback(True)
    return found


def main() -> int:
    """1 where a change that makes a difference was not noticed."""
    from proof import ground, report  # noqa: PLC0415

    with ground.standing() as here:
        from django.db import connections, transaction  # noqa: PLC0415

        from tests import mighty  # noqa: PLC0415

        begun = time.perf_counter()
        with mighty.there(here.server, ground.NAME), transaction.atomic():
            _, probes = full_world()
            with mighty.taken() as cursor:
                every = [m for policy in policies(cursor) for m in mutants(policy)]
            left = not_noticed(probes, every)
            transaction.set_rollback(True)
        connections.close_all()
    unexplained = [m for m in left if m.key not in EQUIVALENT]
    for mutant in unexplained:
        print(*mutant.key, "|", mutant.policy.using, "|", mutant.policy.check)
    report.write(
        "policies", policies=len({m.policy for m in every}), changes=len(every), noticed=len(every) - len(left),
        make_no_difference=len(left) - len(unexplained), not_noticed=len(unexplained),
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(unexplained))


if __name__ == "__main__":
    sys.exit(main())
