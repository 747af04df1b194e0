"""Two people erase; the learner is told and can say: keep it; what is due is listed without telling whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import mighty
from tests.matrix import World, canary
from tests.people import browser, join, member, organisation
from tests.records.erasing import ADMIN, LEAD, SAM, being, erase, found_anywhere, proposed, who
from wraparound.accounts.roles import MemberRole
from wraparound.core.categories import Category
from wraparound.core.database.scope import Actor, Role, acting, as_person
from wraparound.core.decisions import NotAllowed
from wraparound.notices.models import Notice
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.records import actions
from wraparound.records.policy_keeping import (
    Because,
    Said,
)
from wraparound.records.queries import keeping
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Callable


def test_nobody_does_both_steps_by_page_or_by_sql(world: World) -> None:
    lead = who(world, LEAD)
    join(lead, world.north, MemberRole.ORGANISATION_ADMIN)
    made = proposed(world, Category.HEALTH)
    with being(world, SAM) as sam:
        actions.answer_erasure(erasure=made.pk, said=Said.ERASE, by=sam)
    page = browser(lead).post(f"/records/erasures/{made.pk}/", {"do": "confirm"}, follow=True).content.decode()
    assert "a second person has to confirm it" in page
    attempts: dict[str, Callable[[Any], object]] = {
        "the function": lambda c: c.execute("select app.confirm_erasure(%s)", [made.pk]),
        "erasing itself": lambda c: c.execute("select app.erase(%s)", [made.pk]),
        "the row": lambda c: c.execute("update app.records_erasure set confirmed_by_id = 1, confirmed = now()"),
        "another's name": lambda c: c.execute("insert into app.records_erasure select * from app.records_erasure"),
        "the rows": lambda c: c.execute("delete from app.passport_entry"),
    }
    for name, attempt in attempts.items():
        with being(world, LEAD), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            attempt(cursor)
            pytest.fail(name)
    with acting(Actor(Role.KEEPING, lead.pk)), connection.cursor() as cursor:
        for statement in ("select app.erase(%s)", "delete from app.passport_entry where %s is not null"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement, [made.pk])
    with mighty.taken() as cursor, pytest.raises(DatabaseError, match="two_people_erase"), transaction.atomic():
        cursor.execute("update app.records_erasure set confirmed_by_id = proposed_by_id, confirmed = now()")
    assert found_anywhere(canary(Category.HEALTH))


def test_keep_it_is_kept_whoever_tries_and_nobody_asks_again_soon(world: World) -> None:
    made = proposed(world, Category.HEALTH)
    sam, admin = who(world, SAM), who(world, ADMIN)
    assert "Keep it" in browser(sam).get(f"/records/erasures/{made.pk}/").content.decode()
    browser(sam).post(f"/records/erasures/{made.pk}/", {"do": "keep"})
    _days_later(29)
    assert "The learner said: keep it." in (
        browser(admin).post(f"/records/erasures/{made.pk}/", {"do": "confirm"}, follow=True).content.decode()
    )
    with being(world, ADMIN), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("select app.confirm_erasure(%s)", [made.pk])
    with mighty.taken() as cursor, pytest.raises(DatabaseError, match="what_the_learner_keeps"), transaction.atomic():
        cursor.execute("update app.records_erasure set confirmed_by_id = %s, confirmed = now()", [admin.pk])
    for again in (Category.HEALTH, None):
        with pytest.raises(NotAllowed, match="keep it"):
            proposed(world, again)
        told = [world.learner.pk, again and again.number, world.north.pk]
        with being(world, LEAD), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("select app.propose_erasure(%s, %s, %s, 'due', true)", told)
    assert found_anywhere(canary(Category.HEALTH))


def test_the_learner_has_28_days_then_a_second_person_may_confirm(world: World) -> None:
    made = proposed(world, Category.HEALTH)
    with being(world, SAM) as sam:
        assert Notice.objects.filter(person=sam, kind="erasure-proposed").count() == 1
    for days, may in ((0, False), (27, False), (1, True)):
        _days_later(days)
        with being(world, ADMIN) as admin:
            view = keeping.erasure(admin, made.pk)
            assert view is not None and view.may_confirm is may
            assert str(view.name) == "A learner whose name is not open to you" and view.learner is None
            with connection.cursor() as cursor, transaction.atomic():
                if may:
                    cursor.execute("select app.confirm_erasure(%s)", [made.pk])
                    continue
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute("select app.confirm_erasure(%s)", [made.pk])


def _days_later(days: int) -> None:
    """So many days pass for what waits."""
    with mighty.taken() as cursor:
        cursor.execute("update app.records_erasure set not_before = not_before - %s, proposed = proposed", [days])


def test_others_have_no_part_in_it(narrow: World) -> None:
    world = narrow
    made = proposed(world, Category.ABOUT_ME)
    knows = (SAM, LEAD, ADMIN)
    for name in (*knows, "support worker in the team", "mother", "colleague not in the team", "system administrator"):
        if asked := browser(who(world, name)):
            assert (asked.get(f"/records/erasures/{made.pk}/").status_code == 200) is (name in knows), name
            assert (asked.get("/records/keeping/").status_code == 200) is (name in (LEAD, ADMIN)), name
            assert (asked.get(f"/records/{world.learner.public_id}/kept/").status_code == 200) is (name == LEAD), name
    with being(world, LEAD) as lead, pytest.raises(NotAllowed, match="not open"):
        actions.propose_erasure(learner=world.learner, category=Category.FINANCE, because=Because.DUE, by=lead)
    other = member(organisation("Elsewhere"), "Boss", MemberRole.ORGANISATION_ADMIN)
    with acting(as_person(other.pk)), pytest.raises(NotAllowed):
        actions.confirm_erasure(erasure=made.pk, by=other)


# ---- what is due


def test_what_is_due_is_listed_and_its_owner_named_only_where_that_part_is_open(narrow: World) -> None:
    world = narrow
    with mighty.taken() as cursor:
        for table in ("passport_entry", "passport_entryversion"):
            cursor.execute(
                f"update app.{table} set at = now() - interval '9 years' where learner_id = %s", [world.learner.pk]
            )
        cursor.execute(
            "update app.plans_change set at = now() - interval '9 years' where learner_id = %s", [world.learner.pk]
        )
        cursor.execute(
            "update app.plans_section set made = made - interval '9 years', changed = changed - interval '9 years'"
        )
    with being(world, LEAD) as lead:
        mine = {line.kept.category: line for line in keeping.due_of(lead, world.north)}
    assert {*mine} == {Category.ABOUT_ME, Category.COMMUNICATION}  # what is open to the lead
    assert all(line.learner == world.learner.public_id for line in mine.values())
    with being(world, ADMIN) as admin:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from app.kept_by(%s, %s)", [world.north.pk, world.learner.pk])
            assert cursor.fetchone() == (0,)  # of one whom they know by number
        found = keeping.due_of(admin, world.north)
        assert Category.LEARNING in {line.kept.category for line in found}
        assert {str(line.name) for line in found} == {"A learner whose name is not open to you"}
        page = browser(admin).get("/records/keeping/").content.decode()
    assert canary(Category.IDENTITY) not in page
    for name in ("support worker in the team", "partner whose grant ended"):
        with being(world, name) as viewer:
            assert keeping.due_of(viewer, world.north) == []


def test_the_learner_reads_how_long_each_part_is_kept(narrow: World) -> None:
    world = narrow
    page = browser(world.actors[SAM]).get("/records/schedule/").content.decode()
    assert "We keep it until" in page and "wr-easy" in page
    assert "IRMS" in browser(world.actors["mother"]).get("/records/schedule/").content.decode()


def test_what_is_left_of_a_plan_can_still_be_read(world: World) -> None:
    erase(world, Category.PLAN)
    sam = browser(world.actors[SAM])
    key = world.learner.public_id
    for path in (
        f"/plans/{key}/",
        f"/passport/{key}/",
        f"/sharing/{key}/",
        f"/sharing/{key}/looks/",
        f"/records/{key}/",
    ):
        assert sam.get(path).status_code in (200, 302), path
    topic = next(one for one in TOPICS if one.category is Category.PLAN)
    with being(world, SAM) as me:
        passport.say(learner=world.learner, topic=topic, words="again", said_by=SaidBy.LEARNER, by=me)
        sharing.record_look(learner=world.learner, categories=[Category.PLAN], by=me)
