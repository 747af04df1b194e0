"""What tests of erasing do: the steps to it, and a look for a word in every column of every table."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core import mail
from django.db import connection

from tests import mighty
from tests.matrix import World
from wraparound.accounts.models import Person
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.records import actions
from wraparound.records.models import Erasure
from wraparound.records.policy_keeping import (
    Because,
    Said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAD, ADMIN, SAM = "lead", "organisation administrator", "the learner"


def who(world: World, name: str) -> Person:
    found = world.actors[name]
    assert found is not None
    return found


@contextmanager
def being(world: World, name: str) -> Iterator[Person]:
    person = who(world, name)
    with acting(as_person(person.pk)):
        yield person


def proposed(world: World, category: Category | None) -> Erasure:
    with being(world, LEAD) as lead:
        return actions.propose_erasure(learner=world.learner, category=category, because=Because.DUE, by=lead)


def erase(world: World, category: Category | None) -> dict[str, int]:
    """Proposed by the lead, let go by the learner, confirmed by the administrator."""
    made = proposed(world, category)
    with being(world, SAM) as sam:
        actions.answer_erasure(erasure=made.pk, said=Said.ERASE, by=sam)
    with being(world, ADMIN) as admin:
        return actions.confirm_erasure(erasure=made.pk, by=admin)


def found_anywhere(*words: str) -> dict[str, str]:
    """Which of these words stands where: in any column of any table, bytes too, and in mails; by whom nothing binds."""
    found = {}
    with mighty.taken() as cursor:
        cursor.execute(
            "select format('%I.%I', n.nspname, c.relname), array_agg(a.attname::text) from pg_attribute a"
            " join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname in ('app', 'jobs') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped"
            " group by 1"
        )
        tables = cursor.fetchall()
        assert len(tables) > 60
        for table, columns in tables:
            said = " || ' ' || ".join(f"coalesce(\"{c}\"::text, '')" for c in columns)
            for word in words:
                marks = [f"%{word}%", f"%{word.encode().hex()}%"]
                cursor.execute(f"select count(*) from {table} where {said} like any(%s)", [marks])
                if cursor.fetchone()[0]:
                    found[table] = word
    sent = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    return found | {f"a mail with {word}": word for word in words if word in sent}


def access_is_right() -> bool:
    with mighty.taken() as cursor:
        cursor.execute("select missing, extra from app.access_errors()")
        return bool(cursor.fetchone() == (0, 0))


def confirmed(world: World) -> Erasure:
    """As it is just before it is carried out."""
    made = proposed(world, None)
    with being(world, SAM) as sam:
        actions.answer_erasure(erasure=made.pk, said=Said.ERASE, by=sam)
    with being(world, ADMIN), connection.cursor() as cursor:
        cursor.execute("select app.confirm_erasure(%s)", [made.pk])
    return made
