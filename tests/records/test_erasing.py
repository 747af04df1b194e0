"""What is erased stands nowhere any more, in no column of any table, and the chain of the learner still verifies."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests import mighty
from tests.matrix import World, canary
from tests.people import join, learner, organisation, person
from tests.records.erasing import ADMIN, LEAD, SAM, access_is_right, being, confirmed, erase, found_anywhere, who
from tests.records.filled import fill
from wraparound.core import audit
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting
from wraparound.core.models import AuditEvent
from wraparound.records import actions

if TYPE_CHECKING:
    from pathlib import Path


def test_a_category_goes_from_everywhere_and_the_others_stay(world: World) -> None:
    learner, others = world.learner, [c for c in Category if c not in (Category.PLAN, Category.FINANCE)]
    with being(world, SAM):
        before = {c: found_anywhere(canary(c)) for c in others}
        assert audit.broken_at(learner.public_id) is None
        events = AuditEvent.objects.filter(subject=learner.public_id, what__startswith="line").count()
    assert found_anywhere(canary(Category.PLAN), canary(Category.FINANCE))
    with being(world, SAM) as sam:
        export = actions.ask_for_export(learner=learner, by=sam)
        actions.begin_export(export=export.pk, by=sam)
    counts = erase(world, Category.PLAN)
    with being(world, SAM) as sam:  # a worker that puts everything together now keeps nothing of it
        assert not actions.end_export(export=type(export).objects.get(pk=export.pk), content=b"all", by=sam)
    assert counts["plans_line"] and counts["plans_change"] and counts["plans_payment"]  # what a line costs, with it
    assert found_anywhere(canary(Category.PLAN), canary(Category.FINANCE)) == {}
    assert {c: found_anywhere(canary(c)) for c in others} == before
    with being(world, SAM):
        assert audit.broken_at(learner.public_id) is None
        kept = AuditEvent.objects.filter(subject=learner.public_id, what__startswith="line")
        assert kept.count() == events
        assert kept.filter(details__isnull=False, details__category="plan").count() == 0
        last = AuditEvent.objects.filter(subject=learner.public_id).order_by("-seq").first()
        assert last is not None and last.what == "erased" and last.details["rows"] == sum(counts.values())
    assert access_is_right()


def test_everything_goes_but_a_stub_and_the_chain_still_verifies(world: World) -> None:
    sam = who(world, SAM)
    with mighty.taken() as cursor:
        cursor.execute("update app.accounts_person set name = 'Canary Person' where id = %s", [sam.pk])
    erase(world, None)
    words = [canary(c) for c in Category]
    assert found_anywhere(*words, "Canary Person") == {}
    with mighty.taken() as cursor:
        cursor.execute("select app.broken_at(%s)", [world.learner.public_id])
        assert cursor.fetchone() == (None,)
        told = "select what, details from app.core_auditevent where subject = %s and details is not null"
        cursor.execute(told, [world.learner.public_id])
        assert [what for what, _ in cursor.fetchall()] == ["erased"]
        cursor.execute("select name, person_id from app.learners_learner where id = %s", [world.learner.pk])
        assert cursor.fetchone() == ("", None)
        cursor.execute("select is_active, email from app.accounts_person where id = %s", [sam.pk])
        assert cursor.fetchone() == (False, None)
    assert access_is_right()


def test_a_learner_who_also_works_somewhere_keeps_their_sign_in(world: World) -> None:
    sam = who(world, SAM)
    join(sam, organisation("Café"))
    erase(world, None)
    with mighty.taken() as cursor:
        cursor.execute("select is_active from app.accounts_person where id = %s", [sam.pk])
        assert cursor.fetchone() == (True,)


def test_every_table_that_can_hold_something_of_a_learner_is_reached(world: World) -> None:
    """Also those of which nobody thought here: the catalogue fills them, with a word of the learner's own."""
    kim = learner("canary-kim", person=person("canary-kim"))
    fill(kim, who(world, LEAD), 9)
    assert len(found_anywhere("canary-kim")) > 25
    with mighty.taken() as cursor:
        values = [kim.pk, world.north.pk, who(world, LEAD).pk, who(world, ADMIN).pk]
        cursor.execute("delete from app.records_erasure")
        cursor.execute(
            "insert into app.records_erasure (id, learner_id, organisation_id, because, proposed_by_id, proposed,"
            " told_in_person, not_before, answer, confirmed_by_id, confirmed, counts)"
            " values (gen_random_uuid(), %s, %s, 'due', %s, now(), true, now(), '', %s, now(), '{}') returning id",
            values,
        )
        (run,) = cursor.fetchone()
    for category in (Category.HEALTH, None):
        with mighty.taken() as cursor:
            number = None if category is None else category.number
            cursor.execute("update app.records_erasure set done = null, category = %s", [number])
        with acting(Actor(Role.KEEPING, who(world, ADMIN).pk)), connection.cursor() as cursor:
            cursor.execute("select app.erase(%s)", [run])
        if category is not None:
            gone = f"canary-kim-{category.number}-"
            assert not found_anywhere(gone).keys() & _with_a_category()
            assert "app.records_exportfile" not in found_anywhere("a photo of nothing")
    assert found_anywhere("canary-kim") == {"app.accounts_person": "canary-kim"}


def _with_a_category() -> set[str]:
    with mighty.taken() as cursor:
        cursor.execute("select 'app.' || tab from app.erasable() where by_category")
        return {table for (table,) in cursor.fetchall()}


PLANTED_TABLES = {
    "no right to delete": "learner_id bigint references app.learners_learner, category smallint, words text",
    "a learner without a foreign key": "learner_id bigint, words text",
    "hangs on a row of a learner": "line_id uuid references app.plans_line, words text",
}


@pytest.mark.parametrize("columns", PLANTED_TABLES.values(), ids=PLANTED_TABLES.keys())
def test_a_table_that_erasing_would_not_reach_stops_it(world: World, columns: str) -> None:
    with mighty.taken() as cursor:
        cursor.execute(f"create table app.planted (id uuid primary key default gen_random_uuid(), {columns})")
        cursor.execute("alter table app.planted enable row level security, force row level security")
        cursor.execute("grant select on app.planted to app_functions")
    before = found_anywhere(canary(Category.PLAN))
    with pytest.raises(DatabaseError, match=r"rows of \{planted\} cannot be erased"), transaction.atomic():
        erase(world, Category.PLAN)
    assert found_anywhere(canary(Category.PLAN)) == before


@pytest.mark.parametrize("forgotten", ["plans_section", "plans_change", "passport_entry"])
def test_what_is_left_somewhere_is_found(world: World, forgotten: str) -> None:
    """As if the function did not think of one of the tables."""
    with mighty.taken() as cursor:
        cursor.execute("select pg_get_functiondef('app.rows_to_erase(bigint[],int)'::regprocedure)")
        ((text,),) = cursor.fetchall()
        planted = text.replace("unnest(found) x;\n", f"unnest(found) x where x not like '{forgotten} %';\n")
        assert planted != text
        cursor.execute(planted)
    with suppress(DatabaseError), transaction.atomic():  # an entry without which its versions would dangle
        erase(world, Category.HEALTH)
    assert f"app.{forgotten}" in found_anywhere(canary(Category.HEALTH))


def test_a_table_whose_policies_hide_rows_from_erasing_stops_it(world: World) -> None:
    with mighty.taken() as cursor:
        cursor.execute(
            'alter policy "'
            + _policy_of(cursor, "passport_entryversion")
            + '" on app.passport_entryversion using (false)'
        )
    with pytest.raises(DatabaseError, match="0 of 1 rows of passport_entryversion"), transaction.atomic():
        erase(world, Category.HEALTH)


def _policy_of(cursor: Any, table: str) -> str:
    cursor.execute("select policyname from pg_policies where tablename = %s and cmd = 'DELETE'", [table])
    return str(cursor.fetchone()[0])


def test_a_chain_whose_events_lost_more_than_their_content_does_not_verify(world: World) -> None:
    erase(world, Category.HEALTH)
    with mighty.taken() as cursor:
        cursor.execute(
            "update app.core_auditevent set seal = '\\x00' where subject = %s and seq = 3", [world.learner.public_id]
        )
        cursor.execute("select app.broken_at(%s)", [world.learner.public_id])
        assert cursor.fetchone() == (3,)


def test_our_functions_can_change_nothing_of_an_event_but_forget_it(world: World) -> None:
    confirmed(world)
    for change in ("seal = '\\x00'", "at = now()", "details = '{}'", "salt = '\\x01'", "seq = -seq", "what = 'x'"):
        with mighty.taken() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("grant app_functions to app_login")
            cursor.execute("set local role app_functions")
            cursor.execute(
                f"update app.core_auditevent set {change}, hash = hash where subject = %s", [world.learner.public_id]
            )
    with mighty.taken() as cursor:
        cursor.execute("grant app_functions to app_login")
        cursor.execute("set local role app_functions")
        cursor.execute(
            "update app.core_auditevent set salt = null, details = null where subject <> %s", [world.learner.public_id]
        )
        assert cursor.rowcount == 0  # nobody else's


def test_what_an_older_backup_brings_back_is_erased_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    with mighty.taken() as cursor:
        cursor.execute("grant app_functions to app_login")
    with transaction.atomic():  # what is done inside, the restored backup does not know
        erase(world, Category.HEALTH)
        with file.open("w") as out:
            call_command("list_erasures", database="default", stdout=out)
        transaction.set_rollback(True)
    assert found_anywhere(canary(Category.HEALTH)) and canary(Category.IDENTITY) not in file.read_text()
    for words in ("1 erased again, 0 were", "0 erased again, 1 were"):
        said = StringIO()
        call_command("erase_again", str(file), database="default", stdout=said)
        assert words in said.getvalue()
    assert found_anywhere(canary(Category.HEALTH)) == {}
    with being(world, SAM):
        assert audit.broken_at(world.learner.public_id) is None
