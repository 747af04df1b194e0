"""Two records of one learner become one, and two again: not a row is lost, and nobody sees more than before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from tests.people import DAY, granted, in_circle, join, learner, member, organisation, person
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.learners import actions, queries
from wraparound.learners.models import Merge
from wraparound.learners.policy import Refused

if TYPE_CHECKING:
    pass

NOTES = {"learners_merge", "learners_mergedrow", "core_auditevent", "core_chainhead"}  # what a merge writes of itself


class Everything:
    """Every row of every table, read by somebody whom no policy binds."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        found = raw.execute(
            "select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r' order by 1"
        )
        self.tables = [name for (name,) in found.fetchall()]

    def rows(self, but: set[str] = NOTES) -> dict[str, str]:
        row = "to_jsonb(t) - {leave}"
        query = f"select coalesce(jsonb_agg({row} order by ({row})::text), '[]')::text from app.{{table}} t"
        found = {}
        for table in self.tables:
            if table not in but:
                leave = sql.Literal("id" if table == "sharing_access" else "-")
                statement = sql.SQL(query).format(leave=leave, table=sql.Identifier(table))
                found[table] = self.raw.execute(statement).fetchone()[0]
        return found

    def access(self) -> tuple[int, int]:
        return self.raw.execute("select * from app.access_errors()").fetchone()


@pytest.fixture
def everything(committed: psycopg.Connection[Any]) -> Everything:
    """The database with what is really written; each `acting` is a transaction of its own."""
    return Everything(committed)


def two_of_one() -> tuple[Any, ...]:
    """Lena leads for both records; each has a partner, and a brother and an access of its own."""
    north, south, west = organisation("North"), organisation("South"), organisation("West")
    lena, sue, wes = member(north, "Lena"), member(south, "Sue"), member(west, "Wes")
    one, two = learner("Sam Green"), learner("Sam Greene", person=person("Sam"))
    for record in (one, two):
        in_circle(record, lena, north, CirclePart.LEAD)
        granted(record, north, lena, [Category.IDENTITY, Category.ABOUT_ME])
    in_circle(one, sue, south)
    granted(one, south, lena, [Category.IDENTITY])
    in_circle(two, wes, west)
    granted(two, west, lena, [Category.IDENTITY, Category.HEALTH])
    return lena, sue, wes, one, two


def merged(lena: Any, one: Any, two: Any) -> Merge:
    with acting(as_person(lena.pk)):
        return actions.merge_learners(kept=one, merged=two, by=lena)


def test_a_merge_that_is_undone_leaves_every_table_as_it_was(everything: Everything) -> None:
    lena, _sue, wes, one, two = two_of_one()
    before = everything.rows()
    merge = merged(lena, one, two)
    during = everything.rows()
    assert {t for t in before if before[t] != during[t]} >= {
        "learners_learner",
        "learners_circlemember",
        "sharing_grant",
    }
    assert str(two.pk) not in during["sharing_grant"] and str(two.pk) not in during["sharing_access"]
    assert everything.access() == (0, 0)
    with acting(as_person(wes.pk)):
        assert list(queries.my_learners(wes)) == [one]
    with acting(as_person(lena.pk)):
        assert queries.merges(lena, one) == [merge]
        actions.undo_merge(merge=merge, by=lena)
    assert everything.rows() == before
    assert everything.access() == (0, 0)


def test_what_would_clash_stays_and_is_told(everything: Everything) -> None:
    lena, _sue, _wes, one, two = two_of_one()
    merge = merged(lena, one, two)
    assert merge.stayed == {"learners_circlemember": 1}  # Lena was lead in both circles, and is so once
    assert merge.moved["learners_circlemember"] == 1
    assert merge.moved["sharing_grant"] == 2
    rows = json.loads(everything.rows()["learners_circlemember"])
    assert [r["person_id"] for r in rows if r["learner_id"] == two.pk] == [lena.pk]


def test_the_sign_in_of_the_merged_record_opens_the_kept_one_and_goes_back(everything: Everything) -> None:
    lena, _sue, _wes, one, two = two_of_one()
    merge = merged(lena, one, two)
    sam = two.person
    with acting(as_person(sam.pk)):
        assert queries.me_as_learner(sam) == one
    with acting(as_person(lena.pk)):
        actions.undo_merge(merge=merge, by=lena)
    with acting(as_person(sam.pk)):
        assert queries.me_as_learner(sam) == two


def test_what_was_added_after_a_merge_stays_with_the_kept_record(everything: Everything) -> None:
    lena, _sue, _wes, one, two = two_of_one()
    merge = merged(lena, one, two)
    mother = person("Mother")
    granted(one, mother, lena, [Category.IDENTITY])
    with acting(as_person(lena.pk)):
        actions.undo_merge(merge=merge, by=lena)
    with acting(as_person(mother.pk)):
        assert list(queries.my_learners(mother)) == [one]
    assert everything.access() == (0, 0)


@pytest.mark.django_db
def test_nobody_merges_who_does_not_lead_for_both_even_with_sql() -> None:
    lena, sue, _wes, one, two = two_of_one()
    east = organisation("East")
    leads_one = member(east, "Eve", MemberRole.TRANSITION_LEAD)
    past = clock.today() - DAY
    in_circle(two, leads_one, east, CirclePart.LEAD)
    join(sue, east)
    for record in (one, two):
        in_circle(record, sue, east, CirclePart.LEAD, since=past, until=past)
    for who in (sue, leads_one, person("Nobody"), two.person):
        with acting(as_person(who.pk)):
            with pytest.raises(Refused):
                actions.merge_learners(kept=one, merged=two, by=who)
            with pytest.raises(DatabaseError, match="only who leads"), transaction.atomic():
                connection.cursor().execute("select app.merge_learners(%s, %s)", [one.pk, two.pk])
    merge = merged(lena, one, two)
    for who in (sue, person("Nobody")):
        with acting(as_person(who.pk)):
            assert queries.merges(who, one) == []
            with pytest.raises(DatabaseError, match="only who leads"), transaction.atomic():
                connection.cursor().execute("select app.undo_merge(%s)", [merge.pk])


@pytest.mark.django_db
def test_a_record_is_merged_with_another_and_once_and_two_sign_ins_are_two_people() -> None:
    lena, _sue, _wes, one, two = two_of_one()
    with acting(as_person(lena.pk)):
        with pytest.raises(Refused):
            actions.merge_learners(kept=one, merged=one, by=lena)
        actions.merge_learners(kept=one, merged=two, by=lena)
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("select app.merge_learners(%s, %s)", [one.pk, two.pk])
        assert queries.learner(lena, two.public_id) is None
    other = learner("Sam", person=person("Sam too"))
    again = organisation("North again")
    join(lena, again)
    in_circle(other, lena, again, CirclePart.LEAD)
    one.person = two.person
    with acting(as_person(lena.pk)), pytest.raises(Refused, match="both"):
        actions.merge_learners(kept=one, merged=other, by=lena)


@pytest.mark.django_db
def test_rows_of_every_table_can_be_moved() -> None:
    lena, *_ = two_of_one()
    with acting(as_person(lena.pk)), connection.cursor() as cursor:
        cursor.execute("select app.tables_not_merged()")
        assert cursor.fetchone()[0] == []
